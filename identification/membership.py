"""成员变动 by hand: births, deaths, marriages, moves, splits, merges and changes of head as dated memberships, with reason and paper.

Nothing is deleted: who leaves keeps his row with its last day, who comes gets one with its first. Refused while a case stands open on any
household concerned. A change is tried before it is made: the preview is the verb itself, rolled back.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import IntegrityError, models, transaction

from accounts.logs import redact
from accounts.models import Position, Region
from accounts.roles import Role
from casework.choices import EventKind
from casework.exceptions import StalePage, StepRefused
from casework.timeline import record
from households.choices import MemberStatus
from households.facts import refresh_facts
from households.journal import mark_changed
from households.memberships import end_memberships
from households.models import Death, Household, Member, Standing
from households.moves import carry_evidence
from households.national_id import BadIdNumber, normalise
from households.open_cases import check_no_open_case
from households.reasons import check_words
from households.relations import HEAD, RELATIONS
from identification.kin import check_no_conflict
from identification.one_form.newcomers import home_of, person_of, says_where
from identification.registration import next_household_no


class MemberChange(models.TextChoices):
    """What happens to who lives together."""

    BIRTH = "birth", "新生儿"
    MOVE_IN = "move_in", "婚入、迁入"
    DEATH = "death", "死亡"
    MOVE_OUT = "move_out", "婚出、迁出"
    SPLIT = "split", "分户"
    JOIN = "join", "并户"
    HEAD = "head", "变更户主"


@dataclass(frozen=True)
class Told:
    """What the clerk wrote. `going`: memberships concerned; `relations`: of each membership, what it is to the head afterwards."""

    day: date
    reason: str
    document: str
    going: Sequence[int] = ()
    relations: Mapping[int, str] = field(default_factory=dict)
    name: str = ""
    id_number: str = ""
    relation: str = ""
    way: str = MemberStatus.MOVED_OUT
    target_no: str = ""
    village: Region | None = None
    address: str = ""


@dataclass
class Work:
    """One change under way: the household of the page, those who live there, and every household it comes to concern."""

    household: Household
    told: Told
    by: Position
    on: date
    members: dict[int, Member]
    concerned: dict[int, Household]
    what: str = ""

    @property
    def going(self) -> list[Member]:
        if not self.told.going or not set(self.told.going) <= set(self.members):
            raise StepRefused("请勾选办理的是哪几位成员。", "going_missing")
        return [self.members[pk] for pk in self.told.going]

    @property
    def staying(self) -> list[Member]:
        return [member for pk, member in self.members.items() if pk not in set(self.told.going)]

    def relation(self, member: Member) -> str:
        written = self.told.relations.get(member.pk, member.relation)
        if written not in RELATIONS:
            raise StepRefused(f"请选{member.person}办完后与户主的关系。", "relation_missing")
        return written


def seen_of(households: Iterable[Household]) -> str:
    """What a page saw of who lives in these households."""
    ids = [household.pk for household in households]
    rows = Member.objects.living().filter(household__in=ids).order_by("pk").values_list("pk", "household_id", "relation", "status")
    return hashlib.sha256(repr(list(rows)).encode()).hexdigest()[:16]


@transaction.atomic
def change_members(
    household: Household, change: MemberChange, told: Told, *, by: Position, on: date, seen: str = ""
) -> dict[int, Household]:
    """Do it; returns the households concerned by key. Raises StepRefused, StalePage, ParameterMissing."""
    if not by.has(Role.TOWN_CLERK):
        raise StepRefused(f"成员变动由{Role.TOWN_CLERK.label}办理，您的岗位是{by.title}。", "wrong_role")
    reason, document = check_words(told.reason, "变动的原因"), check_words(told.document, "凭什么材料", 3)
    if told.day > on:
        raise StepRefused("变动日期不能晚于今天。", "day_later")
    concerned = hold([household, *others(household, change, told, by)], by)
    if seen and seen != seen_of([concerned[household.pk]]):
        raise StalePage("打开这一页以后，这一户的成员又有变动。请看最新的成员再办。")
    living = Member.objects.living().filter(household=household).select_related("person").order_by("relation", "pk")
    work = Work(concerned[household.pk], told, by, on, {member.pk: member for member in living}, concerned)
    try:
        with transaction.atomic():
            CHANGES[change](work)
    except IntegrityError:
        raise StalePage("刚才有人登记了同一个人，请重新查一次。") from None
    for one in work.concerned.values():
        check_head(one)
        detail = {"change": change.label, "what": work.what, "day": f"{told.day:%Y年%-m月%-d日}", "reason": reason, "document": document}
        record(EventKind.MEMBERSHIP, household=one, by=by, on=on, detail=detail)
    ids = sorted(work.concerned)
    mark_changed(ids)
    refresh_facts(ids, county=Region.objects.get(code=household.county_code), on=on)
    return work.concerned


def others(household: Household, change: MemberChange, told: Told, by: Position) -> list[Household]:
    """Other households a change concerns, within the clerk's own reach. Raises StepRefused."""
    found: list[Household] = []
    if change in (MemberChange.MOVE_OUT, MemberChange.JOIN) and told.target_no.strip():
        target = Household.objects.visible_to(by).filter(household_no=told.target_no.strip()).first()
        if target is None:
            raise StepRefused(
                f"辖区内没有户编号是{redact(told.target_no.strip()[:30])}的户。迁到外镇的不填，由那里的镇里办迁入。", "target"
            )
        if target.pk == household.pk:
            raise StepRefused("填的就是这一户，请填迁去的那一户的户编号。", "target")
        found.append(target)
    if change is MemberChange.JOIN and not found:
        raise StepRefused("请填并入哪一户的户编号。", "target")
    if change is MemberChange.MOVE_IN:
        home = home_of(right_number(told))
        if home is not None and home.pk != household.pk:
            if not Household.objects.visible_to(by).filter(pk=home.pk).exists():
                raise StepRefused(f"此人登记在{says_where(home, by)}。先在那里办迁出，再来办迁入。", "lives_elsewhere")
            found.append(home)
    return found


