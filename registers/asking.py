"""Which column is which, asked of the administrator where the file's own headings do not say it, and remembered for his office."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.db import transaction
from django.utils import timezone

from accounts.models import Office, Position, Region
from casework.exceptions import StepRefused
from casework.package import WorkbookRefused
from registers.models import Batch, BatchState, HeadingMemory
from registers.reading.book import Book, is_empty, open_book
from registers.reading.headings import by_layout, find_heading, lookup, missing, same_row
from registers.reading.layout import Heading, Layout, Memory, TabLayout
from registers.reading.proposals import Proposed, Surety, TabProposal, propose
from registers.rows import LONG_NUMBER
from registers.sheets import SHEETS
from registers.sheets.base import Sheet, plain
from registers.workbook import another_register, choose, difference, is_like


def memory_of(sheet: str, *, office: Office | None = None, county: Region | None = None) -> Memory:
    """Column code by plain heading: what this office said; without one, what any office of the county said last."""
    said = HeadingMemory.objects.in_force().filter(sheet=sheet)
    if office is not None:
        said = said.filter(office=office)
    elif county is not None:
        said = said.filter(office__region__code__startswith=county.code)
    else:
        return {}
    return dict(said.order_by("said_at").values_list("heading", "column_code"))


def memory_for(batch: Batch) -> Memory:
    """The memory of whoever brings the batch: his office's, the county's for the command."""
    by = batch.asked_by
    return memory_of(batch.sheet, office=by.office) if by else memory_of(batch.sheet, county=batch.county)


def is_open(book: Book, sheet: Sheet, memory: Memory) -> bool:
    """Whether somebody must say which column is which before the file is read."""
    try:
        taken, others = choose(book, sheet, memory=memory)
    except WorkbookRefused:
        return any(not is_empty(book.head(name)) for name in book.names)
    first = next(iter(taken.values()))
    asked = [name for name, heading in taken.items() if heading is first or not is_like(heading, first)]
    return not all(propose(book, sheet, name, memory).is_sure for name in asked) or any(
        _is_nearly(book, sheet, tab.name, memory) for tab in others
    )


def _is_nearly(book: Book, sheet: Sheet, name: str, memory: Memory) -> bool:
    """A visible tab left out that knows half of the wanted columns, but not all: most likely this register under an office's own words."""
    heading = None if name in book.hidden else find_heading(book.head(name), sheet, memory)
    if heading is None or not (lacking := missing(sheet, heading.codes)):
        return False
    return 2 * len(lacking) <= len(sheet.wanted) and not another_register(book.head(name), sheet, heading)


@dataclass(frozen=True)
class OtherTab:
    """A tab of another order or other headings, read by its own: how it differs, and its columns for the page."""

    name: str
    how: str
    heading: Heading

    @property
    def columns(self) -> list[tuple[str, str, str]]:
        """(letter, heading, column it is read as)."""
        return [(place.letter, place.heading, place.column.title) for place in self.heading.places]


@dataclass(frozen=True)
class Question:
    """What the page asks: the columns of one tab by the heading assumed, and which tabs are read with it."""

    book: Book
    sheet: Sheet
    proposed: Proposed
    tabs: tuple[TabProposal, ...]
    memory: Memory = field(default_factory=dict)
    others: tuple[OtherTab, ...] = ()

    @property
    def read_tabs(self) -> list[str]:
        return [tab.name for tab in self.tabs if tab.is_read]

    @property
    def has_several(self) -> bool:
        return len(self.tabs) > 1


def question_of(batch: Batch, tab: str = "", row: int = 0, last_row: int = 0) -> Question:
    """The question of a batch that waits. Raises WorkbookRefused when the kept file cannot be opened."""
    with batch.file.open("rb") as file:
        book = open_book(file.read(), batch.file_name)
    sheet, memory = SHEETS[batch.sheet], memory_for(batch)
    name = tab if tab in book.names else _likeliest(book, sheet, memory)
    if row and last_row > len(book.head(name)):
        row = last_row = 0
    proposed = propose(book, sheet, name, memory, row, last_row)
    codes = {column.index: column.code for column in proposed.columns if column.code}
    heading = by_layout(book.head(name), sheet, Layout((name,), proposed.row, proposed.last_row, codes), proposed.row)
    others = tuple(_others(book, sheet, name, heading, memory))
    return Question(book, sheet, proposed, tuple(_tabs(book, name, heading, others)), memory, others)


def _likeliest(book: Book, sheet: Sheet, memory: Memory) -> str:
    """The tab with fewest columns missing, the visible and the fuller before others; the first with anything in it where none is known."""
    ranked = []
    for place, name in enumerate(book.names):
        head = book.head(name)
        heading = find_heading(head, sheet, memory)
        codes = heading.codes if heading else set()
        ranked.append((is_empty(head), len(missing(sheet, codes)), name in book.hidden, -len(codes), place, name))
    return min(ranked)[-1]


