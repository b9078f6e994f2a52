"""Reading one register from a file: which tabs, which heading row, which column is which, which lines are data. Pure, no database.

The file's own row numbers and column letters are kept, so that every refusal can point at the cell. Tabs of one register — one sheet per
town — are read as one, each by its own heading, whatever order its columns stand in; `line` numbers the rows through all of them, `Tab.where` says tab
and row, `Tab.heading_of` the heading it stands under.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from casework.package import WorkbookRefused, column_letter
from registers.cells import LINES_PER_TAB, Raw
from registers.reading.book import Book, is_empty, open_book
from registers.reading.headings import HEADER_ROWS, by_layout, check_wanted, find_heading, missing, same_row
from registers.reading.layout import Heading, Layout, Memory, Place, TabLayout
from registers.reading.lines import data_lines, fill_merged, is_example
from registers.reading.proposals import TabProposal
from registers.sheets.base import Sheet

__all__ = ["Heading", "Layout", "Memory", "Place", "Tab", "choose", "column_letter", "read_tab", "recognise"]

SAID_TABS = 8


@dataclass
class Tab:
    """One register as it stood in the file. `rows` are the data lines (line, cells); in the first tab a line is the Excel row number.

    `others`: by number of the tab, the headings that differ from the first tab's.
    """

    name: str
    heading: Heading
    rows: list[tuple[int, list[Raw]]]
    left_out: int
    notes: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    layout: Layout = field(default_factory=lambda: Layout((), 1, 1, {}))
    others: dict[int, Heading] = field(default_factory=dict)

    def heading_of(self, line: int) -> Heading:
        return self.others.get(line // LINES_PER_TAB, self.heading)

    @property
    def unknown(self) -> list[str]:
        """Headings of any tab that nobody reads, each once."""
        return list(dict.fromkeys(text for heading in (self.heading, *self.others.values()) for text in heading.unknown))

    def where(self, line: int) -> tuple[str, int]:
        """(tab, Excel row) of a line."""
        number, row = divmod(line, LINES_PER_TAB)
        return self.names[number], row

    def said(self, line: int) -> str:
        """第5行, or “石桥镇”第5行 where several tabs were read."""
        name, row = self.where(line)
        return f"“{name}”第{row}行" if len(self.names) > 1 else f"第{row}行"


def read_tab(
    content: bytes, sheet: Sheet, tab_name: str = "", *, layout: Layout | None = None, memory: Memory | None = None, file_name: str = ""
) -> Tab:
    """Every tab that holds this register, as one. Raises WorkbookRefused with the reason when there is none or it cannot be taken.

    `tab_name` reads that tab alone. `layout`: what somebody confirmed for this file, wins over everything. `memory`: what the office's headings
    were said to be before.
    """
    book = open_book(content, file_name)
    others: list[TabProposal] = []
    if layout:
        headings = _confirmed(book, sheet, layout)
    else:
        headings, others = choose(book, sheet, tab_name, memory)
    rows: list[tuple[int, list[Raw]]] = []
    left_out, notes = 0, []
    for number, (name, heading) in enumerate(headings.items()):
        grid = book.grid(name)
        fill_merged(grid.rows, grid.merged, heading.last_row)
        found, passed = data_lines(grid.rows, heading, grid.merged)
        rows += [(line + number * LINES_PER_TAB, cells) for line, cells in found] if number else found
        left_out += passed
        own = [*grid.notes]
        if any(is_example(cells) for cells in grid.rows[heading.last_row : heading.last_row + HEADER_ROWS]):
            own.append("模板里的示例行没有导入。")
        notes += [f"“{name}”：{note}" for note in own] if len(headings) > 1 else own
    names = list(headings)
    first = headings[names[0]]
    different = {number: headings[name] for number, name in enumerate(names) if not is_like(headings[name], first)}
    if not rows:
        raise WorkbookRefused(f"工作表“{'”“'.join(names[:SAID_TABS])}”只有表头，没有数据行。请填好再导入。")
    if len(names) > 1:
        how = "合在一起读，表头不同的各按自己的表头" if different else "表头相同，合在一起读"
        notes.insert(0, f"{len(names)}张工作表{how}：{_listed(names)}。")
    notes += [f"“{names[number]}”{difference(heading, first)}，按它自己的表头读。" for number, heading in different.items()]
    notes += [f"工作表“{tab.name}”没有读：{tab.reason}" for tab in others[:SAID_TABS]]
    if len(others) > SAID_TABS:
        notes.append(f"另有{len(others) - SAID_TABS}张工作表没有读。")
    width = max(len(cells) for _, cells in rows)
    for _, cells in rows if len(names) > 1 else ():
        cells.extend([""] * (width - len(cells)))
    each = {names[number]: TabLayout.of(heading) for number, heading in different.items()}
    layout = Layout(tuple(names), first.row, first.last_row, first.signature, each)
    return Tab(_listed(names), first, rows, left_out, notes, names, layout, different)


def _listed(names: list[str]) -> str:
    return "、".join(names[:SAID_TABS]) + (f"等{len(names)}张" if len(names) > SAID_TABS else "")


def _confirmed(book: Book, sheet: Sheet, layout: Layout) -> dict[str, Heading]:
    """The heading of every tab somebody chose, in the way he confirmed for the first of them."""
    if gone := [name for name in layout.tabs if name not in book.names]:
        raise WorkbookRefused(f"没有工作表“{gone[0]}”。文件里有：{_listed(book.names)}。")
    first = by_layout(book.head(layout.tabs[0]), sheet, layout, layout.row)
    check_wanted(sheet, first)
    found = {layout.tabs[0]: first}
    for name in layout.tabs[1:]:
        head = book.head(name)
        if name in layout.each:
            found[name] = by_layout(head, sheet, layout.of_tab(name), layout.each[name].row)
            check_wanted(sheet, found[name])
            continue
        row = same_row(head, first)
        if row is None:
            raise WorkbookRefused(f"工作表“{name}”的表头与“{layout.tabs[0]}”不同，不能合在一起读。请去掉它，另导一次。")
        found[name] = by_layout(head, sheet, layout, row)
    return found


def choose(book: Book, sheet: Sheet, tab_name: str = "", memory: Memory | None = None) -> tuple[dict[str, Heading], list[TabProposal]]:
    """The tab asked for, or all that fit best in the same way; and the others with the reason why they are left out. Raises WorkbookRefused."""
    if tab_name and tab_name not in book.names:
        raise WorkbookRefused(f"没有工作表“{tab_name}”。文件里有：{_listed(book.names)}。")
    names = [tab_name] if tab_name else book.names
    heads = {name: book.head(name) for name in names}
    found = {name: heading for name, head in heads.items() if (heading := find_heading(head, sheet, memory))}
    if not found:
        if all(is_empty(head) for head in heads.values()):
            raise WorkbookRefused("表是空的，没有表头也没有数据。请检查是不是选错了文件。")
        wanted = "、".join(column.title for column in sheet.wanted)
        raise WorkbookRefused(f"前{HEADER_ROWS}行里没有找到“{sheet.title}”的表头。表头应有：{wanted}。请对照模板。")
    # Visible tabs before hidden ones, complete ones before those that lack a column, then the one with most columns.
    best = max(
        found,
        key=lambda name: (-len(missing(sheet, found[name].codes)), name not in book.hidden, len(found[name].places), -names.index(name)),
    )
    check_wanted(sheet, found[best])
    taken: dict[str, Heading] = {}
    others = []
    for name in names:
        if is_empty(heads[name]):
            continue
        reason = "" if name == best else _why_not(name, found.get(name), best, found[best], book, sheet)
        if reason:
            others.append(TabProposal(name, is_read=False, reason=reason))
        else:
            taken[name] = found[name]
    return taken, others


def _why_not(name: str, heading: Heading | None, best: str, fits: Heading, book: Book, sheet: Sheet) -> str:
    """Why a tab is not read together with the best one; "" when it is."""
    if heading is None:
        return "没有这种台账的表头。"
    if name in book.hidden:
        return "是隐藏的。要读请取消隐藏，或在列对应页勾选。"
    if lacking := missing(sheet, heading.codes):
        return f"没有“{lacking[0].title}”列。"
    # Like columns may be another register's too, which its further headings tell.
    if is_like(heading, fits) and set(heading.unknown) <= set(fits.unknown):
        return ""
    return another_register(book.head(name), sheet, heading)


def is_like(heading: Heading, first: Heading) -> bool:
    """The same columns at the same places, in the same units."""
    return heading.signature == first.signature and all(
        one.column == other.column for one, other in zip(heading.places, first.places, strict=True)
    )


def difference(heading: Heading, first: Heading) -> str:
    """In which way a tab's heading is another than the first's, in a few words."""
    there = {code: index for index, code in heading.signature.items()}
    at = {place.column.code: place.index for place in first.places}
    if gone := next((place for place in first.places if place.column.code not in there), None):
        return f"没有“{gone.column.title}”列"
    if more := next((place for place in heading.places if place.column.code not in at), None):
        return f"多出“{more.column.title}”列"
    moved = next((place for place in heading.places if at[place.column.code] != place.index), None)
    return f"的“{moved.column.title}”在{moved.letter}列" if moved else "的金额单位不同"


def another_register(head: Sequence[Sequence[Raw]], sheet: Sheet, heading: Heading) -> str:
    """Why a tab of other columns is not surely this register's: another one fits its heading as well or better. "" when none does."""
    from registers.sheets import SHEETS

    own = len(heading.places) - len(heading.unknown)
    for other in SHEETS.values():
        found = None if other.code == sheet.code else find_heading(head, other)
        if found and not missing(other, found.codes) and len(found.places) - len(found.unknown) >= own:
            return f"表头也像“{other.title}”。请单独导入这一张，并选定台账。"
    return ""