def right_number(told: Told) -> str:
    """The number as it is kept. Raises StepRefused with the remedy."""
    try:
        return normalise(told.id_number)
    except BadIdNumber as error:
        raise StepRefused(str(error), "id_number") from None


def hold(households: list[Household], by: Position) -> dict[int, Household]:
    """The rows, locked in the order of their keys; none of them with a case or a relative of the clerk."""
    keys = sorted({household.pk for household in households})
    rows = {row.pk: row for row in Household.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=keys).order_by("pk")}
    check_no_open_case(keys)
    for row in rows.values():
        check_no_conflict(by, row)
    return rows


def check_head(household: Household) -> None:
    """A household with anybody in it has one head, and carries his name."""
    heads = list(Member.objects.living().filter(household=household, relation=HEAD).select_related("person"))
    if len(heads) > 1:
        raise StepRefused(f"{household}会有两个户主，请改“办完后与户主关系”。", "two_heads")
    if heads:
        if heads[0].person.name != household.head_name:
            household.head_name = heads[0].person.name
            household.save(update_fields=["head_name", "updated_at"])
    elif Member.objects.living().filter(household=household).exists():
        raise StepRefused(f"{household}会没有户主，请在“办完后与户主关系”里选一位户主。", "no_head")


def restate(work: Work, members: Iterable[Member]) -> list[Member]:
    """Relations as written, the old head's first: never two heads of one household."""
    changed = [member for member in members if work.relation(member) != member.relation]
    for member in changed:
        member.relation = work.relation(member)
    Member.objects.bulk_update(changed, ["relation"])
    return changed


def leave(work: Work, member: Member, status: str) -> None:
    """The membership's last day. Raises StepRefused for a day before he came."""
    if member.joined_on and work.told.day < member.joined_on:
        raise StepRefused(f"变动日期早于{member.person}加入这一户的日期{member.joined_on:%Y年%-m月%-d日}。", "day_before")
    end_memberships([(member.pk, work.told.day, status)])


def arrive(household: Household, person_id: int, relation: str, day: date) -> Member:
    """A membership from this day; where another register only listed him, that listing becomes it."""
    columns = {"relation": relation, "status": MemberStatus.PRESENT, "status_since": None, "joined_on": day, "is_claim": False}
    member, _ = Member.objects.update_or_create(household=household, person_id=person_id, left_on=None, defaults=columns)
    return member


def birth(work: Work) -> None:
    person = person_of(work.told.name, work.told.id_number)
    if home := home_of(right_number(work.told)):
        raise StepRefused(f"{person}已登记在{says_where(home, work.by)}。", "lives_elsewhere")
    if person.birth and person.birth > work.told.day:
        raise StepRefused(f"号码里的出生日期是{person.birth:%Y年%-m月%-d日}，变动日期不能更早。", "day_before")
    newcomer(work, person.pk)
    work.what = f"{person}出生，为{RELATIONS[work.told.relation]}"


def newcomer(work: Work, person_id: int) -> None:
    if work.told.relation not in RELATIONS:
        raise StepRefused("请选新成员与户主的关系。", "relation")
    arrive(work.household, person_id, work.told.relation, work.told.day)
    carry_evidence([person_id])


