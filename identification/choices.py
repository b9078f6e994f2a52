"""Closed lists about applications, inquiries, notices, panels and determinations."""

from django.db import models


class ApplicationState(models.TextChoices):
    """Where an application stands (domain §4a)."""

    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "已提交，待受理"
    RETURNED = "returned", "退回补正"
    NOT_ACCEPTED = "not_accepted", "不予受理"
    LAPSED = "lapsed", "逾期未补正"
    UNDER_INQUIRY = "under_inquiry", "调查核实中"
    PROPOSED = "proposed", "初审意见"
    NOTICE = "notice", "公示中"
    OBJECTED = "objected", "公示异议"
    PANEL = "panel", "待联审联批"
    COUNTY_CHECK = "county_check", "县级抽查"
    CONFIRMED = "confirmed", "已确认"
    REJECTED = "rejected", "不予确认"
    TERMINATED = "terminated", "终止"


FINAL_STATES = (
    ApplicationState.NOT_ACCEPTED,
    ApplicationState.LAPSED,
    ApplicationState.CONFIRMED,
    ApplicationState.REJECTED,
    ApplicationState.TERMINATED,
)
OPEN_STATES = tuple(state for state in ApplicationState if state not in FINAL_STATES)
# Accepted and not yet decided: the total clock runs (rulings D1).
RUNNING_STATES = (
    ApplicationState.UNDER_INQUIRY,
    ApplicationState.PROPOSED,
    ApplicationState.NOTICE,
    ApplicationState.OBJECTED,
    ApplicationState.PANEL,
    ApplicationState.COUNTY_CHECK,
)


class Channel(models.TextChoices):
    """How an application came in (domain §13 row 48)."""

    WINDOW = "window", "窗口本人申请"
    VILLAGE_PROXY = "village_proxy", "村级代办"
    ENTRUSTED = "entrusted", "委托代办"
    ALERT = "alert", "主动发现（线索）"
    COUNTY_WINDOW = "county_window", "县一站式窗口转来"


class ProxyRelation(models.TextChoices):
    """Who applies for the household in its name."""

    VILLAGE_HELPER = "village_helper", "村帮办代办员"
    RELATIVE = "relative", "亲属"
    OTHER = "other", "其他受委托人"


class AuthorisationKind(models.TextChoices):
    """What the household signed (PD-02)."""

    COMMITMENT = "commitment", "承诺书"
    MEANS_CHECK = "means_check", "经济状况核对授权书"
    PROXY = "proxy", "代办委托书"


class Refusal(models.TextChoices):
    """Why an application is not accepted at all."""

    NOT_LOCAL = "not_local", "户籍和常住地都不在本镇"
    OPEN_ELSEWHERE = "open_elsewhere", "已在别处申请，正在办理"
    NOT_COMPETENT = "not_competent", "不属于本窗口受理事项"
    NOT_HIMSELF = "not_himself", "申请人不是本人，也没有委托"


class Ending(models.TextChoices):
    """Why a case ends without a result."""

    WITHDRAWN = "withdrawn", "申请人撤回"
    NOT_COOPERATING = "not_cooperating", "拒不配合调查核对"
    DIED = "died", "申请人死亡，没有共同生活的人"
    MOVED = "moved", "迁出本县"


class PauseReason(models.TextChoices):
    """Why the clock stands (rulings D1)."""

    OBJECTED = "objected", "公示异议"
    PAPER = "paper", "等待补充材料"
    NOTICE = "notice", "公示"


class MeansResult(models.TextChoices):
    """What the means check found."""

    AGREES = "agrees", "与申报相符"
    MORE_FOUND = "more_found", "查到申报以外的收入或财产"
    REFUSED = "refused", "没有授权，无法核对"


class ReviewOutcome(models.TextChoices):
    """What the villagers' review came to."""

    AGREED = "agreed", "情况属实"
    DOUBTED = "doubted", "有疑问"


class VoteChoice(models.TextChoices):
    """A vote of a panel member or a villager."""

    AGREE = "agree", "同意"
    AGAINST = "against", "不同意"
    ABSTAIN = "abstain", "弃权"


class MeetingState(models.TextChoices):
    """Where a joint review meeting stands."""

    PLANNED = "planned", "已安排"
    OPEN = "open", "开会中"
    CLOSED = "closed", "已结束"


class ItemResult(models.TextChoices):
    """What the meeting made of one case."""

    CONFIRMED = "confirmed", "确认"
    REJECTED = "rejected", "不予确认"
    SUPPLEMENT = "supplement", "补充调查"
    COUNTY_CHECK = "county_check", "送县级抽查"
    DEFERRED = "deferred", "下次再议"


class RecusalGround(models.TextChoices):
    """Why a member does not vote on a case."""

    DECLARED = "declared", "近亲属备案"
    OWN_WORD = "own_word", "本人申明"


class KinRelation(models.TextChoices):
    """近亲属 as declared by staff (BI-01)."""

    SPOUSE = "spouse", "配偶"
    PARENT = "parent", "父母"
    CHILD = "child", "子女"
    SIBLING = "sibling", "兄弟姐妹"
    GRANDPARENT = "grandparent", "祖父母、外祖父母"
    GRANDCHILD = "grandchild", "孙子女、外孙子女"
    IN_LAW = "in_law", "姻亲"
    COUSIN = "cousin", "堂表亲"


class CountyCheckKind(models.TextChoices):
    """Why the county looks at a case (domain §4a)."""

    RELATIVE = "relative", "近亲属备案"
    COMPLAINT = "complaint", "有投诉举报"
    SAMPLED = "sampled", "随机抽查"
    SPECIAL = "special", "一事一议"


class CountyCheckResult(models.TextChoices):
    """What the county's check came to."""

    AGREES = "agrees", "与镇里意见一致"
    DIFFERS = "differs", "与镇里意见不一致"


class NoticeKind(models.TextChoices):
    """What a notice announces (domain §4g)."""

    FIRST = "first", "初审公示"
    LONG_TERM = "long_term", "长期公布"


class LetterKind(models.TextChoices):
    """Papers handed to the applicant."""

    RECEIPT = "receipt", "受理通知书"
    MISSING = "missing", "补正告知书"
    NOT_ACCEPTED = "not_accepted", "不予受理告知书"
    CONFIRMED = "confirmed", "确认通知书"
    REJECTED = "rejected", "不予确认告知书"
    TERMINATED = "terminated", "终止办理告知书"
    MEANS_RESULT = "means_result", "核对结果告知书"
