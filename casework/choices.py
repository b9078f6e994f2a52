"""Kinds of events."""

from django.db import models


class EventKind(models.TextChoices):
    """What a line of the household's chain tells. The sentence of each stands in sentences.py."""

    REGISTERED = "registered", "建档"
    IMPORTED = "imported", "台账更新"
    CATEGORY_ADOPTED = "category_adopted", "存量认定转入"
    ALERT_OPENED = "alert_opened", "发现线索"
    ALERT_CLOSED_BY_ITSELF = "alert_closed_by_itself", "线索自行消失"
    ALERT_NOTE = "alert_note", "线索情况变化"
    STEP = "step", "办理"
    VERIFIED = "verified", "入户核实"
    DATA_ASKED = "data_asked", "缺数据"
    DATA_SUPPLIED = "data_supplied", "补齐数据"
    DUE_MOVED = "due_moved", "期限重算"
    UNMASKED = "unmasked", "查看完整号码"