def recognise(content: bytes, sheets: Iterable[Sheet], file_name: str = "", memories: Mapping[str, Memory] | None = None) -> Sheet:
    """Which register a file is, by its headings; like ones are told apart by the file's name. Raises WorkbookRefused when it stays open."""
    return recognise_book(open_book(content, file_name), sheets, file_name, memories)


def recognise_book(book: Book, sheets: Iterable[Sheet], file_name: str = "", memories: Mapping[str, Memory] | None = None) -> Sheet:
    """The same of a file that is open already."""
    heads = [book.head(name) for name in book.names]
    found: list[tuple[int, int, Sheet]] = []
    for sheet in sheets:
        for head in heads:
            heading = find_heading(head, sheet, (memories or {}).get(sheet.code))
            if heading and not missing(sheet, heading.codes):
                named = any(word in file_name for word in sheet.file_words) or sheet.title in file_name
                found.append((len(heading.places) - len(heading.unknown), int(named), sheet))
    if not found:
        raise WorkbookRefused("从表头认不出是哪种台账。请选定台账再上传，或下载模板对照表头。")
    named_only = [entry for entry in found if entry[1]]
    best = max(named_only or found, key=lambda entry: entry[0])
    rivals = {entry[2].code: entry[2].title for entry in (named_only or found) if entry[0] == best[0]}
    if len(rivals) > 1:
        raise WorkbookRefused(f"表头同时像{'、'.join(rivals.values())}。请选定台账再上传。")
    return best[2]
