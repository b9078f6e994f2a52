"""Closed lists about organisation."""

from django.db import models


class RegionLevel(models.TextChoices):
    """How high a region stands in the tree."""

    CITY = "city", "市"
    COUNTY = "county", "县"
    TOWN = "town", "镇街"
    VILLAGE = "village", "村（社区）"
    GRID = "grid", "网格（村民小组）"


class OfficeKind(models.TextChoices):
    """What kind of body an office is."""

    TASKFORCE = "taskforce", "工作专班"
    DEPARTMENT = "department", "部门"
    WINDOW = "window", "服务窗口"
    TOWN = "town", "镇街便民服务中心"
    VILLAGE = "village", "村级社会救助服务站"
    CENTER = "center", "核对与监测中心"
    ADMIN = "admin", "系统管理"


class Dept(models.TextChoices):
    """County departments by their short code (domain §1.3)."""

    MZ = "MZ", "民政局"
    NY = "NY", "农业农村局"
    YB = "YB", "医保局"
    JT = "JT", "教体局"
    ZJ = "ZJ", "住建局"
    RS = "RS", "人社局"
    SW = "SW", "水务局"
    WJ = "WJ", "卫健局"
    CZ = "CZ", "财政局"
    CL = "CL", "残联"
    GH = "GH", "总工会"
    FL = "FL", "妇联"
    ZZB = "ZZB", "组织部"
    BB = "BB", "编办"
    GA = "GA", "公安局"
    YJ = "YJ", "应急管理局"
    SJ = "SJ", "税务局"
    SG = "SG", "市场监管局"


class ReadingKind(models.TextChoices):
    """What a line of the reading log records."""

    SIGN_IN = "sign_in", "登录"
    SIGN_IN_FAILED = "sign_in_failed", "登录失败"
    SIGN_OUT = "sign_out", "退出"
    READ = "read", "查看户档案"
    UNMASK = "unmask", "查看完整号码"
    EXPORT = "export", "导出"
    PRINT = "print", "打印"
    PASSWORD = "password", "口令发放或修改"
    POSITION = "position", "岗位变更"
    ACCOUNT = "account", "账号启用、停用与解锁"


class UnmaskPurpose(models.TextChoices):
    """Why somebody needs a whole number; the sentence beside it says for what exactly (SE-06)."""

    IDENTITY = "identity", "核对身份"
    CONTACT = "contact", "联系本人或家属"
    VISIT = "visit", "入户核实"
    PAYMENT = "payment", "核对发放账户"
    CORRECTION = "correction", "更正数据"
