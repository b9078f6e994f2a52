"""`manage.py import_register`: stable words and exit codes (design §5)."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from households.models import Household
from registers.sheets import SHEETS
from tests.registers.books import book, household_row, register

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ground(county):
    return county


def command(tmp_path: Path, content: bytes, *arguments: str, sheet: str = "households") -> tuple[int, str]:
    """(exit code, what was printed)."""
    path = tmp_path / f"{sheet}.xlsx"
    path.write_bytes(content)
    out = StringIO()
    try:
        call_command("import_register", sheet, str(path), *arguments, "--on", "2026-06-15", stdout=out)
    except SystemExit as leave:
        return int(leave.code or 0), out.getvalue()
    return 0, out.getvalue()


def test_all_taken_is_exit_0(tmp_path):
    assert command(tmp_path, register("households", household_row())) == (0, "家庭 households.xlsx：总行数1，新增1，变更0，相同0，拒收0\n")
    assert command(tmp_path, register("households", household_row()))[1].endswith("新增0，变更0，相同1，拒收0\n")


def test_some_rejected_is_exit_1_and_the_others_stand(tmp_path):
    code, out = command(tmp_path, register("households", household_row(), household_row("H2", region_code="老湾村")))
    assert code == 1 and "新增1，变更0，相同0，拒收1" in out and "第3行 C列 行政区划“老湾村”：没有这个村。" in out
    assert Household.objects.count() == 1


def test_a_refused_file_is_exit_2_and_nothing_stands(tmp_path):
    code, out = command(tmp_path, book(("户编号", "户主姓名"), ("H1", "周守田")))
    assert code == 2 and "整表拒收，没有入库。第1行没有找到“行政区划”列。" in out
    assert not Household.objects.exists()


def test_a_try_writes_nothing(tmp_path):
    code, out = command(tmp_path, register("households", household_row()), "--dry-run")
    assert code == 0 and "新增1" in out and "只预览，没有入库" in out
    assert not Household.objects.exists()


def test_json_is_one_object(tmp_path):
    code, out = command(tmp_path, register("households", household_row(), household_row("H2", region_code="老湾村")), "--json")
    result = json.loads(out)
    assert code == 1
    assert {name: result[name] for name in ("sheet", "state", "total", "new", "changed", "same", "rejected")} == {
        "sheet": "households", "state": "done", "total": 2, "new": 1, "changed": 0, "same": 0, "rejected": 1,
    }  # fmt: skip


def test_a_tab_may_be_named(tmp_path):
    code, out = command(tmp_path, register("households", household_row()), "--sheet", "另一张")
    assert code == 2 and "没有工作表“另一张”。文件里有：Sheet1。" in out


def test_who_and_when_stand_in_the_batch(tmp_path):
    from registers.models import Batch

    command(tmp_path, register("households", household_row()), "--by", "民政局秦岚")
    assert (Batch.objects.get().asked_by_name, str(Batch.objects.get().on)) == ("民政局秦岚", "2026-06-15")


def test_a_missing_file_is_said(tmp_path):
    with pytest.raises(CommandError, match="没有文件"):
        call_command("import_register", "households", str(tmp_path / "none.xlsx"))


def test_help_names_every_register():
    from registers.management.commands.import_register import Command

    text = Command().create_parser("manage.py", "import_register").format_help()
    assert all(code in "".join(text.split()) for code in SHEETS)
