"""The manual of registers, drawn from their declaration: an index and one page per register, for docs/registers. Markdown, in Chinese."""

from __future__ import annotations

from registers.dictionary import Dictionary, Entry
from registers.sheets import SHEETS, Sheet

OURS = "本页由 `manage.py draw_registers`（make docs）从 `registers/sheets/{code}.py` 画出，不手改。"
FEW = 30


def draw() -> dict[str, str]:
    """File name → text."""
    return {"README.md": index()} | {f"{sheet.code}.md": page(sheet) for sheet in SHEETS.values()}


def index() -> str:
    lines = [
        "# 台账",
        "",
        "[手册](../manual/register-admin.md)　按这个次序导入，后面的要靠前面的找到人和户。",
        "",
        "| 次序 | 台账 | 文件名 | 报送单位 | 要有的列 |",
        "|---|---|---|---|---|",
    ]
    for number, sheet in enumerate(SHEETS.values(), start=1):
        wanted = "、".join(column.title for column in sheet.wanted)
        lines.append(f"| {number} | [{sheet.title}]({sheet.code}.md) | `{sheet.code}` | {sheet.owner} | {wanted} |")
    return "\n".join((*lines, "", OURS.replace("{code}", "*"), ""))


def page(sheet: Sheet) -> str:
    key = "、".join(sheet.by_code[code].title for code in sheet.key)
    lines = [
        f"# {sheet.title}",
        "",
        "[全部台账](README.md)　[怎么导入](../manual/register-admin.md)",
        "",
        f"报送单位：{sheet.owner}。{sheet.about}",
        "",
        f"同一份文件里，{key}都相同的是同一条，只取第一行。",
        "",
        "| 列 | 填写 | 类型 | 怎么填 | 表头也认 | 落在哪里 |",
        "|---|---|---|---|---|---|",
        *(row(entry) for entry in Dictionary(sheet).entries()),
    ]
    if sheet.ignored:
        lines += ["", "见到也不读的列：", "", *(f"- {group.words}：{group.why}。" for group in sheet.ignored)]
    return "\n".join((*lines, "", OURS.replace("{code}", sheet.code), ""))


def row(entry: Entry) -> str:
    kind = f"{entry.kind.label}（{entry.kind.unit}）" if entry.kind.unit else entry.kind.label
    words = entry.options if len(entry.options) <= FEW else (f"共{len(entry.options)}个，见模板的下拉",)
    how = "；".join(part for part in (entry.column.help, "、".join(words)) if part)
    return f"| {entry.column.title} | {entry.required} | {kind} | {how} | {'、'.join(entry.column.aliases)} | {entry.lands} |"