def _others(book: Book, sheet: Sheet, chosen: str, first: Heading, memory: Memory) -> Iterator[OtherTab]:
    """The tabs that are surely this register by headings of their own."""
    for name in book.names:
        head = book.head(name)
        if name == chosen or name in book.hidden or is_empty(head) or (first.places and same_row(head, first) is not None):
            continue
        heading = find_heading(head, sheet, memory)
        if heading and not missing(sheet, heading.codes) and not another_register(head, sheet, heading):
            yield OtherTab(name, difference(heading, first), heading)


def _tabs(book: Book, chosen: str, heading: Heading, others: Sequence[OtherTab]) -> list[TabProposal]:
    found, ways = [], {other.name: other.how for other in others}
    for name in book.names:
        head = book.head(name)
        if name == chosen:
            found.append(TabProposal(name, is_read=True))
        elif is_empty(head):
            continue
        elif name in ways:
            found.append(TabProposal(name, is_read=True, reason=f"{ways[name].removeprefix('的')}，按它自己的表头读"))
        elif not heading.places or same_row(head, heading) is None:
            found.append(TabProposal(name, is_read=False, reason="表头不同，不能一起读"))
        elif name in book.hidden:
            found.append(TabProposal(name, is_read=False, reason="是隐藏的"))
        else:
            found.append(TabProposal(name, is_read=True))
    return found


def layout_of(question: Question, codes: Mapping[int, str], tabs: Sequence[str]) -> Layout:
    """How the file is read with these columns: tabs of the same heading likewise, the others by their own words and by what was just said.

    Raises WorkbookRefused naming the tab whose columns are not all known.
    """
    proposed, book, sheet = question.proposed, question.book, question.sheet
    layout = Layout(tuple(tabs), proposed.row, proposed.last_row, {index: code for index, code in codes.items() if code})
    if proposed.tab not in tabs:
        return layout
    first = by_layout(book.head(proposed.tab), sheet, layout, layout.row)
    said = {column.plain_heading: codes.get(column.index, "") for column in proposed.columns if column.plain_heading}
    each = {}
    for name in tabs:
        head = book.head(name)
        if name == proposed.tab or same_row(head, first) is not None:
            continue
        heading = find_heading(head, sheet, {**question.memory, **said})
        lacking = missing(sheet, heading.codes) if heading else list(sheet.wanted)
        if heading is None or lacking:
            titles = "、".join(column.title for column in lacking)
            raise WorkbookRefused(f"工作表“{name}”还没有认出：{titles}。请去掉它，另导一次；或先在“看哪张工作表”里选它，指出是哪一列。")
        each[name] = TabLayout.of(heading)
    return replace(layout, each=each)


def answer(batch: Batch, question: Question, codes: Mapping[int, str], tabs: Sequence[str], *, by: Position) -> None:
    """Read the batch with these columns, and remember for the office what its headings do not say by themselves.

    Raises StepRefused when the batch does not wait any more, WorkbookRefused as `layout_of`.
    """
    layout = layout_of(question, codes, tabs)
    with transaction.atomic():
        moved = Batch.objects.filter(pk=batch.pk, state=BatchState.MAPPING).update(state=BatchState.QUEUED, mapping=layout.as_json())
        if not moved:
            raise StepRefused("这一批不在等列对应。请看最新情况。", "stale")
        remember(question, codes, by)
        from registers.tasks import run_batch

        transaction.on_commit(lambda: run_batch.delay(batch.pk))


def remember(question: Question, codes: Mapping[int, str], by: Position) -> None:
    """Keep each heading whose column is not what its words say; forget what was said otherwise before."""
    known = lookup(question.sheet)
    times = Counter(column.plain_heading for column in question.proposed.columns)
    for column in question.proposed.columns:
        heading, code = column.plain_heading, codes.get(column.index, "")
        if not heading or len(heading) > 120 or LONG_NUMBER.search(heading):
            continue
        usual = known.get(heading) or known.get(plain(column.heading))
        if times[heading] > 1 or (column.surety is Surety.REMEMBERED and code == column.code):
            continue
        said = HeadingMemory.objects.filter(office=by.office, sheet=question.sheet.code, heading=heading)
        if code == (usual.code if usual else "") and column.surety is not Surety.LIKELY:
            said.delete()
        else:
            HeadingMemory.objects.update_or_create(
                office=by.office,
                sheet=question.sheet.code,
                heading=heading,
                defaults={"column_code": code, "said_by": by, "forgotten_at": None},
            )


def drop(batch: Batch, *, by: str) -> None:
    """The file is not read at all. Raises StepRefused when the batch does not wait any more."""
    moved = Batch.objects.filter(pk=batch.pk, state=BatchState.MAPPING).update(
        state=BatchState.DECLINED, decided_by_name=by, decided_at=timezone.now(), finished_at=timezone.now()
    )
    if not moved:
        raise StepRefused("这一批不在等列对应。请看最新情况。", "stale")
