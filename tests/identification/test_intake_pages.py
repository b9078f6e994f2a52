"""The pages of the window, as the clerk and the village worker press them."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Position, ReadingLog, Region
from accounts.roles import Role
from households.choices import IncomeKind
from households.models import Household, Income, Member, Person
from identification import kin, one_form
from identification.choices import ApplicationState as S
from identification.models import Application, Paper
from identification.registration import LivesElsewhere, register_household
from tests.accounts.factories import PositionFactory
from tests.households.factories import income, months_before, synthetic_id, wages
from tests.identification.factories_intake import ON, accepted, clerk, draft, family, filled, money, submitted, worker
from tests.monitoring.factories import PNG

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("county")]


@pytest.fixture(autouse=True)
def _today(settings):
    settings.FIXED_TODAY = ON


def browser(by: Position) -> Client:
    client = Client()
    client.force_login(by.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def text_of(answer) -> str:
    return unescape(re.sub(r"<[^>]+>", "", answer.content.decode()))


def url(name: str, *args: object) -> str:
    return reverse(f"identification:{name}", args=args)


# Finding


def test_a_household_is_found_by_name_with_its_category_and_open_application():
    by = clerk()
    person = family(category="dibao").members.get().person
    Person.objects.filter(pk=person.pk).update(name="陈守田")
    application = draft(Household.objects.get(members__person=person), by)
    said = text_of(browser(by).post(url("apply"), {"q": "守田"}))
    assert "低保" in said and application.application_no in said and "接着办" in said


def test_an_id_number_is_answered_by_post_and_stands_in_no_address():
    by = clerk()
    person = family().members.get().person
    answer = browser(by).post(url("apply"), {"q": person.id_number.reveal()})
    assert answer.status_code == 200 and "登记申请" in text_of(answer)
    assert person.id_number.reveal() not in answer.content.decode()


def test_the_panels_link_leads_straight_to_the_household():
    household = family()
    answer = browser(clerk()).get(url("apply") + f"?household={household.pk}")
    assert answer.url == url("apply_household", household.pk)


def test_opening_a_draft_leads_to_the_form_and_a_second_one_to_the_first():
    by, household = clerk(), family()
    data = {"applicant": household.members.get().person_id, "channel": "window", "wants_monitoring": "on"}
    first = browser(by).post(url("apply_household", household.pk), data)
    application = Application.objects.get()
    assert first.url == url("form", application.pk)
    again = browser(by).post(url("apply_household", household.pk), data)
    assert again.status_code == 409 and application.application_no in text_of(again)
    assert Application.objects.count() == 1


def test_entrusted_without_a_name_keeps_what_was_typed():
    by, household = clerk(), family()
    data = {"applicant": household.members.get().person_id, "channel": "entrusted", "proxy_relation": "relative", "proxy_phone": "12345"}
    answer = browser(by).post(url("apply_household", household.pk), data)
    said = text_of(answer)
    assert answer.status_code == 422 and "委托代办要写代办人姓名" in said and "手机号应为11位" in said
    assert 'value="12345"' in answer.content.decode()


def test_a_declared_relative_sees_why_he_cannot_begin():
    by, household = clerk(), family()
    kin.declare(by, household.members.get().person, "sibling", by=by, on=ON)
    said = text_of(browser(by).get(url("apply_household", household.pk)))
    assert "须回避" in said and "登记，接着填一张表" not in said


# A new household


def new(**changes: object) -> dict[str, object]:
    return {
        "village": Region.objects.get(code="990101100201").pk, "area_type": "rural", "address": "三组7号", "head_name": "罗福生",
        "id_number": synthetic_id(area="990888"), "phone": "13800002222", **changes,
    }  # fmt: skip


def test_a_new_household_has_its_head_from_the_number():
    number = synthetic_id(area="990887", sex="2")
    answer = browser(clerk()).post(url("new_household"), new(id_number=number.lower()))
    household = Household.objects.get()
    member = household.members.select_related("person").get()
    assert answer.url == url("apply_household", household.pk)
    assert (household.household_no, household.household_kind, household.phone) == ("990101100201-0001", "ordinary", "13800002222")
    assert (member.relation, member.person.sex, f"{member.person.birth}", member.person.initials) == ("02", "2", "1980-05-01", "LFS")
    assert household.facts.counted_members == 1 and household.standing


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"id_number": "990101199001011231"}, "末位校验不对"),
        ({"id_number": "123"}, "应为18位"),
        ({"id_number": ""}, "还没有填"),
        ({"phone": "1380000222"}, "应为11位"),
        ({"area_type": ""}, "还没有填"),
        ({"village": ""}, "还没有填"),
    ],
)
def test_a_new_household_refused_keeps_what_was_typed(changes, says):
    answer = browser(clerk()).post(url("new_household"), new(**changes))
    assert answer.status_code == 422 and says in text_of(answer) and 'value="三组7号"' in answer.content.decode()
    assert not Household.objects.exists()


def test_who_lives_elsewhere_is_told_where_as_far_as_one_may_know():
    here, away = family(village_code_="990101100202", head_name="甲家"), family(village_code_="990101101201", head_name="乙家")
    for household, says, is_linked in ((here, "柳下湾村甲家户", True), (away, "石桥镇的一户，不在您的辖区", False)):
        person = household.members.get().person
        answer = browser(clerk()).post(url("new_household"), new(head_name=person.name, id_number=person.id_number.reveal()))
        said = text_of(answer)
        assert answer.status_code == 422 and says in said and ("乙家" in said) is False
        assert (url("apply_household", household.pk) in answer.content.decode()) is is_linked
    assert Household.objects.count() == 2


def test_another_town_registers_nothing_here():
    with pytest.raises(Exception, match="不在您的辖区"):
        register_household(
            Region.objects.get(code="990101100201"), area_type="rural", address="一", head_name="罗福生", id_number=synthetic_id(area="990886"),
            phone="13800002222", by=clerk("990101101"), on=ON,
        )  # fmt: skip


def test_registered_twice_is_once():
    values = {
        "area_type": "rural",
        "address": "一",
        "head_name": "罗福生",
        "id_number": synthetic_id(area="990885"),
        "phone": "13800002222",
    }
    register_household(Region.objects.get(code="990101100201"), **values, by=clerk(), on=ON)
    with pytest.raises(LivesElsewhere):
        register_household(Region.objects.get(code="990101100201"), **values, by=clerk(), on=ON)
    assert Household.objects.count() == Member.objects.count() == 1


# The one form


def test_only_what_is_missing_is_asked_and_all_fifty_on_demand():
    by = clerk()
    application = draft(family(address="二组12号", phone="13900001111"), by)
    page = browser(by).get(url("form", application.pk))
    said, source = text_of(page), page.content.decode()
    assert "50项中已有" in said and 'name="difficulty"' in source and 'name="address"' not in source
    assert "13900001111" not in source and "139****1111" in said
    everything = browser(by).get(url("form", application.pk) + "?all=1").content.decode()
    assert 'name="bank_account"' in everything and 'name="bank_account"' not in source


def test_what_a_department_shares_is_locked_with_its_badge():
    by, household = clerk(), family()
    head = household.members.get().person
    wages(household, head, "1000")
    page = browser(by).get(url("form", draft(household, by).pk) + "?all=1")
    said = text_of(page)
    assert "12,000.00元部门，2026年5月1日" in said.replace("\n", "") and "部门共享，窗口不改；有误的走“校核纠错”" in said
    assert f'name="m{head.pk}-name"' not in page.content.decode()


def test_a_form_saved_half_way_keeps_what_cannot_be_read():
    by = clerk()
    application = draft(by=by)
    data = {
        "version": application.version,
        "action": "save",
        "address": "二组12号",
        "wage-said": "some",
        "wage-0-item": "务工收入",
        "wage-0-amount": "1.2万",
    }
    answer = browser(by).post(url("form", application.pk), data, follow=True)
    said, source = text_of(answer), answer.content.decode()
    assert "“1.2万”应填12,000。" in said and 'value="1.2万"' in source and 'value="二组12号"' in source
    application.refresh_from_db()
    assert application.state == S.DRAFT and json.loads(application.form.reveal())["wage-0-amount"] == ["1.2万"]
    assert not Income.objects.exists()


def test_submitting_names_each_missing_field_and_links_to_it():
    by = clerk()
    application = draft(by=by)
    answer = browser(by).post(url("form", application.pk), {"version": application.version, "action": "submit", "address": "二组12号"})
    source = answer.content.decode()
    assert answer.status_code == 422 and re.search(r"没有提交，有\d+处要补。已填的内容都在。", source)
    for name in ("phone", "difficulty"):
        assert f'href="#id_{name}"' in source and f'id="id_{name}"' in source
    assert 'value="二组12号"' in source and Application.objects.get().state == S.DRAFT


def test_submitted_from_the_page_and_posted_again_it_stays_one():
    by = clerk()
    application = filled(by=by)
    data = {"version": application.version, "action": "submit"}
    assert browser(by).post(url("form", application.pk), data).url == url("application", application.pk)
    again = browser(by).post(url("form", application.pk), data)
    assert again.url == url("application", application.pk)
    application.refresh_from_db()
    assert application.state == S.SUBMITTED and application.household.standing.has_open_case


def test_two_windows_on_one_form_lose_nothing():
    first, second = clerk(), clerk()
    application = draft(by=first)
    version = application.version
    browser(first).post(url("form", application.pk), {"version": version, "action": "save", "address": "二组12号"})
    answer = browser(second).post(url("form", application.pk), {"version": version, "action": "save", "address": "三组9号"})
    assert answer.status_code == 409 and "刚才有人改过这张表" in text_of(answer) and 'value="三组9号"' in answer.content.decode()
    application.refresh_from_db()
    assert json.loads(application.form.reveal())["address"] == ["二组12号"]
    assert f'name="version" value="{application.version}"' in answer.content.decode()


def test_a_box_unticked_is_cleared_only_where_the_page_asked_it():
    by = clerk()
    application = filled(by=by)
    page = url("form", application.pk)
    browser(by).post(page, {"version": application.version, "action": "save", "asked": ["address"]})
    application.refresh_from_db()
    assert "risks" in one_form.typed_of(application) and "address" not in one_form.typed_of(application)
    browser(by).post(page, {"version": application.version, "action": "save", "asked": ["risks"]})
    application.refresh_from_db()
    assert "risks" not in one_form.typed_of(application)


def test_a_line_and_a_member_more_keep_the_rest():
    by = clerk()
    application = draft(by=by)
    answer = browser(by).post(
        url("form", application.pk),
        {"version": application.version, "add": "newcomers", "newcomers": "0", "address": "二组12号"},
        follow=True,
    )
    source = answer.content.decode()
    assert 'name="n0-id_number"' in source and 'value="二组12号"' in source
    application.refresh_from_db()
    answer = browser(by).post(url("form", application.pk), {"version": application.version, "add": "wage", "newcomers": "1"}, follow=True)
    assert 'name="wage-2-amount"' in answer.content.decode()


def test_the_sum_moves_as_the_form_is_filled_and_nothing_is_written():
    by, household = clerk(), family()
    application = draft(household, by)
    person = household.members.get().person
    data = {name: value[0] for name, value in money("wage", (person, "务工收入", "24,000")).items()}
    answer = browser(by).post(url("form_trial", application.pk), data, headers={"HX-Request": "true"})
    said = text_of(answer)
    assert "24,000.00" in said and "−2,400.00" in said and "提交时才入账" in said and "<html" not in answer.content.decode()
    assert not Income.objects.exists() and not application.form
    whole = browser(by).post(url("form_trial", application.pk), data)
    assert "24,000.00" in text_of(whole) and "<html" in whole.content.decode() and 'value="24,000"' in whole.content.decode()


def test_the_form_of_an_accepted_case_is_read_only():
    by = clerk()
    application = accepted(by=by)
    page = browser(by).get(url("form", application.pk))
    assert "一张表不能再改" in text_of(page) and "提交申请" not in text_of(page)


@pytest.mark.parametrize("name", ["form", "form_print", "papers"])
def test_next_towns_clerk_finds_nothing(name):
    assert browser(clerk("990101101")).get(url(name, draft().pk)).status_code == 404


def test_a_village_worker_reads_but_does_not_write_anothers_draft():
    application = draft(by=worker())
    other = browser(worker())
    assert "请他办理" in text_of(other.get(url("form", application.pk)))
    assert other.post(url("form", application.pk), {"action": "save", "address": "一"}).status_code == 409


def test_the_number_of_questions_does_not_grow_with_the_household():
    by = clerk()
    counts = []
    for size in (1, 4):
        application = draft(family(size=size), by)
        client = browser(by)
        client.get(url("form", application.pk))
        with CaptureQueriesContext(connection) as queries:
            client.get(url("form", application.pk))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 50


# On paper


def test_the_application_form_names_the_nine_and_masks_every_number():
    by, household = clerk(), family(phone="13900001111", bank_account="6217001234567890123")
    application = filled(household, by, typed={"phone": ["13711112222"]})
    page = browser(by).get(url("form_print", application.pk))
    said = text_of(page)
    assert said.count("《") == 9 and "《低收入人口摸排表》" in said and "《入户信息采集表》" in said
    assert "137****2222" in said and household.members.get().person.id_number.masked in said
    for number in ("13711112222", "13900001111", "6217001234567890123", household.members.get().person.id_number.reveal()):
        assert number not in page.content.decode()
    assert ReadingLog.objects.filter(subject=f"{application.application_no} 申请表").count() == 1


# Papers


def test_papers_are_signed_for_and_handed_in_with_sealed_scans():
    by = clerk()
    application = draft(by=by)
    client, page = browser(by), url("papers", application.pk)
    person = application.applicant_id
    png = SimpleUploadedFile("x.exe", PNG)
    assert (
        client.post(page, {"act": "sign", "kind": "commitment", "signers": [person], "signed_on": "2026.6.15", "scan": png}).status_code
        == 302
    )
    row = application.authorisations.get()
    scan = client.get(url("authorisation_scan", row.pk))
    assert scan.content == PNG and scan["Content-Type"] == "image/png"
    assert PNG not in Path(row.scan.storage.path(row.scan.name)).read_bytes()
    assert client.post(page, {"act": "hand_in", "code": "residence", "scan": SimpleUploadedFile("a.pdf", b"%PDF-1.4 x")}).status_code == 302
    paper = Paper.objects.get(application=application, code="residence")
    assert paper.handed_in_on == ON and client.get(url("paper_scan", paper.pk))["Content-Type"] == "application/pdf"
    assert browser(clerk("990101101")).get(url("paper_scan", paper.pk)).status_code == 404


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"act": "sign", "kind": "commitment", "signed_on": "2026-6-15"}, "请勾选谁签了字"),
        ({"act": "sign", "kind": "commitment", "signed_on": "2026-6-16", "signers": ["head"]}, "不能晚于今天"),
        ({"act": "sign", "kind": "commitment", "signed_on": "", "signers": ["head"]}, "请填日期"),
        ({"act": "hand_in", "code": "id_card"}, "选择一个有效"),
        ({"act": "hand_in", "code": "residence", "scan": "bad"}, "不是JPEG、PNG或PDF"),
        ({"act": "jump"}, "没有这一项办理"),
    ],
)
def test_a_paper_that_cannot_be_taken_says_why(data, says):
    by = clerk()
    application = draft(by=by)
    data = {name: [application.applicant_id] if value == ["head"] else value for name, value in data.items()}
    if data.get("scan"):
        data["scan"] = SimpleUploadedFile("x.png", b"MZ...")
    answer = browser(by).post(url("papers", application.pk), data)
    assert answer.status_code in (409, 422) and says in text_of(answer)


def test_a_paper_asked_from_the_page_stops_the_clock():
    by = clerk()
    application = accepted(by=by)
    answer = browser(by).post(
        url("papers", application.pk), {"act": "ask", "version": application.version, "codes": ["deposits"], "note": ""}
    )
    assert answer.status_code == 302
    application.refresh_from_db()
    assert application.paused_since == ON
    said = text_of(browser(by).get(url("papers", application.pk)))
    assert "时钟停着" in said and "存款、理财情况说明" in said


def test_who_only_reads_takes_nothing():
    by = PositionFactory(region=Region.objects.get(code="990101100"), role=Role.TOWN_PANEL)
    application = submitted()
    client = browser(by)
    assert "登记签字" not in text_of(client.get(url("papers", application.pk)))
    answer = client.post(url("papers", application.pk), {"act": "hand_in", "code": "residence"})
    assert answer.status_code == 409 and not Paper.objects.filter(code="residence").exists()


def test_stale_money_is_offered_again_and_fresh_money_is_not():
    by, household = clerk(), family()
    head = household.members.get().person
    for month in months_before(ON):
        income(household, head, IncomeKind.BUSINESS, "100", month, "种植", source="visit", received_on=ON - timedelta(days=220))
        income(household, head, IncomeKind.WAGE, "100", month, source="visit", received_on=ON - timedelta(days=20))
    page = browser(by).get(url("form", draft(household, by).pk))
    source = page.content.decode()
    assert 'name="business-0-amount" value="1200.00"' in source and "已过6个月" in text_of(page)
    assert 'name="wage-said"' not in source
