"""One noun family per file; import from here."""

from registers.models.aside import AsideRow, AsideState
from registers.models.batch import (
    COUNTED_STATES,
    OPEN_STATES,
    Batch,
    BatchQuerySet,
    BatchState,
    ProblemKind,
    RejectedRow,
    RowProblem,
)
from registers.models.freshness import TownReceipt
from registers.models.intake import Delivery, SystemKey
from registers.models.memory import HeadingMemory
from registers.models.movement import Movement, MovementKind
from registers.models.quality import NumberFault, NumberVerdict, QualityCount, QualityFinding, QualityRun
from registers.models.submission import Submission
from registers.models.trail import BatchRow, Change, ChangeKind, Choice, Conflict, Verdict

__all__ = [
    "COUNTED_STATES",
    "OPEN_STATES",
    "AsideRow",
    "AsideState",
    "Batch",
    "BatchQuerySet",
    "BatchRow",
    "BatchState",
    "Change",
    "ChangeKind",
    "Choice",
    "Conflict",
    "Delivery",
    "HeadingMemory",
    "Movement",
    "MovementKind",
    "NumberFault",
    "NumberVerdict",
    "ProblemKind",
    "QualityCount",
    "QualityFinding",
    "QualityRun",
    "RejectedRow",
    "RowProblem",
    "Submission",
    "SystemKey",
    "TownReceipt",
    "Verdict",
]
