"""What each register writes, and what it must not: twice is nothing, an empty cell says nothing, a claim is kept."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection

from accounts.models import Office, Position, Region, RegionAlias, User
from casework.models import Event
from households.models import (
    Asset,
    ChangedHousehold,
    Death,
    Disability,
    Enrolment,
    ExitRecord,
    Household,
    HouseholdFacts,
    Housing,
    Income,
    Insurance,
    Medical,
    Member,
    Obligor,
    Person,
    RefusedApplication,
    RegisterClaim,
    Spending,
    Standing,
    Vehicle,
    Water,
)
from households.search import persons_named
from identification.models import Determination
from registers.models import BatchState
from tests.households.factories import income
from tests.registers.books import HEAD, ON, SON, WIFE, family, household_row, member_row, number_of, person_row, problems, take, warnings

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ground(county):
    return county


def written() -> dict[str, list[tuple[object, ...]]]:
    """Where every register row physically stands: an UPDATE moves it, even one that changes nothing."""
    models = (Household, Person, Member, Standing, Income, Spending, Asset, Medical, Disability, Housing, Water, Enrolment, Insurance,
              Vehicle, Death, Obligor, RegisterClaim, RefusedApplication, ExitRecord, Determination, Event, ChangedHousehold, HouseholdFacts, Region, RegionAlias,
              Office, User, Position)  # fmt: skip
    result = {}
    with connection.cursor() as cursor:
        for model in models:
            table = model._meta.db_table
            cursor.execute(f'SELECT ctid::text, xmin::text, "{model._meta.pk.column}" FROM {table} ORDER BY 3')
            result[table] = cursor.fetchall()
    return result


MONEY = {"household_no": "H1", "id_number": HEAD, "item": "务工收入", "source": "部门"}
CASES = {
    "regions": [{"code": "990101100203", "name": "新坪村", "level": "村", "parent_code": "990101100", "former_names": "老坪村、旧坪村"}],
    "offices": [{"code": "MZ", "name": "青禾县民政局", "kind": "部门", "region_code": "990101", "dept": "民政局"}],
    "households": [household_row("H2", HEAD, bank_account="6217000000000001234", address="上湾村3组")],
    "members": [member_row(number_of("19900101", 41), "之女", name="周 小梅", phone="13900002222", disease="高血压", health="慢性病")],
    "incomes": [{**MONEY, "kind": "工资性收入", "month": "2026-05", "amount": "1,500"}, {**MONEY, "kind": "工资", "month": "2025", "amount": 12000.05}],
    "spending": [{**MONEY, "kind": "教育支出", "item": "学费", "month": "2026.3", "amount": 800}],
    "assets": [{"household_no": "H1", "kind": "房产", "item": "自有住房", "value": 80000, "area": "96.5", "source": "部门", "as_of": "2026-01-01"}],
    "medical": [person_row(visit_kind="住院", settled_on="2026-03-08", total=20000, basic_paid=12000, aid_paid=1000, compliant_self_pay=6500)],
    "disability": [person_row(kind="肢体", level="二级", issued_on="2024-05-01", certificate=HEAD + "42")],
    "housing": [{"head_name": "周守田", "id_number": HEAD, "grade": "C级", "appraised_on": "2025-11-20", "is_only_home": "是"}],
    "water": [{"head_name": "周守田", "id_number": HEAD, "supply": "集中供水", "quantity": "达标", "quality": "不达标", "access": "达标",
               "reliability": "基本达标", "checked_on": "2026-02-01"}],
    "students": [person_row(SON, school="柳溪小学", stage="五年级", attendance="在校", student_no="G9901", is_boarding="否")],
    "insurance": [person_row(WIFE, kind="居民医保", year=2026, status="已参保", paid_on="2025-12-01", personal_paid=400)],
    "vehicles": [person_row(plate="贵Z90001", kind="小型汽车", value="85000元", registered_on="2020-01-01")],
    "deaths": [person_row(WIFE, died_on="2026-05-20", reported_by="公安")],
    "obligors": [person_row(obligor_name="周建", relation="儿子", birth="1980-05-01", yearly_income="12,000", is_tekun="否", is_none="否"),
                 person_row(WIFE, is_none="是")],
    "dibao": [person_row(head_id_number=HEAD, relation="户主", since="202401", monthly_amount=612, certificate="D0001", insured_count=3)],
    "tekun": [person_row(WIFE, since="2023.5", support_mode="分散供养", care_level="半护理")],
    "dibao_margin": [person_row(SON, since="2025年3月")],
    "rigid_expenditure": [person_row(cause="医疗", rigid_share="72%", since="2026-01-10", until="2027-01-09")],
    "monitored": [person_row(household_no="N88", monitoring_kind="突发严重困难户", risk_1="因病", risk_2="缺劳力", since="202511", is_cleared="否",
                             collector="王采集", collector_phone="13900000002")],
    "refused_applications": [person_row(application_no="S2025-1", category="低保", refused_on="2025-08-01", reason="收入超标")],
    "exits": [person_row(category="农村低保", left_on="2025.6", reason="收入超标", grace_until="2025-12")],
}  # fmt: skip


@pytest.mark.parametrize("sheet", CASES)
def test_every_register_is_taken_and_twice_writes_nothing(sheet):
    family()
    first = take(sheet, *CASES[sheet])
    assert problems(first) == []
    assert (first.state, first.new_rows, first.total_rows) == (BatchState.DONE, len(CASES[sheet]), len(CASES[sheet]))
    before = written()
    second = take(sheet, *CASES[sheet])
    assert (second.new_rows, second.changed_rows, second.same_rows, second.rejected_rows) == (0, 0, len(CASES[sheet]), 0)
    assert written() == before


def test_users_get_positions_and_no_password():
    take("offices", *CASES["offices"])
    rows = [
        {
            "name": "秦岚",
            "username": "qinlan",
            "office_code": "青禾县民政局",
            "title": "业务员",
            "roles": "部门业务员、县专班",
            "region_code": "990101",
        },
        {"name": "秦岚", "username": "qinlan", "office_code": "MZ", "title": "台账", "roles": "台账管理员", "region_code": "青禾县"},
        {
            "name": "柏杨",
            "username": "baiyang",
            "office_code": "MZ",
            "title": "管理",
            "roles": "系统管理员、审计管理员",
            "region_code": "990101",
        },
        {"name": "柏杨", "username": "baiyang", "office_code": "XX", "title": "管理", "roles": "皇帝", "region_code": "990101"},
    ]
    batch = take("users", *rows)
    assert (batch.new_rows, batch.rejected_rows) == (2, 2)
    user = User.objects.get(username="qinlan")
    assert not user.has_usable_password() and user.must_change_password
    assert sorted(user.positions.values_list("title", flat=True)) == ["业务员", "台账"]
    before = written()
    assert take("users", *rows).same_rows == 2
    assert written() == before


def test_a_village_is_known_by_code_name_former_name_and_town_with_name():
    take("regions", *CASES["regions"])
    places = ["990101100203", "新坪村", "老坪村", "柳溪镇新坪村", "新坪村民委员会"]
    batch = take("households", *[household_row(f"V{number}", region_code=place) for number, place in enumerate(places)])
    assert problems(batch) == []
    assert set(Household.objects.values_list("village_code", flat=True)) == {"990101100203"}


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("柳上弯村", "没有这个村。相近的有：柳上湾村"),
        ("990101999999", "区划代码不在库里"),
        ("柳溪镇", "是镇街，要填到村"),
        ("990101100", "要填到村"),
    ],
)
def test_an_unknown_village_is_refused_with_near_names(place, words):
    (problem,) = problems(take("households", household_row(region_code=place)))
    assert problem[:2] == (2, "行政区划") and words in problem[2]


def test_members_get_what_follows_from_the_number():
    family()
    person = Person.objects.get(name="周小川")
    assert (person.birth, person.sex, person.initials) == (date(2015, 9, 20), "1", "ZXC")
    assert person.id_number.reveal() == SON
    assert list(persons_named("小川")) == [person]


def test_members_in_every_dress_of_the_number():
    take("households", household_row())
    rows = [member_row(HEAD[:6] + HEAD[8:17], "户主", name="周守田"), member_row(f" '{WIFE.lower()}", "配偶", name="吴桂兰")]
    assert take("members", *rows).new_rows == 2
    assert {person.id_number.reveal() for person in Person.objects.all()} == {HEAD, WIFE}


def test_bad_numbers_are_refused_row_by_row_and_never_shown():
    take("households", household_row())
    wrong = HEAD[:17] + str((int(HEAD[17]) + 1) % 10) if HEAD[17] != "X" else HEAD[:17] + "0"
    batch = take(
        "members",
        member_row(wrong, "户主", name="周守田"),
        member_row(float(HEAD), "户主", name="周守田"),  # type: ignore[arg-type]
        member_row(WIFE, "配偶", birth="1999-01-01"),
        member_row(SON, "之子", birth="2015.8"),
        member_row(HEAD + "85", "户主", name="周守田"),
        member_row("", "户主", name="周守田"),
        member_row(number_of("19700101", 55), "户主", household_no="H9"),
    )
    assert batch.rejected_rows == batch.total_rows == 7
    remedies = [remedy for _, _, remedy in problems(batch)]
    for words, remedy in zip(
        ("末位校验不对", "存成了数字，后三位已丢", "出生日期不符", "出生日期不符", "20位的残疾人证号", "必填", "没有这个户编号"),
        sorted(remedies, key=lambda r: next(line for line, _, text in problems(batch) if text == r)),
        strict=True,
    ):
        assert words in remedy
    for problem in batch.problems.all():
        assert not {HEAD, WIFE, SON, wrong} & {problem.shown, problem.remedy}
        assert HEAD[:14] not in problem.shown and HEAD[:14] not in problem.remedy
    assert not Person.objects.exists()


def test_what_is_odd_is_taken_with_a_remark():
    take("households", household_row())
    wife_old = WIFE[:6] + WIFE[8:17]
    batch = take(
        "members",
        member_row(HEAD + "42", "户主", name="周守田（已故）", birth="1960.3"),
        member_row(wife_old, "配偶", name="吴桂兰", sex="男", phone="同户主"),
        member_row(SON, "之子", birth="2015"),
    )
    assert (batch.new_rows, batch.rejected_rows, batch.warned_rows) == (3, 0, 2)
    assert {(line, title) for line, title, _ in warnings(batch)} == {
        (2, "姓名"), (2, "证件号码"), (3, "性别"), (3, "联系电话"), (3, "证件号码"),
    }  # fmt: skip
    wife = Person.objects.get(name="吴桂兰")
    assert (wife.sex, wife.birth, wife.phone, wife.id_number.reveal()) == ("2", date(1962, 7, 4), None, WIFE)
    assert Person.objects.get(name="周守田").birth == date(1960, 3, 12)
    assert not {HEAD, WIFE, wife_old} & {word for problem in batch.problems.all() for word in (problem.shown, problem.remedy)}


def test_a_new_person_s_number_that_excel_may_have_rounded_is_asked_back():
    take("households", household_row())
    first = next(number for number in (number_of("19700101", sequence) for sequence in range(100, 1000, 100)) if number.endswith("000"))
    batch = take("members", member_row(first, "户主", name="周守田"))
    assert "末三位是000" in problems(batch)[0][2]
    assert take("members", member_row(first + "核", "户主", name="周守田")).new_rows == 1
    assert take("members", member_row(first, "户主", name="周守田")).same_rows == 1  # now another register knows him


def test_a_repeated_row_counts_once_and_says_which_it_repeats():
    take("households", household_row())
    batch = take("members", member_row(HEAD, "户主"), member_row(HEAD, "户主"), member_row(HEAD, "户主", labour="普通劳动力"))
    assert (batch.new_rows, batch.rejected_rows) == (1, 2)
    assert [remedy for _, _, remedy in problems(batch)] == [
        "与第2行重复，只取第2行。删去这一行即可。",
        "与第2行是同一条，内容不同，只取第2行。请核对后只留一行。",
    ]


def test_a_person_in_two_households_lives_in_the_first_and_is_claimed_in_the_second():
    take("households", household_row("H1"), household_row("H2"))
    batch = take("members", member_row(HEAD, "户主"), member_row(HEAD, "其他亲属", household_no="H2"))
    assert batch.new_rows == 2
    assert list(Member.objects.order_by("pk").values_list("household__household_no", "is_claim")) == [("H1", False), ("H2", True)]
    assert take("members", member_row(HEAD, "户主"), member_row(HEAD, "其他亲属", household_no="H2")).same_rows == 2


def test_a_daughter_married_out_lives_where_she_is_now():
    take("households", household_row("H1"), household_row("H2"))
    take("members", member_row(WIFE, "之女"))
    batch = take("members", member_row(WIFE, "之女", status="婚出", status_since="2026-05-01"), member_row(WIFE, "配偶", household_no="H2"))
    assert (batch.new_rows, batch.changed_rows) == (1, 1)
    old, new = Member.objects.order_by("pk")
    assert (old.left_on, old.status, new.left_on, new.is_claim) == (date(2026, 5, 1), "married_out", None, False)


def test_her_income_goes_with_her():
    take("households", household_row("H1"), household_row("H2"))
    take("members", member_row(WIFE, "之女"))
    income(Household.objects.get(household_no="H1"), Person.objects.get(), "wage", "1000", date(2026, 3, 1))
    take("members", member_row(WIFE, "之女", status="婚出", status_since="2026-05-01"), member_row(WIFE, "配偶", household_no="H2"))
    assert Income.objects.get().household.household_no == "H2"
    assert HouseholdFacts.objects.get(household__household_no="H2").wages == 1000


def test_a_changed_cell_is_a_change_and_an_empty_one_says_nothing():
    family()
    sealed = bytes(Household.objects.values_list("phone_index", flat=True)[0])
    batch = take("households", household_row(phone=None, helper="秦岚"))
    household = Household.objects.get()
    assert (batch.changed_rows, household.helper, household.phone.reveal()) == (1, "秦岚", "13900001111")
    take("households", household_row(phone="13900003333", helper=None))
    household.refresh_from_db()
    assert (household.helper, household.phone.reveal()) == ("秦岚", "13900003333")
    assert bytes(household.phone_index) != sealed


def test_only_new_and_changed_cells_are_sealed(monkeypatch):
    from accounts.encryption import seal

    family()
    sealed = []
    monkeypatch.setattr("registers.merging.seal", lambda text: sealed.append(text) or seal(text))
    take("households", household_row(helper="秦岚"))
    assert sealed == []
    take("households", household_row(phone="13900003333", bank_account="6217000000000001234"), household_row("H2", phone=None))
    assert sorted(sealed) == ["13900003333", "6217000000000001234"]


def test_a_changed_status_is_dated():
    family()
    take("members", member_row(WIFE, "配偶", status="外出务工"))
    member = Member.objects.get(person__name="吴桂兰")
    assert (member.status, member.status_since) == ("away_working", ON)
    take("members", member_row(WIFE, "配偶", status="服刑", status_since="2026-06-01"), on=date(2026, 6, 20))
    member.refresh_from_db()
    assert (member.status, member.status_since) == ("in_prison", date(2026, 6, 1))


def test_a_renamed_person_gets_new_initials_and_pieces():
    family()
    take("members", member_row(SON, "之子", name="周晓船"))
    person = Person.objects.get(name="周晓船")
    assert person.initials == "ZXC" and list(persons_named("晓船")) == [person] and not persons_named("小川")


def test_a_year_is_split_with_the_odd_fen_in_the_last_month():
    family()
    batch = take("incomes", {**MONEY, "kind": "工资性收入", "month": "2025", "amount": "10000.01"})
    amounts = list(Income.objects.order_by("month").values_list("amount", flat=True))
    assert batch.new_rows == 1 and len(amounts) == 12
    assert amounts[:11] == [Decimal("833.33")] * 11 and amounts[11] == Decimal("833.38")
    assert sum(amounts) == Decimal("10000.01")


def test_a_survey_s_year_covers_the_twelve_full_months_before_the_visit():
    family()
    take(
        "incomes",
        {**MONEY, "kind": "经营净收入", "item": "养殖", "month": "2025", "amount": -1200, "source": "走访", "received_on": "2026-04-18"},
    )
    months = list(Income.objects.order_by("month").values_list("month", flat=True))
    assert (months[0], months[-1]) == (date(2025, 4, 1), date(2026, 3, 1))
    assert set(Income.objects.values_list("amount", flat=True)) == {Decimal(-100)}


def test_a_month_already_covered_by_a_year_is_refused():
    family()
    batch = take(
        "incomes", {**MONEY, "kind": "工资", "month": "2025", "amount": 1200}, {**MONEY, "kind": "工资", "month": "2025-03", "amount": 90}
    )
    assert problems(batch) == [(3, "月份（或年度）", "这一项的月份第2行已经填过，只取第2行。全年数和分月数只留一种。")]


def test_amounts_in_wan_are_taken_with_a_remark():
    family()
    batch = take("incomes", {**MONEY, "kind": "工资", "month": "2025", "amount": "1.2万"})
    assert (problems(batch), warnings(batch)) == ([], [(2, "金额（元）", "写的是万，按12000元登记。")])
    assert sum(Income.objects.values_list("amount", flat=True)) == 12000


def test_a_better_source_supersedes_and_both_are_kept():
    family()
    row = {**MONEY, "kind": "工资性收入", "month": "2026-05"}
    take(
        "incomes",
        {**row, "amount": 800, "source": "自报"},
        {**row, "amount": 1000, "source": "走访"},
        {**row, "item": "零工", "amount": 50, "source": "自报"},
    )
    assert list(Income.objects.filter(superseded_at__isnull=True).order_by("amount").values_list("source", flat=True)) == [
        "declared",
        "visit",
    ]
    take("incomes", {**row, "amount": 1500, "source": "核对"})
    assert list(Income.objects.filter(superseded_at__isnull=True, item="务工收入").values_list("source", flat=True)) == ["means_check"]
    assert Income.objects.count() == 4


def test_a_settlement_supersedes_what_a_form_said_of_that_person_and_period():
    family()
    form = {**MONEY, "kind": "医疗", "item": "自付药费", "month": "2026", "amount": 6000, "source": "自报", "received_on": "2026-06-01"}
    take("spending", form, {**form, "id_number": WIFE}, {**form, "item": "上年药费", "month": "2025"})
    take("medical", *CASES["medical"])
    beaten = Spending.objects.filter(superseded_at__isnull=False)
    assert set(beaten.values_list("person__name", "item")) == {("周守田", "自付药费")}
    assert beaten.count() == 12


def test_settlements_must_add_up():
    family()
    row = CASES["medical"][0]
    batch = take(
        "medical",
        {**row, "self_pay": 9999},
        {**row, "settlement_no": "2", "basic_paid": 30000},
        {**row, "settlement_no": "3", "compliant_self_pay": 8000},
    )
    assert [remedy.split("。")[0] for _, _, remedy in problems(batch)] == [
        "与总额减各项支付不符，算得7000.00", "各项支付之和大于医疗费总额", "合规自付不能大于个人自付7000.00",
    ]  # fmt: skip
    take("medical", row)
    assert Medical.objects.get().self_pay == Decimal(7000)


def test_evidence_of_a_stranger_is_kept_aside_and_under_another_s_name_refused():
    family()
    stranger = number_of("19770707", 77)
    batch = take(
        "disability", {**CASES["disability"][0], "id_number": stranger, "certificate": None}, {**CASES["disability"][0], "name": "张三"}
    )
    assert (batch.aside_rows, batch.rejected_rows) == (1, 1)
    assert problems(batch) == [
        (3, "姓名", "与这个身份证号登记的姓名不同。请核对身份证号和姓名。"),
    ]


def test_evidence_names_a_household_or_one_of_its_members():
    family()
    take("households", household_row("H2", WIFE))
    row = {"kind": "转移净收入", "item": "养老金", "month": "2026-05", "amount": 200, "source": "部门"}
    batch = take(
        "incomes",
        {**row, "household_no": "H1"},
        {**row, "id_number": HEAD},
        row,
        {**row, "household_no": "H2", "id_number": HEAD},
        {**row, "household_no": "H9"},
    )
    assert (batch.new_rows, [line for line, _, _ in problems(batch)]) == (2, [4, 5, 6])


def test_received_on_stays_and_is_reset_by_a_new_level_of_disability():
    family()
    row = CASES["disability"][0]
    take("disability", row, on=date(2026, 1, 1))
    take("disability", {**row, "expires_on": "2030-05"}, on=date(2026, 2, 1))
    assert Disability.objects.get().received_on == date(2026, 1, 1)
    take("disability", {**row, "level": "一级"}, on=date(2026, 3, 1))
    assert (Disability.objects.get().received_on, Disability.objects.get().level) == (date(2026, 3, 1), 1)


def test_a_death_marks_the_member_and_a_later_household_list_does_not_revive_him():
    family()
    take("deaths", *CASES["deaths"])
    member = Member.objects.get(person__name="吴桂兰")
    assert (member.status, member.status_since) == ("dead", date(2026, 5, 20))
    assert take("members", member_row(WIFE, "配偶", status="正常")).same_rows == 1
    member.refresh_from_db()
    assert member.status == "dead"


def test_a_register_that_lists_him_under_another_head_is_kept_as_a_claim():
    family()
    take("households", household_row("H2"))
    other = number_of("19551010", 91)
    take("members", member_row(other, "户主", household_no="H2", name="吴老五"))
    take("dibao", person_row(WIFE, head_id_number=other, relation="其他亲属", since="202401", monthly_amount=300))
    claim = RegisterClaim.objects.get()
    assert claim.household.household_no == "H2"
    assert list(Member.objects.filter(person__name="吴桂兰").order_by("pk").values_list("household__household_no", "is_claim")) == [
        ("H1", False),
        ("H2", True),
    ]


def test_every_household_touched_hears_of_it_once():
    family()
    Event.objects.all().delete()
    ChangedHousehold.objects.all().delete()
    batch = take("incomes", *CASES["incomes"])
    event = Event.objects.get()
    assert event.sentence == "柏杨导入“收入”：新增2条，变更0条"
    assert (event.subject_type, event.subject_id, event.happened_on) == ("batch", batch.pk, ON)
    household = Household.objects.get()
    assert ChangedHousehold.objects.filter(household_id=household.pk).exists()
    assert HouseholdFacts.objects.get(household=household).wages == Decimal("1500") + Decimal("1000.00") * 6 + Decimal("1000.05")


def test_statements_do_not_grow_with_rows(django_assert_max_num_queries):
    family()
    from django.test.utils import CaptureQueriesContext

    counts = []
    for rows in (1, 40):
        with CaptureQueriesContext(connection) as queries:
            take("insurance", *[person_row(WIFE, kind="居民医保", year=1980 + rows + year, status="已参保") for year in range(rows)])
        counts.append(len(queries))
    assert counts[0] == counts[1]