def move_in(work: Work) -> None:
    person = person_of(work.told.name, work.told.id_number)
    former = Member.objects.living().filter(person=person).select_related("household", "person").first()
    if former and former.household_id == work.household.pk:
        raise StepRefused(f"{person}已在这一户。", "lives_here")
    if former:
        leave(work, former, MemberStatus.MOVED_OUT)
    newcomer(work, person.pk)
    work.what = f"{person}迁入{work.household}，为{RELATIONS[work.told.relation]}" + (f"，从{former.household}迁来" if former else "")


def death(work: Work) -> None:
    for member in work.going:
        leave(work, member, MemberStatus.DEAD)
        # From now on no household list brings him back: a death on record outweighs what it still says.
        Death.objects.get_or_create(
            person=member.person,
            defaults={"household": work.household, "died_on": work.told.day, "received_on": work.on, "reported_by": "乡镇登记"},
        )
    restate(work, work.staying)
    work.what = f"{names(work.going)}死亡"


def move_out(work: Work) -> None:
    if work.told.way not in (MemberStatus.MOVED_OUT, MemberStatus.MARRIED_OUT):
        raise StepRefused("请选婚出还是迁出。", "way")
    target = next((one for pk, one in work.concerned.items() if pk != work.household.pk), None)
    going = work.going
    for member in going:
        relation = work.relation(member)
        leave(work, member, work.told.way)
        if target is not None:
            arrive(target, member.person_id, relation, work.told.day)
    restate(work, work.staying)
    carry_evidence(member.person_id for member in going)
    work.what = f"{names(going)}{MemberStatus(work.told.way).label}，{'到' + str(target) + '（户编号' + target.household_no + '）' if target else '到外镇'}"


def split(work: Work) -> None:
    """Some of the household form a new one, at home in a village of the clerk's region."""
    village = work.told.village or work.household.village
    if not village.code.startswith(work.by.region.code):
        raise StepRefused("新户所在的村不在您的辖区，请从列表里选。", "village")
    going = work.going
    if len(going) == len(work.members):
        raise StepRefused("全家都分出去就不是分户了。整户迁走的办“婚出、迁出”。", "everybody")
    heads = [member for member in going if work.relation(member) == HEAD]
    if len(heads) != 1:
        raise StepRefused("请给分出去的人里选一位、只选一位户主。", "new_head")
    old = work.household
    new = Household.objects.create(
        household_no=next_household_no(village), head_name=heads[0].person.name, village=village, county_code=village.code[:6],
        town_code=village.code[:9], village_code=village.code, area_type=old.area_type, household_kind=old.household_kind,
        is_relocated=old.is_relocated, settlement=old.settlement, address=work.told.address.strip() or old.address, helper=old.helper,
        registered_on=work.told.day,
    )  # fmt: skip
    Standing.objects.create(household=new)
    work.concerned[new.pk] = new
    for member in going:
        relation = work.relation(member)
        leave(work, member, MemberStatus.MOVED_OUT)
        arrive(new, member.person_id, relation, work.told.day)
    restate(work, work.staying)
    carry_evidence(member.person_id for member in going)
    work.what = f"{names(going)}从{old}分出，新户编号{new.household_no}"


def join(work: Work) -> None:
    """Everybody moves into the other household; this one stays in the books, empty."""
    if work.household.category or work.household.has_monitoring_tag:
        raise StepRefused(f"{work.household}还有类别或监测标识，并户前先办退出或风险消除。", "still_supported")
    [target] = [one for pk, one in work.concerned.items() if pk != work.household.pk]
    if not work.members:
        raise StepRefused("这一户没有成员，不用并户。", "empty")
    for member in work.members.values():
        relation = work.relation(member)
        leave(work, member, MemberStatus.MOVED_OUT)
        arrive(target, member.person_id, relation, work.told.day)
    carry_evidence(member.person_id for member in work.members.values())
    work.what = f"{work.household}（户编号{work.household.household_no}）{len(work.members)}人并入{target}（户编号{target.household_no}）"


def new_head(work: Work) -> None:
    changed = restate(work, work.members.values())
    head = next((member for member in changed if member.relation == HEAD), None)
    if head is None:
        raise StepRefused("请在“办完后与户主关系”里把新户主选为户主，其余人照新户主改。", "no_head")
    work.what = f"户主改为{head.person}"


def names(members: Iterable[Member]) -> str:
    return "、".join(member.person.name for member in members)


CHANGES: dict[MemberChange, Callable[[Work], None]] = {
    MemberChange.BIRTH: birth, MemberChange.MOVE_IN: move_in, MemberChange.DEATH: death, MemberChange.MOVE_OUT: move_out,
    MemberChange.SPLIT: split, MemberChange.JOIN: join, MemberChange.HEAD: new_head,
}  # fmt: skip
