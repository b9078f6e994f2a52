"""The opinion page's words: criteria by category, what is open and who can supply it, what would have to change. Templates only loop."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from households.sums import SumSheet
from identification import snapshots
from identification.case_facts import Answer, CaseFacts, Missing, OpenQuestion, facts_of
from identification.choices import RUNNING_STATES, ApplicationState
from identification.criteria import Scope
from identification.models import Application, Opinion
from identification.opinions import category_words, current_opinion, differences_from, kind_words
from identification.tag_table import row_for
from policies.categories import PRECEDENCE, SupportCategory

MET, NOT_MET, OPEN = ("ok", "ok", "符合"), ("idle", "ring", "不符合"), ("warn", "warn", "还不能判断")
LABOUR = "tekun_no_labour"


def mark(answer: bool | None) -> tuple[str, str, str]:
    """Colour, icon and word of an answer."""
    return OPEN if answer is None else MET if answer else NOT_MET


def all_of(answers: Iterable[bool | None]) -> bool | None:
    """AND in three values."""
    given = list(answers)
    return False if False in given else None if None in given else True


@dataclass(frozen=True)
class Row:
    """One criterion with the household's own value."""

    answer: Answer

    @property
    def css(self) -> str:
        return mark(self.answer.answer)[0]

    @property
    def icon(self) -> str:
        return mark(self.answer.answer)[1]

    @property
    def word(self) -> str:
        return mark(self.answer.answer)[2]


@dataclass(frozen=True)
class Block:
    """All criteria of one category, of the household or of one member. `is_open` blocks stand unfolded."""

    category: str
    title: str
    rows: tuple[Row, ...]
    note: str = ""
    is_unfolded: bool = False

    @property
    def answer(self) -> bool | None:
        return all_of(row.answer.answer for row in self.rows)

    @property
    def css(self) -> str:
        return mark(self.answer)[0]

    @property
    def icon(self) -> str:
        return mark(self.answer)[1]

    @property
    def word(self) -> str:
        return mark(self.answer)[2]

    @property
    def changes(self) -> list[str]:
        """What would have to be otherwise."""
        return [row.answer.change for row in self.rows if row.answer.answer is False]


@dataclass(frozen=True)
class LineRow:
    """One member's line, of the proposal or of the opinion."""

    name: str
    is_counted: bool
    category: str
    mode: str
    because: str


@dataclass(frozen=True)
class Box:
    """A result in words: what the criteria propose, or what the clerk put forward."""

    category: str
    words: str
    has_tag: bool
    kind: str
    amount: Decimal | None
    amount_words: str
    addon: Decimal | None
    addon_words: str
    row_words: str


@dataclass(frozen=True)
class OpinionPage:
    """`is_live`: computed now on day D; otherwise read from what the opinion kept."""

    application: Application
    opinion: Opinion | None
    case: CaseFacts | None
    is_live: bool
    sheet: SumSheet | None
    blocks: tuple[Block, ...]
    questions: tuple[OpenQuestion, ...]
    missing: tuple[Missing, ...]
    box: Box
    put: Box | None
    lines: tuple[LineRow, ...]
    differences: tuple[str, ...]

    @property
    def counted(self) -> int:
        return sum(line.is_counted for line in self.lines)

    @property
    def passed_over(self) -> list[Block]:
        """Categories above the proposal that are not met: what would change the result."""
        wanted = self.box.category
        reached = list(PRECEDENCE).index(SupportCategory(wanted)) if wanted in SupportCategory.values else len(PRECEDENCE)
        above = {
            str(category) for category in PRECEDENCE[:reached] if category not in (SupportCategory.TEKUN, SupportCategory.OTHER_HARDSHIP)
        }
        return [block for block in self.blocks if block.category in above and block.answer is False]


def page_of(application: Application) -> OpinionPage | None:
    """None where nothing can be said: before acceptance, or a case that ended without an opinion. Raises ParameterMissing."""
    opinion = current_opinion(application)
    if application.state in RUNNING_STATES:
        return live_page(application, opinion, facts_of(application))
    return kept_page(application, opinion) if opinion else None


