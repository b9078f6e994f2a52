"""Closed lists about policies (domain §6)."""

from django.db import models


class Disposition(models.TextChoices):
    """What the merger does with a policy (domain §6.3)."""

    KEEP = "keep", "保留"
    ADJUST = "adjust", "调整"
    MERGE = "merge", "合并"
    ABOLISH = "abolish", "废止"


class PolicyDomain(models.TextChoices):
    """政策类别: the four classes of 三保障 and water, and what lies beyond (domain §6.2)."""

    LIVING = "living", "生活"
    EDUCATION = "education", "教育"
    MEDICAL = "medical", "医疗"
    HOUSING = "housing", "住房"
    WATER = "water", "饮水"
    JOB = "job", "就业"
    INDUSTRY = "industry", "产业"
    FINANCE = "finance", "金融"
    CARE = "care", "照料服务"
    SOCIAL = "social", "社会力量"


class BenefitType(models.TextChoices):
    """What a policy gives."""

    CASH = "cash", "现金"
    SUBSIDY = "subsidy", "补贴"
    WAIVER = "waiver", "减免"
    GOODS = "goods", "实物"
    SERVICE = "service", "服务"
    POST = "post", "岗位"
    LOAN = "loan", "贷款"
    INSURANCE = "insurance", "保险"
    STATUS = "status", "资格"


class ApplyMode(models.TextChoices):
    """How a household comes by it."""

    APPLY = "apply", "申请"
    AUTOMATIC = "automatic", "免申即享"
    PUSH = "push", "推送"
    DETERMINED = "determined", "随认定发放"


class AmountRule(models.TextChoices):
    """How the amount is set; UNSET prints 由县确认."""

    FIXED = "fixed", "定额"
    MONTHLY = "monthly", "每月"
    YEARLY = "yearly", "每年"
    RATIO = "ratio", "比例"
    TIER = "tier", "分档"
    RANGE = "range", "幅度"
    UNSET = "unset", "由县确认"


class TagCondition(models.TextChoices):
    """Whether the monitoring tag is asked."""

    ANY = "any", "不限"
    REQUIRED = "required", "须有标识"
    FORBIDDEN = "forbidden", "无标识"
