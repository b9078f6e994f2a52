"""What a notice may never carry (PD-07): numbers, illness, address, names of minors; who objects; and where the sheet stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import ReadingLog
from accounts.roles import Role
from casework.choices import EventKind
from casework.models import Event
from identification import notices
from identification.models import Objection, PublicNotice
from identification.notice_page import leaking, sheet_of
from identification.notice_words import is_minor, mask_name
from tests.households.factories import HouseholdFactory, MemberFactory, PersonFactory
from tests.identification.factories_notices import ON, clerk, hung, objected, person_at, proposed, settled, taskforce, worker
from tests.world import rolled_back

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ground(county):
    return county


# Names

NAMES = [
    ("张晓明", "张*明", "张某"), ("李强", "李*", "李某"), ("欧阳守田", "欧阳*田", "欧阳某"), ("诸葛亮", "诸葛*", "诸葛某"), ("欧阳", "欧*", "欧某"),
    ("王", "王*", "王某"), ("买买提·阿不都热合曼", "买*曼", "买某"), ("陈 守 田", "陈*田", "陈某"), ("张明990101198005010014", "张*", "张某"),
    ("13900001111", "某", "某"), ("", "某", "某"), ("John", "某", "某"), ("赵钱孙李周吴郑王", "赵*王", "赵某"), ("𠮷野家", "𠮷*家", "𠮷某"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "masked", "minor"), NAMES, ids=[row[0] or "空" for row in NAMES])
def test_masks(name, masked, minor):
    assert mask_name(name, is_minor=False) == masked and mask_name(name, is_minor=True) == minor


@given(name=st.text(max_size=40))
def test_a_mask_is_short_and_holds_neither_digit_nor_letter(name):
    for minor in (False, True):
        masked = mask_name(name, is_minor=minor)
        assert len(masked) <= 4 and not any(sign.isascii() and sign != "*" for sign in masked)


@pytest.mark.parametrize(
    ("birth", "minor"),
    [(date(2008, 6, 15), False), (date(2008, 6, 16), True), (date(2008, 6, 14), False), (None, True)],
)
def test_of_age_on_the_birthday_and_unknown_is_not(birth, minor):
    assert is_minor(PersonFactory.build(birth=birth, id_number=""), ON, 18) is minor


def test_a_minor_applicant_is_only_a_surname():
    household = HouseholdFactory(size=0, head_name="陈小田")
    MemberFactory(household=household, person__name="陈小田", person__birth=date(2012, 3, 1))
    assert hung(household).masked_name == "陈某"


def test_without_an_applicant_it_is_the_head():
    household = HouseholdFactory(size=0, head_name="陈守田")
    MemberFactory(household=household, person__name="陈守田")
    case = proposed(household)
    case.applicant = None
    case.save(update_fields=["applicant"])
    assert notices.post(case, by=case.accepted_by, on=ON, version=case.version).masked_name == "陈*田"


# The sheet

HAN = st.text(alphabet="陈守田李强王芳赵敏孙小梅周大海吴郑冯褚卫", min_size=2, max_size=5)
ID_NUMBERS = st.from_regex(r"99010[1-9](19[3-9]\d|20[01]\d)(0[1-9]|1[0-2])(0[1-9]|1\d|2[0-8])\d{3}[0-9X]", fullmatch=True)
PHONES = st.from_regex(r"1[3-9]\d{9}", fullmatch=True)
ACCOUNTS = st.from_regex(r"62\d{14,17}", fullmatch=True)
ILLNESSES = st.sampled_from(["慢性髓系白血病", "尿毒症", "精神分裂症", "肺癌", "二级肢体残疾"])
ADDRESSES = st.from_regex(r"上湾村[一二三四五]组[1-9]\d?号", fullmatch=True)
SECRETS = st.one_of(ID_NUMBERS, PHONES, ACCOUNTS, ILLNESSES)


@st.composite
def families(draw):
    """A household whose names and notes hold what people type into them."""
    spoiled = draw(st.booleans())
    head = draw(HAN) + (draw(SECRETS) if spoiled else "")
    return {
        "head": head[:40], "children": draw(st.lists(HAN, max_size=3)), "id_number": draw(ID_NUMBERS), "phone": draw(PHONES),
        "account": draw(ACCOUNTS), "illness": draw(ILLNESSES), "address": draw(ADDRESSES), "note": draw(SECRETS),
        "head_birth": draw(st.sampled_from([date(1960, 1, 1), date(2010, 1, 1), None])), "tag": draw(st.booleans()),
    }  # fmt: skip


def household_of(family):
    household = HouseholdFactory(
        size=0, head_name=family["head"], phone=family["phone"], bank_account=family["account"], address=family["address"],
        account_name=family["head"], helper=family["note"][:40],
    )  # fmt: skip
    head = PersonFactory(
        name=family["head"], birth=family["head_birth"], id_number=family["id_number"], phone=family["phone"], disease=family["illness"]
    )
    MemberFactory(household=household, person=head)
    for child in family["children"]:
        MemberFactory(household=household, person=PersonFactory(name=child, birth=date(2014, 5, 1)), relation="20")
    return household


def told(family) -> list[str]:
    """Everything of this family that must stand nowhere."""
    return [family[key] for key in ("head", "id_number", "phone", "account", "illness", "address", "note")] + family["children"]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(family=families())
def test_no_household_can_make_the_sheet_speak(family, browser, county):
    with rolled_back():
        tag = (
            {"has_monitoring_tag": True, "monitoring_kind": "sudden", "judgement": family["note"] + "，医疗支出大，收入不稳。"}
            if family["tag"]
            else {}
        )
        notice = hung(household_of(family), override_reason=family["note"], **tag)
        by = notice.posted_by
        page = browser(by).get(reverse("identification:notice_print", args=[notice.pk]))
        alone = render_to_string("identification/notice_print.html", {"sheets": [sheet_of(notice)], "back": "/"})
        assert page.status_code == 200 and notice.notice_no in page.content.decode()
        for text in (page.content.decode(), alone):
            assert not [secret for secret in told(family) if secret in text]


def test_the_sheet_is_made_of_the_frozen_columns_and_places_alone(django_assert_num_queries):
    """The household is never asked: the notice with its village, town and county loaded makes the sheet without a query."""
    made = hung()
    notice = PublicNotice.objects.select_related("village__parent__parent").get(pk=made.pk)
    with django_assert_num_queries(0):
        sheet = sheet_of(notice)
        text = render_to_string("identification/notice_print.html", {"sheets": [sheet], "back": "/"})
    for word in (
        "关于拟认定最低生活保障对象的公示",
        notice.notice_no,
        notice.masked_name,
        "公示时间：2026年6月16日至6月22日，共7天",
        "柳溪镇人民政府",
        "0999-0000456",
    ):
        assert word in text


def test_a_long_term_sheet_carries_three_things_alone():
    from tests.addresses.notices import confirmed
    from tests.world import World

    world = World(*(hung().village.parent.parent, hung().village.parent, hung().village))
    household = HouseholdFactory(size=3)
    notice = notices.post_long_term(confirmed(world, household, "GS-9"), by=clerk(), on=ON)
    assert notice.ends_on is None and notice.notice_no.startswith("柳溪救助公布")
    text = render_to_string("identification/notice_print.html", {"sheets": [sheet_of(notice)], "back": "/"})
    assert "拟定类别" not in text and "月保障金额" in text and "405.00" in text and notice.masked_name in text
    again = notices.post_long_term(notice.application.determination, by=clerk(), on=ON)
    assert again == notice


def test_a_sheet_that_would_leak_is_not_printed(browser):
    notice, fine = hung(), hung()
    name = notice.application.household.members.first().person.name
    PublicNotice.objects.filter(pk=notice.pk).update(masked_name=name)
    notice.refresh_from_db()
    assert leaking([notice, fine]) == [notice]
    page = browser(notice.posted_by).get(reverse("identification:notice_print", args=[notice.pk])).content.decode()
    assert "泄露检查没有通过" in page and name not in page
    PublicNotice.objects.filter(pk=fine.pk).update(category_text="低保 990101198005010014")
    fine.refresh_from_db()
    assert leaking([fine]) == [fine]


def test_a_printed_sheet_says_nothing_of_who_printed_it(browser):
    notice = hung()
    page = browser(notice.posted_by).get(reverse("identification:notice_print", args=[notice.pk])).content.decode()
    assert "print-foot" not in page and notice.posted_by.user.name not in page
    assert ReadingLog.objects.filter(kind="print", subject="公示", row_count=1).count() == 1


@pytest.mark.parametrize("name", ["notice", "notice_print"])
def test_no_search_engine_keeps_it(browser, name):
    notice = hung()
    page = browser(notice.posted_by).get(reverse(f"identification:{name}", args=[notice.pk]))
    assert "noindex" in page["X-Robots-Tag"] and "no-store" in page["Cache-Control"]
    assert "noindex" in browser(notice.posted_by).get(reverse("identification:notices"))["X-Robots-Tag"]


def test_a_village_s_sheets_are_printed_together_and_no_other_s(browser):
    here, there = hung(), hung(HouseholdFactory(size=1, village_code_="990101100202"))
    gone = hung(on=ON - timedelta(days=9))
    page = browser(clerk()).get(reverse("identification:notices_print") + f"?village={here.village.code}").content.decode()
    assert here.notice_no in page and there.notice_no not in page and gone.notice_no not in page
    assert browser(clerk()).get(reverse("identification:notices_print")).status_code == 302


# Who objects


@pytest.mark.parametrize(("who", "reads"), [(clerk, True), (taskforce, True), (worker, False)])
def test_neighbours_read_neither_objector_nor_objection(browser, who, reads):
    objection = objected()
    settled(objection)
    page = browser(who()).get(reverse("identification:notice", args=[objection.notice_id])).content.decode()
    assert "周大海" not in page and "13955556666" not in page
    assert ("在县城有一套房子" in page) is reads and ("查不动产登记" in page) is reads and ("已登记，保密" in page) is not reads
    assert ("***" in page) is reads


def test_who_wrote_it_down_still_reads_what_he_wrote(browser):
    by = worker()
    objection = objected(by=by)
    page = browser(by).get(reverse("identification:notice", args=[objection.notice_id])).content.decode()
    assert "在县城有一套房子" in page and "已登记，保密" in page
    assert "周大海" not in page and "***" not in page and "139****" not in page


def test_the_objector_is_shown_whole_for_a_purpose_and_not_told_to_the_chain(browser):
    objection = objected()
    asked = {"field": "objection.raised_by_phone", "pk": objection.pk, "purpose": "contact", "words": "答复反映人"}
    page = browser(clerk()).post(reverse("accounts:unmask"), asked)
    assert "13955556666" in page.content.decode()
    assert ReadingLog.objects.filter(kind="unmask").count() == 1 and not Event.objects.filter(kind=EventKind.UNMASKED).exists()
    assert "13955556666" not in browser(worker()).post(reverse("accounts:unmask"), asked).content.decode()
    assert browser(clerk("990101101")).post(reverse("accounts:unmask"), asked).status_code == 404


def test_the_objector_is_sealed_in_the_table():
    objection = objected()
    stored = Objection.objects.values_list("raised_by_name", "raised_by_phone").get(pk=objection.pk)
    assert "周大海" not in str(stored) and "13955556666" not in str(stored)


def test_every_kind_of_label_passes_the_check_for_leaks():
    notice = hung(has_monitoring_tag=True, monitoring_kind="unstable", modes={1: ("tekun", "")})
    assert leaking([notice]) == [] and "特困人员、最低生活保障对象" in notice.category_text
    assert replace(sheet_of(notice), days=1).days == 1 and person_at("990101", Role.INSPECTOR)
