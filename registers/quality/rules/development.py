"""DQ-13 帮扶措施: the state of a measure against its day, relief alone for a household that can work (一兜了之), nothing developing after months.

That a household wholly without labour is not marked 兜底户 (5_11_033) is not asked: the mark is computed here, no register carries it.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value

from assistance.choices import DEVELOPMENT_KINDS
from households.models import PastMeasure
from households.record_choices import MeasureKind, MeasureStatus
from policies.clauses import NATIONAL_CHECKS, Clause
from registers.quality.base import Asked, Check, MonthsAfter, QualityRule, Unit
from registers.quality.labour import HAS_LABOUR, LABOUR_OPEN, LABOUR_WORDS, VALUES
from registers.quality.measures import DAY_WORDS, MEASURES_WORDS, carried_out, received, without_day
from registers.quality.populations import TAGGED, TAGGED_WORDS
from registers.quality.shown import Compared, Fault, Subject, day, number, yes_no

MONTHS = "development_measure_months"
OTHER_KINDS = tuple(kind for kind in MeasureKind if kind is not MeasureKind.COMPREHENSIVE)
ONLY_RELIEF = Q(is_relieved=True, has_other=False)
# Long enough identified, or nobody says since when.
NOT_DEVELOPED = Q(is_developed=False) & (Q(develop_until__lt=F("day")) | Q(identified_on__isnull=True))


def rows(asked: Asked) -> QuerySet[Any]:
    identified = F("standing__identified_on")
    waiting = PastMeasure.objects.filter(household=OuterRef("pk"), status=MeasureStatus.NOT_YET, started_on__lte=asked.on)
    return asked.households.filter(TAGGED).annotate(
        identified_on=identified,
        develop_until=MonthsAfter(identified, Value(int(asked.number(MONTHS)))),
        day=Value(asked.on),
        has_begun_unmarked=Exists(waiting),
        is_relieved=carried_out(asked.on, kinds=[MeasureKind.COMPREHENSIVE]),
        has_other=carried_out(asked.on, kinds=OTHER_KINDS),
        is_developed=carried_out(asked.on, kinds=DEVELOPMENT_KINDS, since=OuterRef("standing__identified_on")),
        has_undated=without_day(kinds=DEVELOPMENT_KINDS),
        is_received=received(asked),
        **VALUES,
    )


RULE = QualityRule(
    "DQ-13",
    "帮扶措施",
    Unit.HOUSEHOLD,
    TAGGED_WORDS,
    Clause(NATIONAL_CHECKS, "5_11_030、5_11_032、5_12_007"),
    (
        Check(
            "DQ-13-1",
            "措施已到开始日期，状态还是“尚未实施”",
            "问责任部门：已经实施的，从“已有帮扶措施”台账把状态改为已实施；没有实施的，改开始日期。",
            hit=Q(has_begun_unmarked=True),
            number="5_11_030",
        ),
        Check(
            "DQ-13-2",
            "有劳动能力的户，只有综合保障（低保）",
            "给有劳动能力的人落实产业、就业等开发式帮扶；劳动能力登记错的，更正。",
            hit=ONLY_RELIEF & HAS_LABOUR,
            unknown=ONLY_RELIEF & LABOUR_OPEN,
            number="5_11_032",
            missing=LABOUR_WORDS,
            fault=Fault.ONLY_RELIEF,
        ),
        Check(
            "DQ-13-3",
            "有劳动能力的户，识别满期限仍没有开发式帮扶",
            "落实产业、就业、金融或公益岗位帮扶，并登记落实日期。",
            hit=NOT_DEVELOPED & HAS_LABOUR & Q(identified_on__isnull=False, has_undated=False, is_received=True),
            unknown=NOT_DEVELOPED & (HAS_LABOUR | LABOUR_OPEN),
            number="5_12_007",
            missing=f"识别监测时间、{LABOUR_WORDS}、{MEASURES_WORDS}或{DAY_WORDS}",
        ),
    ),
    rows,
    (MONTHS,),
    mend="households:records",
    compared=(
        Compared("识别监测", "identified_on", day),
        Compared("应有开发式帮扶的期限", "develop_until", day),
        Compared("有劳动能力", "able", number("人")),
        Compared("综合保障", "is_relieved", yes_no),
        Compared("其他措施", "has_other", yes_no),
        Compared("识别后的开发式帮扶", "is_developed", yes_no),
    ),
    subject=Subject.WORK,
)
