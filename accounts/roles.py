"""The one list of roles (rulings A3). Roles are code since law, not the county, changes them."""

from django.db import models


class Role(models.TextChoices):
    """What a position may do; a position may hold several."""

    CITIZEN = "citizen", "群众"
    VILLAGE_WORKER = "village_worker", "村级信息员"
    HELPER = "helper", "帮扶责任人"
    TOWN_CLERK = "town_clerk", "镇一窗受理"
    TOWN_SURVEYOR = "town_surveyor", "镇调查员"
    TOWN_PANEL = "town_panel", "镇联审联批小组成员"
    TOWN_HEAD = "town_head", "镇级专班组长"
    COUNTY_CLERK = "county_clerk", "县一站式服务窗口"
    TASKFORCE = "taskforce", "县专班"
    VERIFY_CENTER = "verify_center", "县核对中心"
    MONITOR_CENTER = "monitor_center", "县防返贫信息监测中心"
    DEPT_STAFF = "dept_staff", "部门业务员"
    COUNTY_LEADER = "county_leader", "县领导小组"
    INSPECTOR = "inspector", "督查"
    REGISTER_ADMIN = "register_admin", "台账管理员"
    SYS_ADMIN = "sys_admin", "系统管理员"
    SEC_ADMIN = "sec_admin", "安全管理员"
    AUDIT_ADMIN = "audit_admin", "审计管理员"


# 三员分立: no one holds two of these, and none of them sees business data (SE-04).
SEPARATED = (Role.SYS_ADMIN, Role.SEC_ADMIN, Role.AUDIT_ADMIN)

# Roles whose holders read whole households of their region.
CASE_ROLES = frozenset(
    {
        Role.VILLAGE_WORKER,
        Role.HELPER,
        Role.TOWN_CLERK,
        Role.TOWN_SURVEYOR,
        Role.TOWN_PANEL,
        Role.TOWN_HEAD,
        Role.COUNTY_CLERK,
        Role.TASKFORCE,
        Role.VERIFY_CENTER,
        Role.MONITOR_CENTER,
        Role.COUNTY_LEADER,
        Role.INSPECTOR,
        Role.REGISTER_ADMIN,
    }
)
COUNTY_ROLES = frozenset(
    {Role.COUNTY_CLERK, Role.TASKFORCE, Role.VERIFY_CENTER, Role.MONITOR_CENTER, Role.COUNTY_LEADER, Role.INSPECTOR, Role.REGISTER_ADMIN}
)
TOWN_ROLES = frozenset({Role.TOWN_CLERK, Role.TOWN_SURVEYOR, Role.TOWN_PANEL, Role.TOWN_HEAD})
# Who may see a raw ID number, phone or account after naming a purpose (recorded).
UNMASK_ROLES = frozenset(
    {Role.TOWN_CLERK, Role.TOWN_SURVEYOR, Role.COUNTY_CLERK, Role.TASKFORCE, Role.VERIFY_CENTER, Role.MONITOR_CENTER, Role.REGISTER_ADMIN}
)
