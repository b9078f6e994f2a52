"""Risk warnings about house, water, disaster and accident (domain §5.1): R07, R08, R15, R16."""

from django.db.models import Q

from households.choices import UNSAFE_GRADES
from monitoring.choices import RuleClass
from monitoring.rules import populations as who
from monitoring.rules.base import AlertRule, Scope
from policies.clauses import GUIZHOU_ACTION, MONITORING_GUIDE, Clause

RISK = RuleClass.RISK
SAFEGUARDS = Clause(GUIZHOU_ACTION, "四（三）")

RULES = (
    AlertRule(
        "R07", "住房不安全或无房", RISK, Scope.HOUSEHOLD, who.ALL & who.RURAL,
        when=Q(house_grade__in=[str(grade) for grade in UNSAFE_GRADES]),
        clause=SAFEGUARDS, severity=3,
        shows="住房鉴定为{house_grade}", finds="住房不安全",
        ask="是不是唯一住房，现在住不住人，改造申请了没有；拍房屋照片",
        hint="REFER",
    ),
    AlertRule(
        "R08", "饮水不达标", RISK, Scope.HOUSEHOLD, who.ALL & who.RURAL,
        when=Q(water_is_unsafe=True),
        clause=SAFEGUARDS, severity=2,
        shows="水量、水质、方便程度、供水保证率四项", finds="有不达标项",
        ask="哪一项不达标，从什么时候起，是一户还是一片",
        hint="REFER",
    ),
    AlertRule(
        "R15", "新近自然灾害有损失", RISK, Scope.HOUSEHOLD, who.ALL,
        when=Q(has_new_disaster=True),
        clause=Clause(MONITORING_GUIDE, "监测对象和范围"), severity=3, parameters=("new_event_months", "new_event_received_days"),
        shows="灾害记录里近期有洪涝、地质、旱、生物、气象灾害或地震", finds="房屋、农作物有损失",
        ask="房子还能不能住，今年收成还剩多少，救助到了没有，过冬过渡有没有着落",
        hint="TEMP", register="disasters_loaded",
    ),
    AlertRule(
        "R16", "新近意外事故", RISK, Scope.HOUSEHOLD, who.ALL,
        when=Q(has_new_accident=True),
        clause=Clause(MONITORING_GUIDE, "监测对象和范围"), severity=3, parameters=("new_event_months", "new_event_received_days"),
        shows="灾害与意外记录里近期有交通事故、火灾或其他意外", finds="家庭遭遇意外",
        ask="谁受了伤，能不能干活，赔偿、保险到了没有，眼下生活有没有困难",
        hint="TEMP", register="disasters_loaded",
    ),
)  # fmt: skip
