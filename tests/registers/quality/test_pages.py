"""Every number of the page opens exactly its rows, for whoever looks, at a fixed number of queries; a run writes only differences."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from io import BytesIO

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import ReadingLog
from accounts.roles import Role
from casework.paging import PER_PAGE
from households.facts import refresh_facts
from households.models import Household, Person
from policies.models import Parameter, ParameterMissing
from registers import tasks
from registers.models import Batch, BatchState, QualityFinding, QualityRun
from registers.quality.rules import RULES
from registers.quality.run import check_quality
from tests.accounts.factories import PositionFactory
from tests.households.factories import HouseholdFactory, MemberFactory, PersonFactory
from tests.registers.books import ON, take
from tests.registers.quality.households_at_work import cleared, register_received, tagged, theirs

LINK = re.compile(r'href="(/registers/quality/[A-Z]{2}-\d\d/[^"]*)">([\d,]+)</a>')


@pytest.fixture(scope="module")
def busy(standing):
    """Two towns of faulty households, checked."""
    from tests.conftest import lay_county

    county = lay_county()
    for number in range(12):
        village = ("990101100201", "990101100202", "990101101201")[number % 3]
        home = HouseholdFactory(size=1 + number % 3, household_kind=("tuopin", "ordinary")[number % 2], village_code_=village)
        if number % 4 == 0:
            home.members.all().delete()
        if number % 4 == 1:
            MemberFactory(household=home, relation="02", person=PersonFactory(birth=date(2030, 1, 1), health="healthy"))
    Person.objects.filter(pk__in=Person.objects.order_by("pk").values("pk")[:5]).update(birth=None)
    register_received()
    for labour in ("ordinary", "none", ""):
        theirs(tagged(labour), "comprehensive", date(2025, 1, 9))
        tagged(labour, identified_on=None)
        cleared(labour, cleared_on=date(2025, 2, 1))
        cleared(labour, cleared_on=date(2025, 3, 1), mode="")
    refresh_facts(None, county=county, on=ON)
    check_quality(county, on=ON)
    return county


def signed_in(role: Role, region) -> Client:
    client = Client()
    client.force_login(PositionFactory(region=region, role=role).user)
    return client


def links(client: Client, address: str) -> list[tuple[str, int]]:
    return [(unescape(url), int(number.replace(",", ""))) for url, number in LINK.findall(client.get(address).content.decode())]


@pytest.mark.parametrize(
    ("role", "where", "query", "least"),
    [
        (Role.REGISTER_ADMIN, "county", "", 20),
        (Role.TASKFORCE, "county", "?town=990101100", 20),
        (Role.TOWN_CLERK, "town", "", 20),
        (Role.TOWN_HEAD, "town", "", 20),
        (Role.MONITOR_CENTER, "county", "?subject=work", 15),
        (Role.INSPECTOR, "county", "?subject=work&town=990101100", 15),
    ],
)
def test_every_number_opens_exactly_its_rows(busy, request, role, where, query, least):
    client = signed_in(role, request.getfixturevalue(where))
    found = links(client, reverse("registers:quality") + query)
    assert len(found) > least
    for url, number in found:
        page = client.get(url).context
        assert (page["page_obj"].paginator.count, len(page["rows"])) == (number, min(number, PER_PAGE)), url


def test_a_town_sees_its_own_villages_and_a_county_its_towns(busy, county, town):
    page = signed_in(Role.TOWN_CLERK, town).get(reverse("registers:quality")).content.decode()
    assert "柳上湾村" in page and "柳下湾村" in page and "石桥镇" not in page and "重新检查" not in page
    everything = signed_in(Role.REGISTER_ADMIN, county).get(reverse("registers:quality")).content.decode()
    assert "柳溪镇" in everything and "石桥镇" in everything and "重新检查" in everything
    for code in ("990101101", "990101", "990201100", "x"):
        assert signed_in(Role.TOWN_CLERK, town).get(reverse("registers:quality") + f"?town={code}").status_code == 404


def test_sums_add_up_and_unknown_is_not_good(busy, county):
    table = signed_in(Role.REGISTER_ADMIN, county).get(reverse("registers:quality")).context["table"]
    for line in table.lines:
        assert line.total.count == sum(cell.count for cell in line.cells)
        if line.check is None:
            assert line.total.asked == sum(cell.asked or 0 for cell in line.cells)
            assert line.total.count + line.unknown.count <= (line.total.asked or 0)
    nobody = {line.check.code: line for line in table.lines if line.check}
    assert nobody["DQ-18-4"].total.count == 3 and nobody["DQ-22-3"].unknown.count > 0


def test_each_row_leads_to_where_it_is_mended(busy, county):
    client = signed_in(Role.REGISTER_ADMIN, county)
    for code, rule in RULES.items():
        rows = client.get(reverse("registers:quality_list", args=[code])).context["rows"]
        for row in rows[:2]:
            assert row.url == reverse(rule.mend, args=[row.finding.household_id])
            assert client.get(row.url).status_code == 200
            assert all(check.fix for check, _ in row.faults) and row.faults


def test_the_list_is_filtered_sorted_and_says_why_it_is_empty(busy, county):
    client = signed_in(Role.REGISTER_ADMIN, county)
    address = reverse("registers:quality_list", args=["DQ-18"])
    usual = [row.finding.village_code for row in client.get(address).context["rows"]]
    assert usual == sorted(usual) and len(set(usual)) > 1
    named = client.get(address + "?order=head&check=DQ-18-4&village=990101100201")
    assert {row.finding.village_code for row in named.context["rows"]} <= {"990101100201"}
    assert "检查项：没有户主" in re.sub(r"<[^>]+>", "", named.content.decode())
    assert "没有符合这些条件的" in client.get(address + "?name=查无此人").content.decode()
    assert client.get(address + "?check=DQ-99-1&show=x&order=x&page=99").status_code == 200
    assert client.get(reverse("registers:quality_list", args=["DQ-99"])).status_code == 404


def test_the_export_holds_the_same_rows(busy, town):
    client = signed_in(Role.TOWN_CLERK, town)
    url, number = next(pair for pair in links(client, reverse("registers:quality")) if "DQ-18/" in pair[0] and "check" in pair[0])
    path, _, query = url.partition("?")
    answer = client.post(f"{path}export/?{query}", {"purpose": "核对户主信息"})
    rows = list(load_workbook(BytesIO(b"".join(answer.streaming_content))).active.values)
    heading = next(place for place, row in enumerate(rows) if "哪里不对" in row)
    assert len(rows) - heading - 1 == number
    assert ReadingLog.objects.filter(row_count=number, purpose__contains="核对户主信息").exists()


def test_the_list_names_the_members_a_check_speaks_of(busy, county):
    home = HouseholdFactory(size=0, head_name="周守田", village_code_="990101100201")
    for name, relation, sex, birth in (
        ("周守田", "02", "1", date(1970, 3, 1)), ("周守山", "02", "1", date(1972, 3, 1)), ("吴桂兰", "10", "2", date(1972, 1, 1)),
        ("周小川", "30", "1", date(1995, 1, 1)), ("周小满", "20", "1", date(1969, 1, 1)), ("周老", "51", "1", date(1970, 3, 1)),
    ):  # fmt: skip
        MemberFactory(household=home, relation=relation, person=PersonFactory(name=name, sex=sex, birth=birth))
    MemberFactory(household=home, relation="10", status="dead", person=PersonFactory(name="秦岚", sex="2"))
    check_quality(county, on=ON)
    client = signed_in(Role.REGISTER_ADMIN, county)
    page = client.get(reverse("registers:quality_list", args=["DQ-18"]) + "?name=周守田").content.decode()
    for words in (
        "性别与关系不符：周小川（女）<", "出生日期与关系不符：周小满（子）、周老（父亲）<", "有两个以上户主：周守田（户主）、周守山（户主）<",
    ):  # fmt: skip
        assert words in page, words
    assert "有两个以上配偶：" not in page and "没有户主：" not in page
    sent = client.post(reverse("registers:quality_export", args=["DQ-18"]) + "?name=周守田", {"purpose": "发村里核对"})
    lines = [row for row in load_workbook(BytesIO(b"".join(sent.streaming_content))).active.values if "周守田" in row]
    assert "周小川（女）；周小满（子）、周老（父亲）；周守田（户主）、周守山（户主）" in lines[0]


def test_pages_cost_a_fixed_number_of_queries(busy, county, django_assert_num_queries):
    client = signed_in(Role.REGISTER_ADMIN, county)
    for address, most in ((reverse("registers:quality"), 12), (reverse("registers:quality_list", args=["DQ-18"]), 12)):
        client.get(address)
        cache.clear()
        with django_assert_num_queries(most):
            assert client.get(address).status_code == 200


def test_the_list_shows_what_was_compared_how_grave_it_is_and_what_is_missing(busy, county):
    client = signed_in(Role.MONITOR_CENTER, county)
    page = client.get(reverse("registers:quality_list", args=["SV-02"])).content.decode()
    for said in ("识别监测：2025年1月10日", "风险消除：2025年2月1日", "3级，改好前不得上报", "快进快出", "消除方式：帮扶消除"):
        assert said in page
    silent = client.get(reverse("registers:quality_list", args=["DQ-23"]) + "?show=unknown").content.decode()
    assert "缺：识别监测时间" in silent and "识别监测：没有登记" in silent
    tab = client.get(reverse("registers:quality") + "?subject=work").content.decode()
    assert "DQ-23 应帮未帮" in tab and "DQ-18" not in tab
    assert "DQ-18" in client.get(reverse("registers:quality") + "?subject=x").content.decode()


def test_the_export_tells_what_was_compared(busy, town):
    answer = signed_in(Role.TOWN_CLERK, town).post(reverse("registers:quality_export", args=["SV-02"]), {"purpose": "核对消除日期"})
    text = [str(value) for row in load_workbook(BytesIO(b"".join(answer.streaming_content))).active.values for value in row]
    assert "3级，改好前不得上报" in text and any("识别监测：2025年1月10日；风险消除：2025年2月1日" in value for value in text)


def test_nobody_next_door_finds_anything(busy):
    from tests.accounts.factories import RegionFactory

    client = signed_in(Role.REGISTER_ADMIN, RegionFactory(code="990201", name="邻水县", level="county"))
    assert "还没有检查过" in client.get(reverse("registers:quality")).content.decode()
    assert not client.get(reverse("registers:quality_list", args=["DQ-18"])).context["rows"]


def test_a_run_forgets_what_was_mended_and_keeps_the_day_it_was_found(busy, county):
    before = QualityFinding.objects.filter(rule="DQ-18", faults__contains=["DQ-18-4"]).order_by("pk").first()
    assert before and before.found_on == ON
    MemberFactory(household=before.household, person=PersonFactory(birth=None, id_number="X", sex=""))
    later = date(2026, 6, 20)
    assert check_quality(county, on=later) > 0
    assert not QualityFinding.objects.filter(pk=before.pk, faults__contains=["DQ-18-4"]).exists()
    other = QualityFinding.objects.filter(rule="DQ-18", faults__contains=["DQ-18-4"]).first()
    assert other and other.found_on == ON
    assert check_quality(county, on=later) == 0


def test_a_household_taken_back_since_is_said_to_be_gone(busy, county):
    finding = QualityFinding.objects.filter(rule="DQ-18").latest("pk")
    QualityFinding.objects.filter(pk=finding.pk).update(household_id=2**40)
    client = signed_in(Role.REGISTER_ADMIN, county)
    answer = client.get(reverse("registers:quality_list", args=["DQ-18"]))
    assert "已不在库" in answer.content.decode()
    assert len(answer.context["rows"]) == answer.context["page_obj"].paginator.count
    assert check_quality(county, on=ON) > 0
    assert not QualityFinding.objects.filter(household_id=2**40).exists()


def test_the_button_and_the_night_ask_again_and_a_missing_number_fails_no_import(busy, county, settings):
    settings.FIXED_TODAY = ON
    client = signed_in(Role.TASKFORCE, county)
    QualityRun.objects.all().delete()
    assert client.post(reverse("registers:quality_check")).url == reverse("registers:quality")
    assert QualityRun.objects.get().county == county
    assert tasks.check_quality_nightly() == 0
    assert signed_in(Role.TOWN_CLERK, Household.objects.first().village.parent).post(reverse("registers:quality_check")).status_code == 403
    Parameter.objects.filter(code="quality_wage_from").delete()
    assert tasks.check_quality_of("990101") == 0
    with pytest.raises(ParameterMissing):
        check_quality(county, on=ON)


def test_after_an_import_the_last_file_asks_for_all(busy, county, settings):
    settings.FIXED_TODAY = ON
    assert tasks.check_quality_of("990101", after_import=True) == 0  # no file since the last look
    batch = take("deaths", {"name": "某人", "id_number": "990101198005010011", "died_on": "2026-01-01"})
    Batch.objects.filter(pk=batch.pk).update(state=BatchState.QUEUED)
    QualityFinding.objects.filter(rule="DQ-22").delete()
    assert tasks.check_quality_of("990101", after_import=True) == 0  # one is still waiting
    Batch.objects.filter(pk=batch.pk).update(state=BatchState.DONE, county=county)
    assert tasks.check_quality_of("990101", after_import=True) > 0


def test_a_batch_taken_back_is_followed_by_a_look(busy, county, settings, django_capture_on_commit_callbacks):
    settings.FIXED_TODAY = ON
    household = {
        "household_no": "W1",
        "head_name": "周守田",
        "region_code": "990101100201",
        "area_type": "农村",
        "household_kind": "一般农户",
    }
    batch = take("households", household)
    check_quality(county, on=ON)
    assert QualityFinding.objects.filter(household__household_no="W1", faults__contains=["DQ-18-4"]).exists()
    client = signed_in(Role.REGISTER_ADMIN, county)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(reverse("registers:withdraw", args=[batch.pk]), {"reason": "文件传错了，是去年的"})
    assert answer.status_code == 302, re.sub(r"<[^>]+>|\s+", " ", answer.content.decode())[-1500:]
    assert not Household.objects.filter(household_no="W1").exists()
    assert not QualityFinding.objects.filter(household__isnull=True).exists()
