"""The shipped catalogue is whole (domain §6.4), loads once, and is never silently changed."""

from __future__ import annotations

from datetime import date
from io import StringIO
from pathlib import Path

import pytest
import yaml
from django.core.management import call_command
from django.core.management.base import CommandError

from assistance.conditions import CONDITIONS
from policies.catalogue import UNSET_WORDS
from policies.dispositions import AmountRule
from policies.models import Policy

FILE = Path(__file__).resolve().parents[2] / "policies" / "data" / "policies.yaml"
ROWS = yaml.safe_load(FILE.read_text())
# Domain §6.4, row by row: first department and disposition. Where the table leaves a choice, the reason stands behind it.
DOMAIN = {
    "ZC-01": ("MZ", "keep"), "ZC-02": ("MZ", "adjust"), "ZC-03": ("MZ", "adjust"), "ZC-04": ("MZ", "keep"), "ZC-05": ("MZ", "adjust"),
    "ZC-06": ("MZ", "keep"), "ZC-07": ("MZ", "adjust"), "ZC-08": ("MZ", "keep"), "ZC-09": ("MZ", "adjust"), "ZC-10": ("MZ", "keep"),
    "ZC-11": ("MZ", "keep"), "ZC-12": ("MZ", "keep"), "ZC-13": ("MZ", "keep"), "ZC-14": ("YB", "adjust"), "ZC-15": ("YB", "adjust"),
    "ZC-16": ("YB", "adjust"), "ZC-17": ("YB", "keep"), "ZC-18": ("WJ", "keep"), "ZC-19": ("WJ", "keep"),
    "ZC-20": ("WJ", "merge"),  # 废止 or 合并 into ZC-16: merged, so that nobody's help falls
    "ZC-21": ("JT", "keep"), "ZC-22": ("JT", "keep"), "ZC-23": ("JT", "adjust"), "ZC-24": ("JT", "adjust"), "ZC-25": ("JT", "keep"),
    "ZC-26": ("NY", "keep"), "ZC-27": ("JT", "merge"), "ZC-28": ("JT", "keep"), "ZC-29": ("ZJ", "adjust"), "ZC-30": ("ZJ", "keep"),
    "ZC-31": ("SW", "keep"), "ZC-32": ("SW", "keep"), "ZC-33": ("RS", "keep"), "ZC-34": ("NY", "adjust"), "ZC-35": ("NY", "adjust"),
    "ZC-36": ("RS", "keep"), "ZC-37": ("RS", "keep"), "ZC-38": ("RS", "keep"), "ZC-39": ("RS", "keep"), "ZC-40": ("NY", "keep"),
    "ZC-41": ("CZ", "merge"),  # 金融: the county's finance bureau, the body named in the text
    "ZC-42": ("CZ", "abolish"),  # 合并 or 废止: no successor of its own, the alternative is written
    "ZC-43": ("NY", "merge"), "ZC-44": ("NY", "merge"), "ZC-45": ("NY", "keep"), "ZC-46": ("NY", "keep"), "ZC-47": ("NY", "adjust"),
    "ZC-48": ("NY", "adjust"), "ZC-49": ("RS", "keep"), "ZC-50": ("YJ", "keep"), "ZC-51": ("CL", "keep"), "ZC-52": ("GH", "adjust"),
    "ZC-53": ("FL", "keep"),
    "ZC-54": ("MZ", "keep"), "ZC-55": ("NY", "keep"), "ZC-56": ("JT", "keep"), "ZC-57": ("MZ", "keep"),  # 社会, 村, 团委, 司法: by the department that leads
    "ZC-58": ("NY", "abolish"), "ZC-59": ("NY", "adjust"),
}  # fmt: skip
MERGED = {"ZC-20": "ZC-16", "ZC-27": "ZC-27", "ZC-41": "ZC-40", "ZC-43": "ZC-43", "ZC-44": "ZC-43"}
EXTENDED = {"ZC-26", "ZC-40", "ZC-43"}
PUBLIC = ("name", "dept", "target_text", "standard_text", "procedure_text")


@pytest.fixture
def loaded(county):
    call_command("load_policies", stdout=StringIO())


def load(path: Path) -> str:
    out = StringIO()
    call_command("load_policies", str(path), stdout=out)
    return out.getvalue()


def written(tmp_path: Path, *rows: dict) -> Path:
    path = tmp_path / "county.yaml"
    path.write_text(yaml.safe_dump(list(rows), allow_unicode=True))
    return path


