"""Closed lists about needs, referrals, measures and feedback (domain §4f, §8.9, §8.10)."""

from django.db import models

from households.record_choices import MeasureKind


class NeedKind(models.TextChoices):
    """需求 codes (domain §8.9)."""

    LIVING = "living", "生活"
    EDUCATION = "education", "教育"
    MEDICAL = "medical", "医疗"
    HOUSING = "housing", "住房"
    WATER = "water", "饮水"
    JOB = "job", "就业"
    INDUSTRY = "industry", "产业"
    FUND = "fund", "资金"
    CARE = "care", "照料"
    REHABILITATION = "rehabilitation", "康复"
    MIND = "mind", "心理"
    LAW = "law", "法律"
    OTHER = "other", "其他"


class NeedSource(models.TextChoices):
    """How a need was noticed."""

    VISIT = "visit", "入户走访"
    MATCH = "match", "政策匹配"
    WORD = "word", "群众提出"
    ALERT = "alert", "线索转办"


class NeedState(models.TextChoices):
    """Where a need stands: nothing is pushed before the household agreed."""

    NOTED = "noted", "待群众确认"
    CONFIRMED = "confirmed", "待推送"
    DECLINED = "declined", "群众不需要"
    PUSHED = "pushed", "已推送"
    MET = "met", "已解决"
    CLOSED = "closed", "已了结"


OPEN_NEEDS = (NeedState.NOTED, NeedState.CONFIRMED, NeedState.PUSHED)


class ReferralState(models.TextChoices):
    """Where a push to a department stands (domain §4f)."""

    PUSHED = "pushed", "待签收"
    RECEIVED = "received", "已签收"
    HELPING = "helping", "帮扶中"
    DONE = "done", "已落实"
    REFUSED = "refused", "不符合"
    FED_BACK = "fed_back", "已反馈"
    VERIFIED = "verified", "已核实到位"
    WITHDRAWN = "withdrawn", "已撤回"


OPEN_REFERRALS = (ReferralState.PUSHED, ReferralState.RECEIVED, ReferralState.HELPING, ReferralState.DONE, ReferralState.REFUSED)


class RefusalReason(models.TextChoices):
    """Why a department cannot help by this push."""

    NOT_ELIGIBLE = "not_eligible", "不符合政策条件"
    ALREADY = "already", "已享受同类政策"
    NOT_OURS = "not_ours", "不属本部门职责"
    NOT_FOUND = "not_found", "查无此人或联系不上"
    DECLINED = "declined", "群众不愿意"


DEVELOPMENT_KINDS = (MeasureKind.INDUSTRY, MeasureKind.JOB, MeasureKind.FINANCE, MeasureKind.PUBLIC_POST)


class FeedbackResult(models.TextChoices):
    """What a department reports of one push for one quarter."""

    DONE = "done", "已落实"
    HELPING = "helping", "正在帮扶"
    REFUSED = "refused", "不符合"


FINAL_RESULTS = (FeedbackResult.DONE, FeedbackResult.REFUSED)


class ArrivalAnswer(models.TextChoices):
    """What the household says when asked whether help arrived."""

    ARRIVED = "arrived", "已到位，满意"
    UNSATISFIED = "unsatisfied", "已到位，不满意"
    NOT_ARRIVED = "not_arrived", "没有到位"
    INFORMED = "informed", "不符合，已告知本人原因"
