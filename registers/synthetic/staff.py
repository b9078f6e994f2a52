"""Offices and people of 青禾县: fixed, whatever the seed, so that the sign-in page and the stories can name them."""

from __future__ import annotations

from random import Random

from pypinyin import lazy_pinyin

from accounts.choices import Dept, OfficeKind
from accounts.roles import Role
from registers.synthetic import names
from registers.synthetic.places import COUNTY_CODE, COUNTY_NAME, TOWNS, villages

Row = dict[str, str]
MAIN_TOWN, MAIN_VILLAGE = "990101100", "990101100201"
DEPARTMENTS = ("MZ", "NY", "YB", "JT", "ZJ", "RS", "SW", "CL", "WJ", "CZ", "GH", "FL", "YJ")

# name, username, office, title, roles, region: one per role, with the names of the look pages.
COUNTY_PEOPLE: tuple[tuple[str, str, str, str, tuple[Role, ...]], ...] = (
    ("卢静", "lujing", "taskforce", "县专班综合协调", (Role.TASKFORCE,)),
    ("高远", "gaoyuan", "taskforce", "县专班政策复核", (Role.TASKFORCE,)),
    ("柏杨", "baiyang", "taskforce", "县台账管理员", (Role.REGISTER_ADMIN,)),
    ("江敏", "jiangmin", "monitor", "防返贫信息监测员", (Role.MONITOR_CENTER,)),
    ("史可", "shike", "verify", "核对员", (Role.VERIFY_CENTER,)),
    ("温岚", "wenlan", "window", "县一站式服务窗口", (Role.COUNTY_CLERK,)),
    ("钟毅", "zhongyi", "taskforce", "县领导小组副组长", (Role.COUNTY_LEADER,)),
    ("解文清", "xiewenqing", "taskforce", "督查专员", (Role.INSPECTOR,)),
    ("严谨", "yanjin", "admin", "系统管理员", (Role.SYS_ADMIN,)),
    ("安然", "anran", "admin", "安全管理员", (Role.SEC_ADMIN,)),
    ("公孙正", "gongsunzheng", "admin", "审计管理员", (Role.AUDIT_ADMIN,)),
)
DEPARTMENT_PEOPLE = {"MZ": "秦岚", "NY": "顾明", "YB": "冯志远", "JT": "尹佳", "ZJ": "贾伟", "RS": "姚兰", "SW": "邵阳", "CL": "陶然"}
LATER_DEPARTMENT_PEOPLE = {"WJ": "闻静", "CZ": "米兰", "GH": "汪洋", "FL": "叶青", "YJ": "向阳"}
MAIN_TOWN_PEOPLE: tuple[tuple[str, str, str, tuple[Role, ...]], ...] = (
    ("林晓雯", "linxiaowen", "柳溪镇一窗受理", (Role.TOWN_CLERK,)),
    ("程立", "chengli", "柳溪镇调查员", (Role.TOWN_SURVEYOR,)),
    ("方宁", "fangning", "柳溪镇调查员", (Role.TOWN_SURVEYOR,)),
    ("许文博", "xuwenbo", "柳溪镇联审联批召集人", (Role.TOWN_PANEL,)),
    ("杜长青", "duchangqing", "柳溪镇镇级专班组长", (Role.TOWN_HEAD,)),
)
# Who sits at the town's table besides its convener and head, and the second pair of hands at the window.
MAIN_TOWN_TABLE: tuple[tuple[str, str, str, tuple[Role, ...]], ...] = (
    ("江小满", "jiangxiaoman", "柳溪镇农业农村办", (Role.TOWN_PANEL,)),
    ("冯春来", "fengchunlai", "柳溪镇医保站", (Role.TOWN_PANEL,)),
    ("姚秋实", "yaoqiushi", "柳溪镇人社站", (Role.TOWN_PANEL,)),
    ("马建设", "majianshe", "上湾村党支部书记", (Role.TOWN_PANEL,)),
    ("田禾", "tianhe", "柳溪镇民政办", (Role.TOWN_CLERK,)),
)
MAIN_VILLAGE_PEOPLE = (
    ("罗成", "luocheng", "上湾村村级信息员", (Role.VILLAGE_WORKER,)),
    ("马占军", "mazhanjun", "上湾村网格员", (Role.VILLAGE_WORKER,)),
    ("苗春雨", "miaochunyu", "上湾村帮扶责任人", (Role.HELPER,)),
)


