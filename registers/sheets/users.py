"""人员与岗位: one row per position."""

from accounts.roles import Role
from registers import parsing
from registers.sheets.base import Sheet, col

SHEET = Sheet(
    "users",
    "人员与岗位",
    "县专班",
    ("accounts.User", "accounts.Position"),
    ("username", "office_code", "title"),
    (
        col("name", "姓名", parsing.name, required=True),
        col("username", "账号", parsing.code_text(40), "登录账号", required=True, example="zhoushoutian"),
        col(
            "office_code",
            "单位",
            parsing.text(80),
            "单位代码",
            "单位名称",
            required=True,
            help="单位代码或单位名称",
            example="青禾县民政局",
        ),
        col("title", "岗位", parsing.text(60), "职务", required=True, example="业务员"),
        col("roles", "角色", parsing.text(200), required=True, choices=tuple(Role.labels), help="多个用顿号分开"),
        col("region_code", "辖区", parsing.text(60), "行政区划", required=True, help="区划代码或名称", example="青禾县"),
        col("phone", "电话", parsing.phone, "联系电话", "手机", is_sensitive=True),
    ),
    "一个岗位一行。系统、安全、审计三类管理员不能由同一岗位兼任。新账号没有口令，由系统管理员发放。",
    ("人员与岗位", "用户", "users"),
)
