"""Closed lists about alerts and runs."""

from django.db import models


class AlertState(models.TextChoices):
    """Where an alert stands (domain §4e)."""

    NEW = "new", "待分派"
    ASSIGNED = "assigned", "已分派"
    VISITING = "visiting", "入户核实中"
    TOWN_DECIDED = "town_decided", "待镇审定"
    RETURNED = "returned", "退回县里"
    ESCALATED = "escalated", "上报县级"
    CLOSED = "closed", "已办结"


OPEN_STATES = tuple(state for state in AlertState if state is not AlertState.CLOSED)
# An alert closes by itself only here; later it gets a note (rulings C5).
SELF_CLOSING_STATES = (AlertState.NEW, AlertState.ASSIGNED)


class AlertSource(models.TextChoices):
    """Who raised the alert."""

    RULE = "rule", "系统规则"
    DEPT = "dept", "部门筛查"
    SELF = "self", "自主申报"
    CADRE = "cadre", "基层排查"
    SOCIAL = "social", "社会监督"
    PLATFORM_UP = "platform_up", "省平台下发"
    HISTORY = "history", "历史线索复查"
    GROUP = "group", "村民组长月报"


class Outcome(models.TextChoices):
    """What the check concluded (domain §4e)."""

    NONE = "none", "无风险"
    WATCH = "watch", "继续关注"
    APPLY = "apply", "启动申请"
    IDENTIFY = "identify", "启动监测识别"
    TEMP = "temp", "临时救助"
    REFER = "refer", "转办部门"
    UPDATE = "update", "更新档案"
    REVIEW_EXIT = "review_exit", "启动退出核查"
    FALSE = "false", "数据错误"
    DUP = "dup", "重复线索"


class RuleClass(models.TextChoices):
    """Which group of domain §5 a rule belongs to."""

    RISK = "risk", "风险预警"
    ASSET = "asset", "财产异常"
    STATE = "state", "状态异常"
    QUALITY = "quality", "数据质量"


class RunState(models.TextChoices):
    """How far a screening run is."""

    QUEUED = "queued", "排队中"
    RUNNING = "running", "进行中"
    DONE = "done", "完成"
    FAILED = "failed", "失败"


class RunStage(models.TextChoices):
    """Stages of a run; each commits whole."""

    FACTS = "facts", "计算事实"
    RULES = "rules", "逐条判断"
    ALERTS = "alerts", "更新线索"


class RuleMode(models.TextChoices):
    """Whether a rule opens alerts. A new rule or a changed one counts first, so that a county knows what it would bring."""

    OFF = "off", "停用"
    SHADOW = "shadow", "只计数"
    ON = "on", "启用"


class AnswerKind(models.TextChoices):
    """What became of a datum people found wrong."""

    CORRECTED = "corrected", "已更正"
    CONFIRMED = "confirmed", "经核无误"
    DELIVERED = "delivered", "新报送的数据已改"


class RowVerdict(models.TextChoices):
    """What became of a row of an upper platform's list."""

    NEW = "new", "新登记"
    KNOWN = "known", "收过或已在办"
    REFUSED = "refused", "没有收下"
