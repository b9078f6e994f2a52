"""For whom a required indicator is required: the few that are not asked of everybody (domain §7.1, R*)."""

from __future__ import annotations

from datetime import date

from casework.working_days import age_on
from households.choices import Health, MemberStatus, SchoolStatus
from identification.one_form.fields import FieldSpec, Need
from policies.models import Numbers

AWAY = (
    MemberStatus.DEAD, MemberStatus.MOVED_OUT, MemberStatus.MARRIED_OUT, MemberStatus.IN_PRISON, MemberStatus.IN_REHAB, MemberStatus.MISSING,
    MemberStatus.ENLISTED,
)  # fmt: skip


class Ages:
    """The ages that decide, read once (adult, working and elderly age are parameters)."""

    def __init__(self, numbers: Numbers, code: str, on: date) -> None:
        self.on = on
        self.adult = int(numbers.number("adult_age", code))
        self.working = int(numbers.number("working_age_from", code))
        self.elderly = int(numbers.number("elderly_age", code))

    def of(self, birth: date | None) -> int | None:
        return age_on(birth, self.on) if birth else None


def asks_member(
    spec: FieldSpec, ages: Ages, *, birth: date | None, status: str, health: str, school: str, is_disabled: bool
) -> bool:  # fmt: skip
    """Whether this indicator must be answered for this member."""
    if spec.need is Need.NEVER or status in AWAY:
        return False
    if spec.need is Need.ALWAYS:
        return True
    age = ages.of(birth)
    match spec.name:
        case "marital":
            return age is None or age >= ages.adult
        case "job_status":
            return (age is None or age >= ages.working) and school in ("", SchoolStatus.NOT)
        case "care_level":
            return is_disabled or health == Health.SERIOUS or (age is not None and age >= ages.elderly)
        case _:
            raise ValueError(spec.name)


def needs_obligors(ages: Ages, *, birth: date | None, is_disabled: bool, status: str) -> bool:
    """Obligors are asked for the old, the disabled and minors: who may turn out 特困 (domain §2.2)."""
    if status in AWAY:
        return False
    age = ages.of(birth)
    return is_disabled or (age is not None and (age >= ages.elderly or age < ages.adult))
