"""患病与慢病. An illness newly told to be one of the 30 counts as newly received: R11 asks for new ones."""

from __future__ import annotations

from accounts.encryption import blind_index
from households.models import Illness
from registers.landing.dated import by_person, check_not_ahead
from registers.landing.job import Job, Outcome
from registers.merging import Plan

COLUMNS = (
    "household_id", "disease", "health", "is_serious", "is_chronic_clinic", "diagnosed_on", "hospital", "has_family_doctor", "treatment",
)  # fmt: skip


def illness(job: Job) -> Outcome:
    """The name of a disease is sealed; its HMAC tells the illnesses of one person apart."""
    check_not_ahead(job, "diagnosed_on")
    plan = Plan(
        Illness,
        ("person_id", "disease_index"),
        COLUMNS,
        once=("received_on",),
        follow=("batch_id",),
        reset={"received_on": ("is_serious",)},
    )
    names = job.rows.column("disease")
    return by_person(job, plan, {"disease_index": [blind_index("disease", name) if name else None for name in names]})