def offices() -> list[Row]:
    rows = [
        office("990101-ZB", f"{COUNTY_NAME}两项政策衔接并轨工作专班", OfficeKind.TASKFORCE, COUNTY_CODE),
        office("990101-HD", f"{COUNTY_NAME}救助家庭核对服务中心", OfficeKind.CENTER, COUNTY_CODE),
        office("990101-JC", f"{COUNTY_NAME}防返贫信息监测中心", OfficeKind.CENTER, COUNTY_CODE),
        office("990101-CK", f"{COUNTY_NAME}防止返贫帮扶一站式服务窗口", OfficeKind.WINDOW, COUNTY_CODE),
        office("990101-XX", f"{COUNTY_NAME}大数据服务中心", OfficeKind.ADMIN, COUNTY_CODE),
    ]
    rows += [office(f"990101-{dept}", f"{COUNTY_NAME}{Dept(dept).label}", OfficeKind.DEPARTMENT, COUNTY_CODE, dept) for dept in DEPARTMENTS]
    rows += [office(f"{code}-BM", f"{name}便民服务中心", OfficeKind.TOWN, code) for code, name, *_ in TOWNS]
    rows += [office(f"{one.code}-JZ", f"{one.town_name}{one.name}社会救助服务站", OfficeKind.VILLAGE, one.code) for one in villages()]
    return rows


def office(code: str, name: str, kind: OfficeKind, region: str, dept: str = "") -> Row:
    return {"code": code, "name": name, "kind": str(kind.label), "region_code": region, "dept": dept}


OFFICE_OF = {"taskforce": "990101-ZB", "verify": "990101-HD", "monitor": "990101-JC", "window": "990101-CK", "admin": "990101-XX"}


def people() -> list[Row]:
    """One position a row; usernames are pinyin and stay the same for ever."""
    made = Staff()
    for name, username, where, title, roles in COUNTY_PEOPLE:
        made.add(name, username, OFFICE_OF[where], title, roles, COUNTY_CODE)
    for dept, name in DEPARTMENT_PEOPLE.items():
        made.add(name, "", f"990101-{dept}", f"{Dept(dept).label}业务员", (Role.DEPT_STAFF,), COUNTY_CODE)
    for name, username, title, town_roles in MAIN_TOWN_PEOPLE:
        made.add(name, username, f"{MAIN_TOWN}-BM", title, town_roles, MAIN_TOWN)
    for name, username, title, village_roles in MAIN_VILLAGE_PEOPLE:
        made.add(name, username, f"{MAIN_VILLAGE}-JZ", title, village_roles, MAIN_VILLAGE)
    for code, town_name, *_ in TOWNS:
        if code != MAIN_TOWN:
            made.add("", "", f"{code}-BM", f"{town_name}一窗受理", (Role.TOWN_CLERK,), code)
            made.add("", "", f"{code}-BM", f"{town_name}调查员", (Role.TOWN_SURVEYOR,), code)
    for one in villages():
        if one.code != MAIN_VILLAGE:
            made.add("", "", f"{one.code}-JZ", f"{one.name}村级信息员", (Role.VILLAGE_WORKER,), one.code)
    for dept, name in LATER_DEPARTMENT_PEOPLE.items():
        made.add(name, "", f"990101-{dept}", f"{Dept(dept).label}业务员", (Role.DEPT_STAFF,), COUNTY_CODE)
    for name, username, title, town_roles in MAIN_TOWN_TABLE:
        made.add(name, username, f"{MAIN_TOWN}-BM", title, town_roles, MAIN_TOWN)
    for code, town_name, *_ in TOWNS:
        if code != MAIN_TOWN:
            made.add("", "", f"{code}-BM", f"{town_name}第二调查员", (Role.TOWN_SURVEYOR,), code)
            for duty in ("农业农村办", "医保站", "人社站"):
                made.add("", "", f"{code}-BM", f"{town_name}{duty}", (Role.TOWN_PANEL,), code)
            made.add("", "", f"{code}-BM", f"{town_name}镇级专班组长", (Role.TOWN_HEAD,), code)
    return made.rows


class Staff:
    """Collects positions; invents names where none is given, by a generator of its own."""

    def __init__(self) -> None:
        self.rng, self.rows, self.taken = Random("青禾县人员"), list[Row](), set[str]()

    def add(self, name: str, username: str, office_code: str, title: str, roles: tuple[Role, ...], region: str) -> None:
        if not name:
            sex = self.rng.choice("12")
            name = self.rng.choice(names.COMMON[:80]) + names.given(self.rng, sex, 1985)
        username = username or self.free("".join(lazy_pinyin(name)))
        self.taken.add(username)
        self.rows.append(
            {
                "name": name,
                "username": username,
                "office_code": office_code,
                "title": title,
                "roles": "、".join(str(role.label) for role in roles),
                "region_code": region,
                "phone": f"1990100{len(self.rows):04d}",
            }
        )

    def free(self, username: str) -> str:
        number, candidate = 1, username
        while candidate in self.taken:
            number += 1
            candidate = f"{username}{number}"
        return candidate
