"""Makes minutes.docx, the layout of 会议纪要 with its placeholders: `python -m identification.documents.minutes_template`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

TARGET = Path(__file__).with_name("minutes.docx")
TITLE_FACE, TEXT_FACE = "方正小标宋简体", "仿宋_GB2312"
COLUMNS = (("序号", 1.2), ("户", 3.0), ("初审意见", 3.8), ("表决", 4.0), ("结果", 3.6))
CELLS = (
    "{{ case.order }}", "{{ case.household }}（{{ case.village }}）", "{{ case.opinion }}", "{{ case.votes }}{% if case.voters %}。{{ case.voters }}{% endif %}",
    "{{ case.result }}{% if case.note %}：{{ case.note }}{% endif %}",
)  # fmt: skip


def face(run: Any, name: str, size: float) -> None:
    run.font.name, run.font.size = name, Pt(size)
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)


def line(document: Any, text: str, *, size: float = 14, name: str = TEXT_FACE, centre: bool = False, indent: bool = True) -> None:
    paragraph = document.add_paragraph()
    face(paragraph.add_run(text), name, size)
    paragraph.paragraph_format.space_after = Pt(0)
    paragraph.paragraph_format.line_spacing = Pt(size * 1.75)
    if centre:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    elif indent:
        paragraph.paragraph_format.first_line_indent = Pt(size * 2)


def cell(target: Any, text: str, size: float = 10.5) -> None:
    face(target.paragraphs[0].add_run(text), TEXT_FACE, size)


def mark(row: Any, tag: str) -> None:
    """`w:cantSplit` keeps a row on one page, `w:tblHeader` repeats it on every page."""
    row._tr.get_or_add_trPr().append(OxmlElement(tag))


def table(document: Any) -> None:
    """Head row, the loop's begin, the row of a case, the loop's end; docxtpl takes the two loop rows away."""
    grid = document.add_table(rows=4, cols=len(COLUMNS), style="Table Grid")
    grid.alignment = WD_TABLE_ALIGNMENT.CENTER
    for place, (title, width) in enumerate(COLUMNS):
        for row in grid.rows:
            row.cells[place].width = Cm(width)
        cell(grid.rows[0].cells[place], title)
        cell(grid.rows[2].cells[place], CELLS[place])
    for row in grid.rows:
        mark(row, "w:cantSplit")
    mark(grid.rows[0], "w:tblHeader")
    cell(grid.rows[1].cells[0], "{%tr for case in cases %}")
    cell(grid.rows[3].cells[0], "{%tr endfor %}")


def repeated(document: Any, loop: str, text: str) -> None:
    for part in ("{%p for " + loop + " %}", text, "{%p endfor %}"):
        line(document, part)


def make(target: Path = TARGET) -> Path:
    document = Document()
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2.6)
    page.top_margin, page.bottom_margin = Cm(3), Cm(2.4)
    line(document, "{{ title }}", size=20, name=TITLE_FACE, centre=True)
    line(document, "{{ draft }}", size=12, centre=True)
    line(document, "一、会议情况", name="黑体")
    repeated(document, "fact in facts", "{{ fact.name }}：{{ fact.value }}")
    line(document, "二、审议事项（{{ summary }}）", name="黑体")
    table(document)
    line(document, "三、回避与列席", name="黑体")
    repeated(document, "remark in remarks", "{{ remark }}")
    line(document, "四、不同意见", name="黑体")
    repeated(document, "dissent in dissents", "{{ dissent }}")
    line(document, "五、签名", name="黑体")
    line(document, "召集人：＿＿＿＿＿＿＿＿　　记录人：＿＿＿＿＿＿＿＿")
    line(document, "参会成员：")
    repeated(document, "name in signers", "{{ name }}＿＿＿＿＿＿＿＿")
    document.core_properties.author = document.core_properties.comments = ""
    document.core_properties.title = "联审联批会议纪要"
    document.save(str(target))
    return target


if __name__ == "__main__":
    make()
