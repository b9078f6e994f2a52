"""Conditions about one counted member."""

from __future__ import annotations

from django.db.models import Q

from assistance.conditions.base import Condition, Scope, decided, number, one_of
from households.choices import ABLE_LABOUR, Attendance, HouseholdKind, JobStatus, Labour, MemberStatus, SchoolStatus, Sex
from policies.categories import SupportCategory
from policies.clauses import (
    CIVIL_CODE,
    DIBAO_RULES,
    GUIZHOU_ACTION,
    LASTING_GUIDE,
    LOAN_NOTICES,
    PRODUCT_PRACTICE,
    RIGID_RULES,
    STUDENT_AID,
    TEKUN_RULES,
    WORK_SUBSIDIES,
    YINTAI_PLAN,
    Clause,
)

MEMBER = Scope.MEMBER
TEKUN = str(SupportCategory.TEKUN)
POOREST = [TEKUN, str(SupportCategory.DIBAO)]
BIRTH, LABOUR = "出生日期没有登记，村里入户时补", "劳动能力没有登记，村里入户时补"
JOB, HEALTH = "就业状况没有登记，村里入户时补", "健康状况没有登记，村里入户时补"
SCHOOLING = "学籍和在校状况都没有登记，由教体局提供"
ENROLLED = [str(Attendance.ENROLLED), str(Attendance.HOME_TAUGHT)]
STAGE, ATTENDANCE = "person__enrolment_records__stage", "person__enrolment_records__attendance"
PENSION_AGE = Q(age__gte=number("working_age_from"), age__lte=number("working_age_to"))
ILL = Q(has_serious_illness=True)
# Ages at which a blank school status is worth asking about; not a number of any law.
PRESCHOOL, SENIOR, VOCATIONAL, STUDENT = (3, 6), (15, 19), (15, 21), (17, 25)


def at_stage(*stages: SchoolStatus, asked: Q) -> Q:
    """The school register's word first, then the household's own; neither: unknown for those of the ages `asked` about."""
    wanted = [str(stage) for stage in stages]
    return decided(
        (Q(**{f"{ATTENDANCE}__in": ENROLLED, f"{STAGE}__in": wanted}), True), (Q(**{f"{ATTENDANCE}__isnull": False}), False),
        (Q(person__school_status__in=wanted), True), (Q(person__school_status=""), None), otherwise=False,
    ) & asked  # fmt: skip


def aged(ages: tuple[int, int]) -> Q:
    return Q(age__gte=ages[0], age__lte=ages[1])


def pupil(code: str, title: str, when: Q, parameters: tuple[str, ...] = ()) -> Condition:
    return Condition(
        code, title, MEMBER, when, shows="{name}：{school}", unknown="{name}：" + SCHOOLING, clause=Clause(STUDENT_AID),
        parameters=parameters, is_subject=True,
    )  # fmt: skip


