"""DQ-08 消除的风险: cleared of a risk without any of the measures that answer it. Risks of a cleared household are those the monitored register lists."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from households.choices import ClearanceMode, Register, Risk
from households.models import RegisterClaim
from households.record_choices import MeasureKind
from policies.clauses import NATIONAL_CHECKS, Clause
from registers.quality.base import Asked, Check, QualityRule, Unit
from registers.quality.measures import MEASURES_WORDS, carried_out, received
from registers.quality.populations import HELPED_WORDS, MAY_BE_HELPED
from registers.quality.shown import Compared, Subject, day, labels, yes_no

HELPED = Q(mode=ClearanceMode.HELPED)
# Risk → the measures of which one must have been carried out, the words for them, the national number.
ANSWERS = {
    Risk.SCHOOL: (
        (MeasureKind.EDUCATION, MeasureKind.COMPULSORY_EDUCATION, MeasureKind.SOCIAL),
        "教育帮扶、义务教育保障或社会帮扶",
        "3_11_004",
    ),
    Risk.DISABILITY: ((MeasureKind.COMPREHENSIVE, MeasureKind.SOCIAL), "综合保障或社会帮扶", ""),
    Risk.HOUSING: ((MeasureKind.HOUSING, MeasureKind.RELOCATION), "住房安全保障或搬迁", ""),
    Risk.WATER: ((MeasureKind.WATER,), "饮水安全保障", "5_18_006"),
}


def rows(asked: Asked) -> QuerySet[Any]:
    listed = RegisterClaim.objects.filter(household=OuterRef("pk"), register=Register.MONITORED)
    found = asked.households.filter(MAY_BE_HELPED).annotate(
        mode=F("standing__clearance_mode"),
        cleared_on=F("standing__cleared_on"),
        is_received=received(asked),
        has_no_risk=Q(risks=[]) & ~Q(Exists(listed.exclude(risks=[]))),
    )
    for risk, (kinds, _, _) in ANSWERS.items():
        held = Q(risks__contains=[str(risk)]) | Q(Exists(listed.filter(risks__contains=[str(risk)])))
        found = found.annotate(**{f"held_{risk}": held, f"answered_{risk}": carried_out(asked.on, kinds=kinds)})
    return found


def check(place: int, risk: Risk) -> Check:
    _, words, number = ANSWERS[risk]
    held, answered = Q(**{f"held_{risk}": True}), Q(**{f"answered_{risk}": True})
    return Check(
        f"DQ-08-{place}",
        f"消除的风险是{risk.label}，没有{words}",
        "落实过的，从“已有帮扶措施”台账补报；没有落实的，说明风险怎样消除，说明不了的办理回退。",
        hit=HELPED & held & ~answered & Q(is_received=True),
        unknown=(held | Q(has_no_risk=True)) & ~answered,
        number=number,
        missing=f"风险类型、风险消除方式或{MEASURES_WORDS}",
    )


RULE = QualityRule(
    "DQ-08",
    "消除的风险与措施",
    Unit.HOUSEHOLD,
    HELPED_WORDS,
    Clause(NATIONAL_CHECKS, "3_11_004、5_18_006"),
    tuple(check(place, risk) for place, risk in enumerate(ANSWERS, start=1)),
    rows,
    mend="households:records",
    compared=(
        Compared("风险消除", "cleared_on", day),
        Compared("消除方式", "mode", labels(ClearanceMode)),
        *(Compared(f"{risk.label}的措施", f"answered_{risk}", yes_no) for risk in ANSWERS),
    ),
    subject=Subject.WORK,
)