def live_page(application: Application, opinion: Opinion | None, case: CaseFacts) -> OpinionPage:
    put = put_of(opinion) if opinion else None
    changed = () if opinion is None or application.state == ApplicationState.UNDER_INQUIRY else tuple(differences_from(opinion, case))
    shown = opinion if opinion and application.state != ApplicationState.UNDER_INQUIRY else None
    found = case.proposal
    lines = lines_of(shown) if shown else tuple(
        LineRow(line.name, line.is_counted, line.category, line.mode_label, line.because) for line in found.lines
    )  # fmt: skip
    box = Box(
        found.category, category_words(found.category), found.has_monitoring_tag, kind_words(found.monitoring_kind), found.monthly_amount,
        found.amounts.words, found.classified_addon, found.amounts.addon_words, row_words(found.tag_row, found.has_monitoring_tag),
    )  # fmt: skip
    blocks = blocks_of(case.criteria, found.category)
    return OpinionPage(application, opinion, case, True, case.sheet, blocks, case.open_questions, case.missing, box, put, lines, changed)


def kept_page(application: Application, opinion: Opinion) -> OpinionPage:
    kept = opinion.snapshot
    blocks = blocks_of(snapshots.answers_from(kept), opinion.proposed_category)
    box = Box(
        opinion.proposed_category, category_words(opinion.proposed_category), opinion.proposed_has_tag, kind_words(opinion.proposed_monitoring_kind),
        opinion.proposed_amount, kept.get("amount_words", ""), None, kept.get("addon_words", ""), row_words(kept.get("tag_row", 0), opinion.proposed_has_tag),
    )  # fmt: skip
    return OpinionPage(
        application, opinion, None, False, snapshots.sheet_from(kept, opinion.parameters), blocks, tuple(snapshots.questions_from(kept)),
        tuple(snapshots.missing_from(kept)), box, put_of(opinion), lines_of(opinion), (),
    )  # fmt: skip


def put_of(opinion: Opinion) -> Box:
    return Box(
        opinion.category, category_words(opinion.category), opinion.has_monitoring_tag, kind_words(opinion.monitoring_kind), opinion.monthly_amount, "",
        opinion.classified_addon, "", "",
    )  # fmt: skip


def lines_of(opinion: Opinion) -> tuple[LineRow, ...]:
    rows = opinion.lines.select_related("member__person").order_by("member__relation", "member_id")
    return tuple(
        LineRow(str(row.member.person), row.is_counted, row.category, row.get_dibao_mode_display() if row.dibao_mode else "", row.because)
        for row in rows
    )


def row_words(number: int, has_tag: bool) -> str:
    if not number:
        return ""
    category = {
        1: SupportCategory.TEKUN,
        2: SupportCategory.DIBAO,
        3: SupportCategory.DIBAO_MARGIN,
        4: SupportCategory.RIGID_EXPENDITURE,
    }.get(number, "")
    entered = has_tag and row_for(True, category).is_entered
    return f"类别与标识对照表第{number}行" + ("；按工作需要录入全国防返贫监测系统" if entered else "")


def blocks_of(answers: Sequence[Answer], proposed: str) -> tuple[Block, ...]:
    """The household's categories in precedence, then each counted member's 特困 and, in a 低保边缘 household, 单人保."""
    blocks = []
    for category in PRECEDENCE:
        rows = [Row(one) for one in answers if one.category == category and one.scope == Scope.HOUSEHOLD.value]
        if category == SupportCategory.TEKUN:
            continue
        blocks.append(Block(str(category), str(category.label), tuple(rows), is_unfolded=str(category) == proposed))
    for member_id, name in {one.member_id: one.member for one in answers if one.member_id is not None}.items():
        blocks.append(tekun_block(name, [one for one in answers if one.member_id == member_id and one.category == SupportCategory.TEKUN]))
    if proposed == SupportCategory.DIBAO_MARGIN:
        blocks += [
            Block("single", f"{one.member}：单人保", (Row(one),), is_unfolded=one.answer is not False) for one in answers if one.is_single
        ]
    if proposed not in {block.category for block in blocks if block.is_unfolded}:
        blocks = [
            Block(one.category, one.title, one.rows, one.note, True) if one.category == SupportCategory.DIBAO else one for one in blocks
        ]
    return tuple(blocks)


def tekun_block(name: str, answers: Sequence[Answer]) -> Block:
    """A member who can work is not asked further: his own income and obligors are not looked up."""
    labour = next((one for one in answers if one.code == LABOUR), None)
    if labour is not None and labour.answer is False:
        return Block("tekun_member", f"{name}：特困人员", (Row(labour),), "有劳动能力，其余各项不再问。")
    block = Block("tekun_member", f"{name}：特困人员", tuple(Row(one) for one in answers))
    return Block(block.category, block.title, block.rows, is_unfolded=block.answer is not False)
