"""Files made to harm: each is refused in under five seconds with a clear message, and none grows the memory (issue: proof)."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from casework.package import WorkbookRefused
from registers.reading.ole import wrapped
from registers.sheets import SHEETS
from registers.workbook import read_tab
from tests.registers import hostile

DISABILITY = SHEETS["disability"]
TOO_LARGE, TOO_WIDE, FOREIGN, MACRO = "解开后太大", "铺得太开", "不该有的定义", "带有宏"
REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "a bomb": (hostile.bomb, TOO_LARGE),
    "a bomb in many parts": (hostile.bomb_in_many_parts, TOO_LARGE),
    "a part that unpacks to more than it says": (hostile.lying_head, TOO_LARGE),
    "a claim of A1:XFD1048576": (hostile.claims_the_whole_sheet, TOO_WIDE),
    "a cell at XFD1048576": (hostile.far_cell, TOO_WIDE),
    "a far cell in a near row": (hostile.far_cell_in_a_near_row, TOO_WIDE),
    "a far cell written oddly": (hostile.far_cell_written_oddly, TOO_WIDE),
    "entities in the sheet": (lambda: hostile.doctype(hostile.SHEET), FOREIGN),
    "entities behind a long comment": (lambda: hostile.doctype(hostile.SHEET, 100_000), FOREIGN),
    "entities in the workbook": (lambda: hostile.doctype("xl/workbook.xml"), FOREIGN),
    "entities in the links": (lambda: hostile.doctype("xl/_rels/workbook.xml.rels"), FOREIGN),
    "entities in the styles": (lambda: hostile.doctype("xl/styles.xml"), FOREIGN),
    "entities in the properties": (lambda: hostile.doctype("docProps/core.xml"), FOREIGN),
    "entities in another encoding": (hostile.in_utf_16, FOREIGN),
    "a deep nest": (hostile.nested, "一层套一层"),
    "a cell of ten megabytes": (hostile.long_cell, "三万多个字"),
    "a macro": (hostile.with_macro, MACRO),
    "an .xlsm": (hostile.as_xlsm, MACRO),
    "an outside link": (lambda: hostile.with_parts(hostile.good(), {"xl/externalLinks/externalLink1.xml": b"<x/>"}), "链接了别的文件"),
    "a connection": (lambda: hostile.with_parts(hostile.good(), {"xl/connections.xml": b"<x/>"}), "连着外部数据"),
    "a formula without a value": (lambda: hostile.with_sheet(b'<c r="E2"', b'<c r="G2"><f>A1</f></c><c r="E2"'), "没有算出结果（如G2）"),
    "200 tabs": (hostile.many_tabs, "有200张工作表，一份最多100张"),
    "a tab called ../../etc/passwd": (lambda: hostile.tab_named("../../etc/passwd"), "工作表名“../../etc/passwd”不合规矩"),
    "a tab called C:\\x": (lambda: hostile.tab_named("C:\\x"), "不合规矩"),
    "a part called ../../x": (lambda: hostile.twice("../../x"), "指向别处"),
    "a part called /etc/passwd": (lambda: hostile.twice("/etc/passwd"), "指向别处"),
    "a part twice": (lambda: hostile.twice(hostile.SHEET), "出现了两次"),
    "a part twice in other capitals": (lambda: hostile.twice("XL/Worksheets/Sheet1.XML"), "出现了两次"),
    "a cut file": (lambda: hostile.good()[:3000], "不完整或已损坏"),
    "a cut .xls": (lambda: hostile.old()[:3000], "不完整或已损坏"),
    "an .xls of nothing": (lambda: hostile.old()[:512], "不完整或已损坏"),
    "an .xls with a far cell": (lambda: hostile.old(hostile.HEADINGS, *[()] * 65_534, (*[None] * 255, "x")), TOO_WIDE),
    "text of control characters": (lambda: bytes(range(256)) * 8, "认不出内容"),
    "text with an open quote": (lambda: "姓名,身份证号\n\"周,".encode() + b"1" * 300_000, "没有配对的引号"),
    "text in no encoding": (lambda: "姓名,身份证号\n".encode() + b"\xff\xff\xff" * 50, "编码认不出"),
}  # fmt: skip


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("case", REFUSED)
def test_refused_in_time_with_the_reason(case):
    make, words = REFUSED[case]
    content = make()
    before, start = peak_mb(), time.monotonic()
    with pytest.raises(WorkbookRefused) as refused:
        read_tab(content, DISABILITY)
    assert words in refused.value.reason
    assert time.monotonic() - start < 5
    assert peak_mb() - before < 64 + 4 * len(content) // 1_000_000


def peak_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"%PDF-1.7 ...", "a.xlsx", "这是PDF文件"),
        (hostile.good, "a.csv", "文件名是.csv，内容却是.xlsx。请把文件名改成.xlsx"),
        (hostile.good, "a.xls", "文件名是.xls，内容却是.xlsx"),
        (hostile.old, "a.xlsx", "文件名是.xlsx，内容却是.xls"),
        (b"<html><body><table><tr><td>x</td></tr></table>", "a.xls", "这是网页文件"),
        (b"  <!DOCTYPE html><html>", "a.xls", "这是网页文件"),
        (b"a,b\n1,2", "a.xlsx", "文件名是.xlsx，内容却是.csv"),
        (hostile.good, "a.xlsm", "不收.xlsm文件"),
        (hostile.good, "a.exe", "不收.exe文件"),
    ],
)
def test_a_name_that_says_something_else(content, name, words):
    with pytest.raises(WorkbookRefused) as refused:
        read_tab(content() if callable(content) else content, DISABILITY, file_name=name)
    assert words in refused.value.reason


def test_harmless_files_are_read():
    for content, name in ((hostile.good(), "a.xlsx"), (hostile.old(), "a.XLS"), (hostile.good(), "")):
        assert len(read_tab(content, DISABILITY, file_name=name).rows) == 1


def test_a_long_stream_is_wrapped_so_that_every_sector_is_reached():
    import olefile

    for size in (1, 4096, 5_000_000):
        stream = bytes(range(1, 251)) * (size // 250 + 1)
        with olefile.OleFileIO(wrapped(stream)) as ole:
            assert ole.openstream("Workbook").read()[: len(stream)] == stream


CUT = """
import resource, sys, random
import django; django.setup()
from casework.package import WorkbookRefused
from registers.sheets import SHEETS
from registers.workbook import read_tab
from tests.registers import hostile
resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30))
chance = random.Random(7)
rows = [hostile.HEADINGS] + [hostile.ROW] * 40
for base in (hostile.old(*rows), hostile.book(*rows)):
    for _ in range(400):
        content = bytearray(base)
        for _ in range(chance.choice([1, 4, 20])):
            at = chance.randrange(len(content) if chance.random() < 0.5 else min(len(content), 2048))
            content[at : at + 4] = chance.choice([b"\\xff\\xff\\xff\\xff", b"\\0\\0\\0\\0", b"\\xff\\xff\\xff\\x7f", chance.randbytes(3)])
        try:
            read_tab(bytes(content), SHEETS["disability"])
        except WorkbookRefused:
            pass
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


@pytest.mark.long
def test_damaged_files_never_end_the_worker():
    """In a process of its own: what is feared is an abort of the process, which no test of the same process could report."""
    root = Path(__file__).resolve().parent.parent.parent
    env = os.environ | {"BINGGUI_DEMO": "1"}
    done = subprocess.run([sys.executable, "-c", CUT], cwd=root, env=env, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr[-2000:]
    assert int(done.stdout.split()[-1]) < 900  # Django and the largest area still laid out are half of it