CONDITIONS = (
    Condition(
        "is_tekun", "本人是特困人员", MEMBER, Q(category=TEKUN) | Q(category="", facts__category=TEKUN),
        shows="{name}：{standing}", unknown="类别没有登记", clause=Clause(TEKUN_RULES, "第四条"), is_subject=True,
    ),
    Condition(
        "is_disabled", "持有效残疾人证", MEMBER, Q(is_disabled=True),
        shows="{name}：{disability}", unknown="残疾人证没有登记", clause=Clause(RIGID_RULES, "第四条"), is_subject=True,
    ),
    Condition(
        "is_disabled_level_1_2", "残疾一级或二级", MEMBER, Q(disability_level__gte=1, disability_level__lte=2),
        shows="{name}：{disability}", unknown="残疾等级没有登记", clause=Clause(PRODUCT_PRACTICE, "两项补贴"),
    ),
    Condition(
        "is_severely_disabled_or_ill", "重度残疾或患有大病", MEMBER, Q(is_severely_disabled=True) | ILL,
        shows="{name}：{disability}，{health}", unknown="{name}：" + HEALTH, clause=Clause(DIBAO_RULES, "第八条"), is_subject=True,
    ),
    Condition(
        "is_seriously_ill", "患有大病", MEMBER, ILL,
        shows="{name}：{health}", unknown="{name}：" + HEALTH, clause=Clause(LASTING_GUIDE, "十五"), is_subject=True,
    ),
    Condition(
        "needs_classified_addon", "重病、重残、高龄或未成年", MEMBER,
        Q(is_severely_disabled=True) | Q(age__lt=number("adult_age")) | Q(age__gte=number("elder_allowance_age")) | ILL,
        shows="{name}{age}岁，{disability}，{health}", unknown="{name}：" + HEALTH, clause=Clause(DIBAO_RULES, "第二十三条"),
        parameters=("adult_age", "elder_allowance_age"), is_subject=True,
    ),
    Condition(
        "is_minor", "未成年", MEMBER, Q(age__lt=number("adult_age")),
        shows="{name}{age}岁", unknown="{name}：" + BIRTH, clause=Clause(CIVIL_CODE, "第十七条"), parameters=("adult_age",), is_subject=True,
    ),
    Condition(
        "is_of_allowance_age", "到高龄津贴年龄", MEMBER, Q(age__gte=number("elder_allowance_age")),
        shows="{name}{age}岁，年满{elder_allowance_age}岁发放", unknown="{name}：" + BIRTH, clause=Clause(PRODUCT_PRACTICE),
        parameters=("elder_allowance_age",), is_subject=True,
    ),
    Condition(
        "is_female", "女性", MEMBER, one_of("person__sex", [Sex.FEMALE]),
        shows="{name}：{sex}", unknown="{name}：性别没有登记", clause=Clause(PRODUCT_PRACTICE), is_subject=True,
    ),
    Condition(
        "is_insurance_aid_target", "特困、低保、监测对象、脱贫人口或重度残疾人", MEMBER,
        Q(category__in=POOREST) | Q(category="", facts__category__in=POOREST) | Q(facts__has_monitoring_tag=True)
        | Q(facts__household_kind=HouseholdKind.TUOPIN) | Q(is_severely_disabled=True),
        shows="{name}：{standing}，{disability}", unknown="类别没有登记", clause=Clause(YINTAI_PLAN, "七、因需推送"), is_subject=True,
    ),
    Condition(
        "is_pension_aid_target", "特困、低保、监测对象或重度残疾人", MEMBER,
        Q(category__in=POOREST) | Q(category="", facts__category__in=POOREST) | Q(facts__has_monitoring_tag=True) | Q(is_severely_disabled=True),
        shows="{name}：{standing}，{disability}", unknown="类别没有登记", clause=Clause(PRODUCT_PRACTICE), is_subject=True,
    ),
    Condition(
        "is_missing_school", "义务教育年龄，失学辍学", MEMBER, Q(is_school_age=True) & Q(is_out_of_school=True),
        shows="{name}{age}岁，{school}", unknown="{name}：学籍没有收到，由教体局提供", clause=Clause(GUIZHOU_ACTION, "四（三）"),
        parameters=("school_age_from", "school_age_to"), is_subject=True,
    ),
    pupil("is_in_preschool", "在园幼儿", at_stage(SchoolStatus.PRESCHOOL, asked=aged(PRESCHOOL))),
    pupil(
        "is_in_compulsory_school", "义务教育在校生", at_stage(SchoolStatus.PRIMARY, SchoolStatus.JUNIOR, asked=Q(is_school_age=True)),
        ("school_age_from", "school_age_to"),
    ),
    pupil("is_in_senior_school", "普通高中在校生", at_stage(SchoolStatus.SENIOR, asked=aged(SENIOR))),
    pupil("is_in_vocational_school", "中职在校生", at_stage(SchoolStatus.VOCATIONAL, asked=aged(VOCATIONAL))),
    pupil("is_in_vocational_or_college", "中职、高职高专在校生", at_stage(SchoolStatus.VOCATIONAL, SchoolStatus.COLLEGE, asked=aged((15, 25)))),
    pupil("is_in_higher_education", "高校在校生", at_stage(SchoolStatus.COLLEGE, SchoolStatus.BACHELOR, asked=aged(STUDENT))),
    Condition(
        "is_able_to_work", "有劳动能力", MEMBER, one_of("person__labour", ABLE_LABOUR),
        shows="{name}：{labour}", unknown="{name}：" + LABOUR, clause=Clause(LASTING_GUIDE), is_subject=True,
    ),
    Condition(
        "has_weak_labour", "弱劳动力或半劳动力", MEMBER, one_of("person__labour", [Labour.WEAK]),
        shows="{name}：{labour}", unknown="{name}：" + LABOUR, clause=Clause(WORK_SUBSIDIES), is_subject=True,
    ),
    Condition(
        "is_of_working_age", "劳动年龄内", MEMBER, PENSION_AGE,
        shows="{name}{age}岁，劳动年龄{working_age_from}至{working_age_to}岁", unknown="{name}：" + BIRTH, clause=Clause(WORK_SUBSIDIES),
        parameters=("working_age_from", "working_age_to"),
        is_subject=True,
    ),
    Condition(
        "is_within_post_age", "不超过公益性岗位年龄上限", MEMBER, Q(age__gte=number("working_age_from"), age__lte=number("public_post_age_to")),
        shows="{name}{age}岁，岗位{working_age_from}至{public_post_age_to}岁", unknown="{name}：" + BIRTH, clause=Clause(WORK_SUBSIDIES),
        parameters=("working_age_from", "public_post_age_to"),
    ),
    Condition(
        "is_within_loan_age", "在小额信贷年龄内", MEMBER, Q(age__gte=number("loan_age_from"), age__lte=number("loan_age_to")),
        shows="{name}{age}岁，借款人{loan_age_from}至{loan_age_to}岁", unknown="{name}：" + BIRTH, clause=Clause(LOAN_NOTICES),
        parameters=("loan_age_from", "loan_age_to"),
    ),
    Condition(
        "works_away", "外出务工", MEMBER, Q(member__status=MemberStatus.AWAY_WORKING) | one_of("person__job_status", [JobStatus.MIGRANT]),
        shows="{name}：{work}", unknown="{name}：" + JOB, clause=Clause(WORK_SUBSIDIES), is_subject=True,
    ),
    Condition(
        "works_for_wages", "在外务工或就近就业", MEMBER,
        Q(member__status=MemberStatus.AWAY_WORKING) | one_of("person__job_status", [JobStatus.MIGRANT, JobStatus.LOCAL_JOB]),
        shows="{name}：{work}", unknown="{name}：" + JOB, clause=Clause(WORK_SUBSIDIES), is_subject=True,
    ),
    Condition(
        "is_jobless", "无业", MEMBER, one_of("person__job_status", [JobStatus.UNEMPLOYED]),
        shows="{name}：{work}", unknown="{name}：" + JOB, clause=Clause(LASTING_GUIDE, "十二"), is_subject=True,
    ),
)  # fmt: skip
