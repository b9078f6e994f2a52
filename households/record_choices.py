"""Closed lists of what departments' registers say of people: work, harm, property, payments (domain §8.7–8.10)."""

from django.db import models


class Treatment(models.TextChoices):
    """救治状态 of a serious or chronic illness."""

    NONE = "none", "未救治"
    TREATING = "treating", "救治中"
    TREATED = "treated", "已救治"
    RECOVERED = "recovered", "已康复"


class PostKind(models.TextChoices):
    """公益岗位类别."""

    CLEANING = "cleaning", "保洁"
    FOREST = "forest", "护林"
    RIVER = "river", "护河"
    ROAD = "road", "护路"
    GRID = "grid", "网格"
    CARE = "care", "照料"
    OTHER = "other", "其他"


class DisasterKind(models.TextChoices):
    """自然灾害 by the sub-items of risk 02, accidents by our own sub-items of risk 05 (domain §8.7)."""

    FLOOD = "0201", "洪涝"
    GEOLOGICAL = "0202", "地质灾害"
    DROUGHT = "0203", "旱灾"
    BIOLOGICAL = "0204", "生物灾害"
    WEATHER = "0205", "气象灾害"
    EARTHQUAKE = "0206", "地震"
    OTHER_DISASTER = "0299", "其他自然灾害"
    TRAFFIC = "0501", "交通事故"
    FIRE = "0502", "火灾"
    OTHER_ACCIDENT = "0599", "其他意外事故"


ACCIDENTS = (DisasterKind.TRAFFIC, DisasterKind.FIRE, DisasterKind.OTHER_ACCIDENT)


class DetentionKind(models.TextChoices):
    """Why somebody is held. 羁押 ends before a verdict: he is still counted (rulings B5 names the other two)."""

    PRISON = "prison", "服刑"
    REHAB = "rehab", "强制戒毒"
    CUSTODY = "custody", "羁押"


class EstateUse(models.TextChoices):
    """不动产用途."""

    RESIDENTIAL = "residential", "住宅"
    COMMERCIAL = "commercial", "商业"
    GARAGE = "garage", "车库车位"
    OTHER = "other", "其他"


class CompanyRole(models.TextChoices):
    """身份 of a person in an enterprise."""

    LEGAL_PERSON = "legal_person", "法定代表人"
    SHAREHOLDER = "shareholder", "股东"
    SOLE_TRADER = "sole_trader", "个体工商户"
    COOPERATIVE = "cooperative", "合作社社员"


class CompanyStatus(models.TextChoices):
    """登记状态."""

    ACTIVE = "active", "存续"
    CANCELLED = "cancelled", "注销"
    REVOKED = "revoked", "吊销"


class LoanStatus(models.TextChoices):
    """贷款状态."""

    RUNNING = "running", "正常"
    OVERDUE = "overdue", "逾期"
    EXTENDED = "extended", "展期"
    REPAID = "repaid", "已还清"


class PaymentStatus(models.TextChoices):
    """发放状态."""

    PAID = "paid", "发放成功"
    FAILED = "failed", "发放失败"
    RETURNED = "returned", "退回"
    PENDING = "pending", "待发放"


UNPAID = (PaymentStatus.FAILED, PaymentStatus.RETURNED)


class MeasureStatus(models.TextChoices):
    """实施情况 of a measure in the national system (domain §8.10)."""

    DONE = "done", "已实施"
    NOT_YET = "not_yet", "尚未实施"
    NO_LABOUR = "no_labour", "未实施（无劳动力）"


class MeasureKind(models.TextChoices):
    """帮扶措施: the fourteen columns of the national system (domain §8.10)."""

    INDUSTRY = "industry", "产业帮扶"
    JOB = "job", "就业帮扶"
    FINANCE = "finance", "金融帮扶"
    PUBLIC_POST = "public_post", "公益岗位帮扶"
    HOUSING = "housing", "住房安全保障"
    WATER = "water", "饮水安全保障"
    HEALTH = "health", "健康帮扶"
    COMPULSORY_EDUCATION = "compulsory_education", "义务教育保障"
    EDUCATION = "education", "教育帮扶"
    COMPREHENSIVE = "comprehensive", "综合保障"
    SOCIAL = "social", "社会帮扶"
    RELOCATION = "relocation", "搬迁"
    CONDITIONS = "conditions", "生产生活条件改善"
    INFRASTRUCTURE = "infrastructure", "基础设施建设"
