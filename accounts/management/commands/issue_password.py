"""How the first administrator of an installation gets in: a one-time password, shown once."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from accounts.passwords import issue


class Command(BaseCommand):
    help = "给一个账号发放一次性口令（只显示这一次，首次登录必须改）。装好系统、导入人员后用它让第一位系统管理员登录，其余的人由他在页面上发放。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", help="账号。")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["username"]).first()
        if user is None:
            raise CommandError(f"没有账号 {options['username']}，请先导入人员与岗位。")
        if not user.is_active:
            raise CommandError(f"账号 {user.username} 已停用。")
        self.stdout.write(f"{user.name}（{user.username}）的一次性口令：{issue(user)}")
