"""Every declared column of every register is read by its landing, and every heading that is not read says why, wherever columns are explained."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from accounts.roles import Role
from households.models import RegisterClaim
from registers import landing
from registers.kinds import example
from registers.manual import page
from registers.rows import Rows
from registers.sheets import SHEETS
from registers.template import NOT_READ, NOTES, template
from tests.accounts.factories import PositionFactory
from tests.registers.books import HEAD, ON, WIFE, family, person_row, register, take, warnings

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground(county, settings):
    settings.FIXED_TODAY = ON
    family()


@pytest.mark.parametrize("code", SHEETS)
def test_every_declared_column_is_read_by_the_landing(code, ground, monkeypatch):
    """A row with every column filled: what the landing does not even look at would be read and forgotten."""
    sheet, asked, land = SHEETS[code], set[str](), landing.LANDINGS[code]
    plain = Rows.column

    def watched(rows: Rows, name: str) -> list[object]:
        asked.add(name)
        return plain(rows, name)

    def watching(job):
        monkeypatch.setattr(Rows, "column", watched)
        return land(job)

    monkeypatch.setitem(landing.LANDINGS, code, watching)
    row = {column.code: example(column) or None for column in sheet.columns}
    who = {
        "id_number": HEAD,
        "name": "周守田",
        "head_id_number": WIFE,
        "head_name": "吴桂兰",
        "household_no": "H1",
        "region_code": "990101100201",
    }
    row |= {name: value for name, value in who.items() if name in row}
    batch = take(code, register(code, row))
    assert batch.total_rows == 1 and not batch.refusal
    assert not set(sheet.by_code) - asked, "read from the file, and forgotten"


@pytest.mark.parametrize("sheet", SHEETS.values(), ids=SHEETS)
def test_what_is_not_read_says_why_in_template_and_manual(sheet):
    notes = [row for row in load_workbook(BytesIO(template(sheet.code)))[NOTES].iter_rows(values_only=True) if row[0] == NOT_READ]
    assert [(row[2], row[4]) for row in notes] == [(f"{group.why}。", group.words) for group in sheet.ignored]
    for group in sheet.ignored:
        assert group.why and group.headings and not group.why.endswith("。")
        assert f"- {group.words}：{group.why}。" in page(sheet)


def test_the_dictionary_says_why_too(ground, county):
    client = Client()
    client.force_login(PositionFactory(region=county, role=Role.REGISTER_ADMIN).user)
    text = client.get(reverse("registers:fields_of", args=["monitored"])).content.decode()
    for group in SHEETS["monitored"].ignored:
        assert group.why in text and group.words in text


MONITORED = {"monitoring_kind": "边缘易致贫户", "risk_1": "因病", "since": "202403", "is_cleared": "否"}


def test_the_national_systems_own_numbers_are_kept(ground):
    assert take("monitored", person_row(household_no="FP0001", person_no="FP0001-02", **MONITORED)).new_rows == 1
    claim = RegisterClaim.objects.get()
    assert (claim.outside_no, claim.person_no) == ("FP0001", "FP0001-02")
    assert take("monitored", person_row(household_no="FP0001", person_no="FP0001-02", **MONITORED)).same_rows == 1


def test_who_collected_is_kept_and_his_phone_sealed(ground):
    row = person_row(household_no="FP0001", collector="王采集", collector_phone="139 0000 0002", **MONITORED)
    assert take("monitored", row).new_rows == 1
    claim = RegisterClaim.objects.get()
    assert (claim.collector, claim.collector_phone, claim.collector_phone_index is None) == ("王采集", "13900000002", False)
    assert take("monitored", row).same_rows == 1
    assert (
        take("monitored", person_row(household_no="FP0001", **MONITORED)).same_rows == 1
    )  # an export without the columns takes nothing away


@pytest.mark.parametrize(("said", "warned"), [("一般农户", False), ("脱贫户", True), ("边缘易致贫户", False), (None, False)])
def test_another_kind_of_household_is_told_of(ground, said, warned):
    batch = take("monitored", person_row(household_no="FP0001", household_kind=said, **MONITORED))
    assert batch.new_rows == 1
    assert any("以家庭台账为准" in remark for _, _, remark in warnings(batch)) is warned


@pytest.mark.parametrize(("name", "warned"), [("周守田", False), ("周守天", True), (None, False)])
def test_a_head_named_otherwise_is_told_of(ground, name, warned):
    row = person_row(WIFE, since="202403", monthly_amount=500, head_id_number=HEAD, head_name=name)
    batch = take("dibao", row)
    assert batch.new_rows == 1
    assert any("户主身份证号登记的姓名不同" in remark for _, _, remark in warnings(batch)) is warned
