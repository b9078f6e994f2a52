"""Whose register a rule stands on: to that department goes what people found wrong in it (domain §4e, FALSE)."""

from __future__ import annotations

from accounts.choices import Dept
from monitoring.rules import RULES
from monitoring.sources import SOURCES

# Every register of monitoring/sources.py that a department sends (domain §1.3), and the two whose facts are sums.
OWNERS = {
    "医保结算": Dept.YB,
    "患病记录": Dept.YB,
    "参保": Dept.YB,
    "住房鉴定": Dept.ZJ,
    "不动产登记": Dept.ZJ,
    "饮水检查": Dept.SW,
    "学籍": Dept.JT,
    "残疾人证": Dept.CL,
    "死亡记录": Dept.GA,
    "车辆登记": Dept.GA,
    "服刑与强制戒毒": Dept.GA,
    "灾害与意外记录": Dept.YJ,
    "低保台账": Dept.MZ,
    "对象台账": Dept.MZ,
    "银行余额（凭授权）": Dept.MZ,
    "企业登记": Dept.SG,
    "工资社保计税": Dept.RS,
    "务工监测": Dept.RS,
    "公益岗位": Dept.RS,
    "一卡通发放": Dept.CZ,
}
# Facts without a row of their own behind an alert: sums and second columns of a register.
SUMMED = {
    "self_pay_single": "医保结算",
    "self_pay_year": "医保结算",
    "self_pay_window": "医保结算",
    "vehicle_value": "车辆登记",
    "houses_held_area": "不动产登记",
    "shops_held": "不动产登记",
    "has_company_beyond": "企业登记",
}


def registers_of_rule(code: str) -> tuple[str, ...]:
    """The departments' registers a rule compares; empty for a hint of people, and for rules over what the village itself told."""
    if code not in RULES:
        return ()
    names = RULES[code].reads
    found = [SUMMED[name] for name in names if name in SUMMED]
    found += [source.register for name in names for source in SOURCES.get(name, ()) if source.received]
    return tuple(dict.fromkeys(found))


def registers_of_dept(dept: str) -> list[str]:
    return [register for register, owner in OWNERS.items() if owner == dept]
