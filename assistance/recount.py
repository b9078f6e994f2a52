"""Open deadlines of pushes, counted again with a new year of work days. Only the signature counts working days."""

from assistance.models import Referral
from assistance.workflow import REFERRAL
from casework.recount import StepLimits, recount_deadlines


def recount_push_deadlines() -> int:
    return recount_deadlines(Referral, StepLimits(REFERRAL), lambda referral: f"推送{referral.referral_no}")
