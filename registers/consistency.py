"""The self-check: states that contradict facts, broken chains, counts that disagree. One query each, a number that must be zero."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from casework.choices import EventKind
from casework.models import Event, WorkDay
from households.models import Household, HouseholdFacts, Income, Medical, Member, MemberFacts, Person, Spending
from identification.models import Determination, DeterminationLine
from monitoring.choices import AlertState
from monitoring.models import Alert, ScreeningRun, Verification
from monitoring.workflow import ALERT
from policies.categories import SupportCategory
from registers.case_checks import CASE_CHECKS
from registers.checks import Check
from registers.models import Batch, BatchState
from registers.push_checks import PUSH_CHECKS
from registers.question_checks import QUESTION_CHECKS


def living() -> QuerySet[Member]:
    return Member.objects.living().filter(person_id=OuterRef("person_id"))


CHECKS = (
    Check("codes", "户的县镇村代码与所在村不一致", lambda: Household.objects.exclude(village__code=F("village_code"))),
    Check("standing", "户没有时间标记", lambda: Household.objects.filter(standing__isnull=True)),
    Check("category", "户有类别或标识，却没有现行认定", lambda: Household.objects.supported().exclude(Exists(Determination.objects.filter(household=OuterRef("pk"), is_current=True)))),
    Check("determination", "户的类别、标识与现行认定不一致", lambda: Determination.objects.filter(is_current=True).exclude(category=F("household__category"), has_monitoring_tag=F("household__has_monitoring_tag"), monitoring_kind=F("household__monitoring_kind"))),
    Check("tagged", "有监测标识却没有类别（标识表第5行）", lambda: Household.objects.filter(has_monitoring_tag=True, category="")),
    Check("lines", "认定明细的成员不在这一户", lambda: DeterminationLine.objects.exclude(member__household=F("determination__household"))),
    Check("member_category", "成员有类别而户没有", lambda: Member.objects.living().exclude(category="").filter(household__category="").exclude(category=SupportCategory.TEKUN)),
    Check("claims", "只列在另一台账、却没有实际居住户的人", lambda: Member.objects.filter(is_claim=True, left_on__isnull=True).exclude(Exists(living()))),
    Check("income_home", "收入记在别的户（成员实际居住在另一户）", lambda: elsewhere(Income)),
    Check("spending_home", "支出记在别的户（成员实际居住在另一户）", lambda: elsewhere(Spending)),
    Check("medical_home", "医疗结算记在别的户（成员实际居住在另一户）", lambda: elsewhere(Medical)),
    Check("medical_sum", "自付不等于总额减去各方支付", lambda: Medical.objects.exclude(self_pay=F("total") - F("basic_paid") - F("serious_paid") - F("aid_paid") - F("other_paid"))),
    Check("merged_home", "已并入别人的记录还在某户生活", lambda: Member.objects.living().filter(person__merged_into__isnull=False)),
    Check("merged_chain", "并入的人又已并入别人", lambda: Person.objects.filter(merged_into__merged_into__isnull=False)),
    Check("index", "有证件号码却没有检索索引", lambda: Person.objects.filter(id_number__isnull=False, id_index__isnull=True)),
    Check("facts_copy", "户的事实与户表的类别、标识不一致（应在同一事务更新）", lambda: HouseholdFacts.objects.exclude(category=F("household__category"), has_monitoring_tag=F("household__has_monitoring_tag"))),
    Check("facts_members", "计入人口与成员事实的人数不一致", lambda: HouseholdFacts.objects.annotate(n=Count("members", filter=Q(members__is_counted=True))).exclude(n=F("counted_members"))),
    Check("facts_left", "已离开的成员还有事实", lambda: MemberFacts.objects.filter(member__left_on__isnull=False, member__left_on__lte=F("facts__known_on"))),
    Check("alert_state", "线索状态不在流程表里", lambda: Alert.objects.exclude(state__in=ALERT.states)),
    Check("alert_event", "线索没有“发现”事件", lambda: Alert.objects.exclude(Exists(Event.objects.filter(subject_type="alert", subject_id=OuterRef("pk"))))),
    Check("alert_due", "在办线索没有期限", lambda: Alert.objects.open().filter(due_on__isnull=True)),
    Check("alert_decided", "待镇审定的线索没有核实记录", lambda: Alert.objects.filter(state=AlertState.TOWN_DECIDED).exclude(Exists(Verification.objects.filter(alert=OuterRef("pk"))))),
    Check("visited", "有核实记录，户的最近走访日期却更早", lambda: Verification.objects.filter(Q(household__standing__last_visited_on__isnull=True) | Q(visited_on__gt=F("household__standing__last_visited_on")))),
    Check("event_home", "事件指向不存在的户", lambda: Event.objects.exclude(Exists(Household.objects.filter(pk=OuterRef("household_id")))).exclude(Exists(Event.objects.filter(household_id=OuterRef("household_id"), kind=EventKind.IMPORT_WITHDRAWN)))),
    Check("run_counts", "筛查的新开数与它开出的线索数不一致", lambda: ScreeningRun.objects.filter(state="done").annotate(n=Count("alerts_opened")).exclude(n=F("opened"))),
    Check("batch_counts", "批次拒收数与拒收行数不一致", lambda: Batch.objects.filter(state=BatchState.DONE).annotate(n=Count("rejects")).exclude(n=F("rejected_rows"))),
    Check("workdays", "工作日表某一年不足365天", lambda: WorkDay.objects.values("day__year").annotate(n=Count("pk")).filter(n__lt=365)),
    *QUESTION_CHECKS,
    *CASE_CHECKS,
    *PUSH_CHECKS,
)  # fmt: skip


def elsewhere(model: type[Income] | type[Spending] | type[Medical]) -> QuerySet:
    """Rows of a person attached to another household than the one he lives in: the facts count money where people live (rulings B5)."""
    return (
        model.objects.filter(person__isnull=False)
        .filter(Exists(living()))
        .exclude(Exists(living().filter(household_id=OuterRef("household_id"))))
    )


def contradictions() -> Iterator[tuple[Check, int]]:
    """Every check with the number of rows that contradict it."""
    for check in CHECKS:
        yield check, check.rows().count()
