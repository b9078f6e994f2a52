"""What a change of membership is: one small declared object per kind, tried in order. Pure.

`Turn` is one person between two registers: where he lived, where he lives, and what is known of both households. Whoever was registered with his
whole household for the first time has not moved: his is no turn at all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from casework.working_days import add_months
from households.choices import MemberStatus
from households.relations import CHILDREN, GRANDCHILDREN, MARRIED_INTO, RELATIONS
from policies.models import Parameter
from registers.models import MovementKind

K = MovementKind
BORN_INTO = (*CHILDREN, *GRANDCHILDREN)


def newborn_months(county_code: str, on: date) -> int:
    """Up to how many months a new child counts as a newborn of the household. Raises ParameterMissing."""
    return int(Parameter.objects.numbers(on).number("newborn_months", county_code))


def born_into(relation: str, birth: date | None, on: date, months: int) -> bool:
    """A child or grandchild of the head, born and not older than `months` on `on`."""
    return birth is not None and birth <= on and relation in BORN_INTO and on <= add_months(birth, months)


@dataclass(frozen=True)
class Home:
    """A household before and after the file: how many lived there."""

    pk: int
    name: str
    number: str
    before: int
    after: int

    def __str__(self) -> str:
        return f"{self.name}户（户编号{self.number}）"


@dataclass(slots=True)
class Found:
    """A movement about to be kept (registers.models.Movement), by the names of its columns."""

    batch_id: int
    row_number: int | None
    kind: MovementKind
    name: str
    day: date | None
    why: str
    person_id: int | None = None
    relation: str = ""
    from_id: int | None = None
    from_name: str = ""
    from_no: str = ""
    to_id: int | None = None
    to_name: str = ""
    to_no: str = ""


@dataclass(slots=True)
class Turn:
    """`was`, `status`: 人员状态 before and after; `relation` to the head of the household he is in (or was in, when he left)."""

    person_id: int
    name: str
    relation: str
    status: str
    line: int | None = None  # of the Excel row that says so
    day: date | None = None
    was: str = ""
    left: Home | None = None
    came: Home | None = None
    is_newborn: bool = False
    has_namesake: bool = False  # somebody of his name stood in the same household and does not any more, or is asked about
    goes_with: int = 0  # how many of `left` live in `came` now, himself included


@dataclass(frozen=True)
class Recognition:
    """One kind: its title on the page stands with MovementKind; `when` it is one, and `because` in words (filled from the turn)."""

    kind: MovementKind
    when: Callable[[Turn], bool]
    because: Callable[[Turn], str]

    @property
    def code(self) -> str:
        return self.kind.value

    @property
    def title(self) -> str:
        return str(self.kind.label)


def relation_of(turn: Turn) -> str:
    return RELATIONS.get(turn.relation, "没有写")


def moved(turn: Turn) -> bool:
    return turn.left is not None and turn.came is not None


def left_for(status: MemberStatus) -> Callable[[Turn], bool]:
    return lambda turn: turn.came is None and turn.status == status


def written(turn: Turn) -> str:
    return f"表里人员状态写的是{MemberStatus(turn.status).label}"


# The first that fits is what it is.
RECOGNITIONS = (
    Recognition(K.DEATH, left_for(MemberStatus.DEAD), written),
    Recognition(K.MARRIED_OUT, left_for(MemberStatus.MARRIED_OUT), written),
    Recognition(K.MOVED_OUT, lambda t: t.came is None, written),
    Recognition(
        K.SPLIT,
        lambda t: moved(t) and t.came.before == 0 and t.left.after > 0,  # type: ignore[union-attr]
        lambda t: f"原户{t.goes_with}人列成一户，这一户原来没有成员，原户还有{t.left.after}人",  # type: ignore[union-attr]
    ),
    Recognition(
        K.NEW_NO,
        lambda t: moved(t) and t.came.before == 0,  # type: ignore[union-attr]
        lambda t: f"原户{t.goes_with}人全列在另一个户编号下，那里原来没有成员",
    ),
    Recognition(
        K.JOIN,
        lambda t: moved(t) and t.left.after == 0,  # type: ignore[union-attr]
        lambda t: f"原户不再有成员，{t.goes_with}人列到这一户",
    ),
    Recognition(K.MARRIAGE, lambda t: moved(t) and t.relation in MARRIED_INTO, lambda t: f"改列在这一户，与户主关系是{relation_of(t)}"),
    Recognition(K.MOVE, moved, lambda t: f"改列在这一户，与户主关系是{relation_of(t)}，原户还有{t.left.after}人"),  # type: ignore[union-attr]
    Recognition(K.NEW_ID, lambda t: t.has_namesake, lambda t: "本户有同名的人不再列出，证件号码不同，先核对是不是同一人"),
    Recognition(
        K.BACK, lambda t: t.was != "", lambda t: f"原来写的是{MemberStatus(t.was).label}，现在写的是{MemberStatus(t.status).label}"
    ),
    Recognition(K.BIRTH, lambda t: t.is_newborn, lambda t: f"库里没有在户，年幼，与户主关系是{relation_of(t)}"),
    Recognition(K.MARRIED_IN, lambda t: t.relation in MARRIED_INTO, lambda t: f"库里没有在户，与户主关系是{relation_of(t)}"),
    Recognition(K.MOVED_IN, lambda t: True, lambda t: f"库里没有在户，与户主关系是{relation_of(t)}"),
)


def because_of_head(former: str, *, is_asked_about: bool) -> str:
    """Why a household is taken to have another head."""
    return f"原户主是{former}，表里户主写的是另一人" + ("；原户主没有列，待核实" if is_asked_about else "")


def recognise(turn: Turn) -> Recognition:
    """What a turn is: the first kind that fits; whoever came at all has moved in."""
    return next(one for one in RECOGNITIONS if one.when(turn))
