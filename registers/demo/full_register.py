"""The full register of people of the main town's outer villages, a summer later: a birth, a marriage, a change of head, and three people it leaves out."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef

from accounts.roles import Role
from households.choices import IdType, MemberStatus, Sex
from households.models import Household, Member, MemberQuestion
from households.national_id import check_digit
from households.questions import still_here
from households.relations import CHILDREN, HEAD, RELATIONS, SPOUSE
from identification.models import Application
from monitoring.models import Alert
from registers import batches, deciding
from registers.demo.clock import living_on
from registers.demo.walk import MAIN_VILLAGE, Cast
from registers.models import BatchState
from registers.sheets import SHEETS
from registers.synthetic.wording import Line
from registers.synthetic.workbooks import write_sheet

LEFT_OUT = 3


def outer_villages() -> list[str]:
    """The villages of the main town beside the main one, whose pages other stories tell."""
    rows = Household.objects.filter(town_code=MAIN_VILLAGE[:9]).exclude(village_code=MAIN_VILLAGE)
    return sorted(set(rows.values_list("village_code", flat=True)))


def quiet_members(villages: list[str]) -> list[Member]:
    """Who lives there in households nobody is working on: no category, no tag, no case, no alert."""
    busy = Household.objects.filter(
        Exists(Application.objects.open().filter(household=OuterRef("pk"))) | Exists(Alert.objects.filter(household=OuterRef("pk")))
    )
    quiet = Household.objects.filter(village_code__in=villages, category="", has_monitoring_tag=False).exclude(pk__in=busy)
    homes = set(quiet.values_list("pk", flat=True))
    return [member for member in people_of(villages) if member.household_id in homes]


def people_of(villages: list[str]) -> list[Member]:
    rows = Member.objects.living().filter(household__village_code__in=villages).select_related("person", "household")
    return sorted(rows, key=lambda one: (one.household.household_no, one.relation != HEAD, one.relation, one.pk))


def line(member: Member, **changes: Any) -> Line:
    """A member as a village writes him down."""
    person = member.person
    return {
        "household_no": member.household.household_no, "name": person.name, "id_type": IdType(person.id_type).label, "id_number": str(person.id_number.reveal()),  # type: ignore[union-attr]
        "relation": RELATIONS[member.relation], "status": MemberStatus(member.status).label,
        "status_since": f"{member.status_since:%Y-%m-%d}" if member.status_since else None, **changes,
    }  # fmt: skip


def lines(villages: list[str], on: date) -> list[Line]:
    """The register as it stands, with what a year brought to the quiet households; each change in a household of its own."""
    rows: dict[int, Line] = {member.pk: line(member) for member in people_of(villages)}
    homes: dict[int, list[Member]] = {}
    for member in quiet_members(villages):
        homes.setdefault(member.household_id, []).append(member)
    waiting = [people for people in homes.values() if len(people) > 1 and people[0].relation == HEAD]
    extra: list[Line] = []
    for change in (married, *[left_out] * LEFT_OUT, new_head, born):
        for place, people in enumerate(waiting):
            if change(people, waiting[place - 1], rows, extra, on):
                waiting = [one for one in waiting if one is not people and not (change is married and one is waiting[place - 1])]
                break
    return [*rows.values(), *extra]


def born(people: list[Member], other: list[Member], rows: dict[int, Line], extra: list[Line], on: date) -> bool:
    head = people[0]
    first = f"{head.household.village_code[:6]}20260318{700 + head.pk % 250:03d}"
    relation = "孙子" if head.person.birth and head.person.birth.year <= on.year - 45 else "子"
    baby = {"name": f"{head.person.name[0]}念安", "id_type": IdType.ID_CARD.label, "id_number": first + check_digit(first)}
    extra.append(line(head, **baby, relation=relation, status="正常", status_since=None))
    return True


def married(people: list[Member], other: list[Member], rows: dict[int, Line], extra: list[Line], on: date) -> bool:
    child = next((one for one in people if one.relation in CHILDREN and one.person.birth and one.person.birth.year < on.year - 20), None)
    if child is None or other is people:
        return False
    relation = "儿媳" if child.person.sex == Sex.FEMALE else "女婿"
    rows[child.pk] |= {"household_no": other[0].household.household_no, "relation": relation, "status": "正常", "status_since": None}
    return True


def new_head(people: list[Member], other: list[Member], rows: dict[int, Line], extra: list[Line], on: date) -> bool:
    spouse = next((one for one in people if one.relation == SPOUSE), None)
    if spouse is None:
        return False
    rows[spouse.pk]["relation"], rows[people[0].pk]["relation"] = "户主", "配偶"
    return True


def left_out(people: list[Member], other: list[Member], rows: dict[int, Line], extra: list[Line], on: date) -> bool:
    grown = next((one for one in people if one.relation in CHILDREN and one.person.birth and one.person.birth.year < on.year - 18), None)
    return bool(rows.pop((grown or people[-1]).pk))


def bring(cast: Cast, on: date) -> str:
    """Uploaded, looked at, said to be full, confirmed; one of those left out is found at home. Returns what was found, in words."""
    villages = outer_villages()
    path = Path(settings.VAR_DIR) / "demo-county" / "members-full.xlsx"
    with living_on(on):
        write_sheet(path, SHEETS["members"], lines(villages, on))
        by = cast.county_holding(Role.REGISTER_ADMIN)
        batch = batches.submit("members", path.read_bytes(), path.name, on=on, by=by, is_dry_run=True, queued=False)
        batch = batches.run(batch.pk)
        deciding.declare(batch, villages, by=str(by), queued=False)
        batch = batches.run(batch.pk)
        deciding.confirm(batch, by=str(by), queued=False)
        batch = batches.run(batch.pk)
        assert batch.state == BatchState.DONE, batch.refusal or batch.notes
        question = MemberQuestion.objects.open().filter(batch_id=batch.pk).first()
        if question:
            clerk = cast.holding(Role.TOWN_CLERK, MAIN_VILLAGE[:9])[0]
            still_here(question, evidence="6月12日入户，见到本人，在镇上做工，夜里回家。", document="户口簿、走访照片", by=clerk, on=on)
    return f"变动{sum(batch.movements.values())}处，待核实{batch.movements.get('absent', 0)}人"
