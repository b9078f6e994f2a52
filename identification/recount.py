"""Open deadlines of applications, counted again with a new year of work days."""

from casework.recount import StepLimits, recount_deadlines
from casework.working_days import DueDate
from identification.models import Application
from identification.steps import total_due
from identification.workflow import APPLICATION


def recount_case_deadlines() -> int:
    """The total clock once accepted, the step's own limit before (as `steps.take` sets it)."""
    of_step = StepLimits(APPLICATION)

    def due_of(application: Application) -> DueDate | None:
        return total_due(application, application.accepted_on) if application.accepted_on is not None else of_step(application)

    return recount_deadlines(Application, due_of, lambda application: f"办件{application.application_no}")
