"""Where each register's rows land: one function per sheet, given the job, writing set-wise in the caller's transaction."""

from collections.abc import Callable

from registers.landing import claims, evidence, leavings, organisation, people, records
from registers.landing.job import Job, Outcome

LANDINGS: dict[str, Callable[[Job], Outcome]] = {
    "regions": organisation.regions,
    "offices": organisation.offices,
    "users": organisation.users,
    "households": people.households,
    "members": people.members,
    "incomes": evidence.incomes,
    "spending": evidence.spending,
    "assets": evidence.assets,
    "medical": evidence.medical,
    "disability": records.disability,
    "housing": records.housing,
    "water": records.water,
    "students": records.students,
    "insurance": records.insurance,
    "vehicles": records.vehicles,
    "deaths": records.deaths,
    "dibao": claims.dibao,
    "tekun": claims.tekun,
    "dibao_margin": claims.dibao_margin,
    "rigid_expenditure": claims.rigid_expenditure,
    "monitored": claims.monitored,
    "refused_applications": leavings.refused_applications,
    "exits": leavings.exits,
}

__all__ = ["LANDINGS", "Job", "Outcome"]
