"""整册 of 家庭: what it means that a file which lists every household of its villages names another head, or leaves a household out.

The head is who the register of members names (registers.sheets.households). A full register that names another one of the household's own members says
who heads it from now on, and nothing of the others; a household it leaves out keeps everything, and whoever lives there is asked about.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import groupby

from django.db import connection

from households.choices import GONE_STATUSES
from households.memberships import Relating, relate
from households.models import Household, Member, Person
from households.questions import ask
from households.relations import HEAD, turned
from identification.models import Application
from registers.landing.job import Job
from registers.references import Known, known_people

LIVES = "m.left_on IS NULL AND NOT m.is_claim AND m.status <> ALL(%(gone)s)"
# Everybody in the households whose head, as the members stand, is not the one the file names.
OTHERWISE = f"""
SELECT s.n, s.household_id, m.id, m.person_id, p.name, p.sex, m.relation
FROM unnest(%(rows)s::int[], %(homes)s::bigint[], %(names)s::text[], %(people)s::bigint[]) AS s(n, household_id, name, person_id)
JOIN {Household._meta.db_table} h ON h.id = s.household_id AND h.village_code = ANY(%(covers)s)
JOIN {Member._meta.db_table} m ON m.household_id = s.household_id AND {LIVES} JOIN {Person._meta.db_table} p ON p.id = m.person_id
WHERE NOT EXISTS (
    SELECT FROM {Member._meta.db_table} m JOIN {Person._meta.db_table} q ON q.id = m.person_id
    WHERE m.household_id = s.household_id AND {LIVES} AND m.relation = '{HEAD}' AND (m.person_id = s.person_id OR s.person_id IS NULL AND q.name = s.name)
) ORDER BY s.n, m.id
"""
# Whoever lives in these villages in a household that is not listed, and where its head is listed now.
ABSENT = f"""
SELECT m.id, m.person_id, h.household_no, h.head_name FROM {Member._meta.db_table} m JOIN {Household._meta.db_table} h ON h.id = m.household_id
WHERE h.village_code = ANY(%(covers)s) AND {LIVES} 
    AND NOT EXISTS (SELECT FROM unnest(%(listed)s::text[]) AS l(number) WHERE l.number = h.household_no) ORDER BY m.id
"""


@dataclass(frozen=True)
class _Living:
    """Somebody in a household whose head the file names otherwise; `index` of the row that does."""

    index: int
    household_id: int
    member_id: int
    person_id: int
    name: str
    sex: str
    relation: str


class FullHouseholds:
    """The reading of a file that somebody said to be the full register of the villages `job.covers`, after its rows have landed."""

    def __init__(self, job: Job, ids: Mapping[str, int]) -> None:
        self.job, self.ids = job, ids
        self.known = known_people({number for number in job.rows.column("head_id_number") if number})

    def change_heads(self) -> set[int]:
        """Who heads each household as the file says, the former one turned; what cannot be done stands on the row. Returns the households changed."""
        found = [list(people) for _, people in groupby(self._headed_otherwise(), key=lambda one: one.index)]
        held = _held({people[0].household_id for people in found})
        relations: list[Relating] = []
        changed = set()
        for people in found:
            if reason := self._stopped(people, held):
                self.job.rows.warn(people[0].index, "head_name", reason)
                continue
            [head] = self._named(people)
            former = [one for one in people if one.relation == HEAD]
            relations.append((head.member_id, HEAD))
            relations += [(one.member_id, turned(head.relation, one.sex)) for one in former]
            changed.add(head.household_id)
            if former and (others := len(people) - len(former) - 1):
                self.job.rows.warn(
                    head.index,
                    "head_name",
                    f"户主改为{head.name}。其余{others}人的与户主关系没有改，请导入“家庭成员”整册，或由镇里办变更户主时一并改。",
                )
        relate(relations)
        return changed

    def _headed_otherwise(self) -> list[_Living]:
        said = []
        for index, number, name, id_number in self.job.rows.live("household_no", "head_name", "head_id_number"):
            known = self.known.get(id_number) if id_number else None
            said.append((index, self.ids[number], name, known.person_id if known else None))
        columns = dict(zip(("rows", "homes", "names", "people"), map(list, zip(*said, strict=True)), strict=True)) if said else {}
        if not columns:
            return []
        with connection.cursor() as cursor:
            cursor.execute(OTHERWISE, {**columns, "covers": list(self.job.covers), "gone": list(GONE_STATUSES)})
            return [_Living(*row) for row in cursor.fetchall()]

    def _named(self, people: Collection[_Living]) -> list[_Living]:
        """Who of the household the row means: by the number, where it is somebody's, else by the name."""
        index = next(iter(people)).index
        known: Known | None = self.known.get(self.job.rows.column("head_id_number")[index])
        name = self.job.rows.column("head_name")[index]
        return [one for one in people if (one.person_id == known.person_id if known else one.name == name)]

    def _stopped(self, people: Collection[_Living], held: Collection[int]) -> str:
        """Why the head stays who he is; "" where he changes."""
        named = self._named(people)
        if not named:
            return "表里的户主不在这一户的成员里，成员里的户主没有改。请核对；确实换了户主的，导入“家庭成员”或由镇里办成员变动。"
        if len(named) > 1:
            return f"这一户有{len(named)}位成员叫这个名字，认不准是哪一位，户主没有改。请填户主身份证号。"
        if named[0].household_id in held:
            return "这一户有在办申请，户主没有改。办结后由镇里办变更户主，或再导一次。"
        return ""

    def ask_about_the_absent(self) -> None:
        """A question for everybody who lives in a household the file does not list; a refused row still lists what it names."""
        job, rows = self.job, self.job.rows
        listed = [number for number in rows.column("household_no") if number]
        unread = [index for index in rows.dead if not rows.column("household_no")[index]]
        names = {rows.column("head_name")[index] for index in unread}
        homes = {known.household_id for index in unread if (known := self.known.get(rows.column("head_id_number")[index]))}
        elsewhere = {
            known.person_id: f"{name}户（户编号{number}）"
            for index, number, name, id_number in rows.live("household_no", "head_name", "head_id_number")
            if id_number and (known := self.known.get(id_number))
        }
        with connection.cursor() as cursor:
            cursor.execute(ABSENT, {"covers": list(job.covers), "listed": listed, "gone": list(GONE_STATUSES)})
            found = cursor.fetchall()
        spared = set(Household.objects.filter(pk__in=homes).values_list("household_no", flat=True))
        ask(
            {
                member_id: f"家庭整册没有列这一户，此人是{home}的户主" if (home := elsewhere.get(person_id)) else "家庭整册没有列这一户"
                for member_id, person_id, number, head in found
                if number not in spared and head not in names
            },
            batch_id=job.batch_id,
            on=job.on,
            whole_home=True,
        )


def _held(homes: Collection[int]) -> set[int]:
    """Households with an open application: as at the window, nobody changes there."""
    return set(Application.objects.open().filter(household__in=homes).values_list("household_id", flat=True)) if homes else set()