def test_every_row_of_the_domain_table_is_there_with_its_department_and_disposition():
    latest = {row["code"]: (row["dept"], row["disposition"]) for row in ROWS}
    assert latest == DOMAIN


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['code']}-{row['from']}")
def test_no_public_field_is_empty_and_every_choice_has_its_reason(row):
    assert all(row[name].strip() for name in PUBLIC)
    assert len(row["target_text"]) >= 10 and len(row["standard_text"]) >= 10 and len(row["procedure_text"]) >= 10
    assert row["disposition_reason"].strip() and row["source"].strip()
    assert not {",", ";", "!", "("} & set(row["target_text"] + row["procedure_text"])  # full-width punctuation


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['code']}-{row['from']}")
def test_an_unknown_amount_says_so_and_a_known_one_is_there(row):
    known = "amount_low" in row or "amount_high" in row
    assert known is (row["amount_rule"] != AmountRule.UNSET)
    assert UNSET_WORDS in row["standard_text"]
    assert not known or row["unit"]


def test_mergers_link_abolished_ones_say_what_instead_and_when_they_stopped():
    latest = {row["code"]: row for row in ROWS}
    assert {code: row["merged_into"] for code, row in latest.items() if row["disposition"] == "merge"} == MERGED
    for code in MERGED.values():
        assert latest[code]["disposition"] != "abolish" and latest[code].get("merged_into", code) == code
    assert all(row["replaced_by_text"] and row["to"] for row in ROWS if row["disposition"] == "abolish")


def test_what_was_widened_has_the_version_before_it():
    for code in EXTENDED:
        before, after = [row for row in ROWS if row["code"] == code]
        assert before["from"] < after["from"] == after["extended_on"]
    assert {row["code"] for row in ROWS if row.get("extended_on")} == EXTENDED


def test_every_condition_named_is_declared_and_every_declared_one_is_named():
    named = {code for row in ROWS for code in row.get("conditions", [])}
    assert named == set(CONDITIONS)


def test_a_second_run_writes_nothing(loaded):
    rows = list(Policy.objects.order_by("pk").values())
    assert load(FILE) == "政策：新增 0 行，截止 0 行。\n"
    assert list(Policy.objects.order_by("pk").values()) == rows
    assert len(rows) == len(ROWS)


def test_the_version_before_ends_the_day_before(loaded):
    before, after = Policy.objects.filter(code="ZC-26").order_by("valid_from")
    assert (before.valid_to, after.valid_from, after.valid_to) == (date(2025, 4, 30), date(2025, 5, 1), None)
    assert [policy.valid_from for policy in Policy.objects.filter(code="ZC-26").in_force(date(2025, 4, 30))] == [before.valid_from]
    assert [policy.valid_from for policy in Policy.objects.filter(code="ZC-26").in_force(date(2025, 5, 1))] == [after.valid_from]


ROW = {**next(row for row in ROWS if row["code"] == "ZC-01"), "code": "X-01"}


def test_a_changed_row_needs_a_new_start(county, tmp_path):
    load(written(tmp_path, ROW))
    changed = {**ROW, "standard_text": "新的标准，由县确认"}
    with pytest.raises(CommandError, match="已有不同内容（实施标准）；新内容请用新的起始日"):
        load(written(tmp_path, changed))
    assert load(written(tmp_path, {**changed, "from": date(2026, 7, 1)})) == "政策：新增 1 行，截止 1 行。\n"
    old, new = Policy.objects.filter(code="X-01").order_by("valid_from")
    assert (old.standard_text, old.valid_to) == (ROW["standard_text"], date(2026, 6, 30)) and new.standard_text.startswith("新的")
    assert load(written(tmp_path, ROW)) == "政策：新增 0 行，截止 0 行。\n"


def test_an_older_version_loaded_later_ends_before_the_newer_one(county, tmp_path):
    load(written(tmp_path, {**ROW, "from": date(2026, 7, 1)}))
    load(written(tmp_path, ROW))
    assert list(Policy.objects.filter(code="X-01").order_by("valid_from").values_list("valid_to", flat=True)) == [date(2026, 6, 30), None]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"procedure_text": ""}, "X-01：.*不能为空|X-01：.*空"), ({"dept": "XX"}, "X-01"), ({"conditions": ["is_rich"]}, "没有声明过的条件或风险is_rich"),
        ({"target_risks": ["77"]}, "没有声明过的条件或风险77"), ({"disposition": "merge"}, "合并的政策要写明并入哪一项"), ({"disposition": "abolish"}, "废止的政策要写明替代办法"),
        ({"price": 3}, "没有price这一项"), ({"region": "999999"}, "还没有，请先导入区划"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_stand_is_refused_whole(county, tmp_path, changes, said):
    with pytest.raises(CommandError, match=said):
        load(written(tmp_path, {**ROW, "code": "X-02"}, {**ROW, **changes}))
    assert not Policy.objects.exists()


def test_a_countys_row_is_its_own(county, loaded, tmp_path):
    load(written(tmp_path, {**ROW, "code": "ZC-01", "region": "990101", "name": "本县低保金"}))
    names = {policy.name for policy in Policy.objects.in_force(date(2026, 6, 15)).of_county("990101").filter(code="ZC-01")}
    assert names == {"本县低保金"}
    assert Policy.objects.in_force(date(2026, 6, 15)).of_county("990201").get(code="ZC-01").name == "最低生活保障金"
