"""Addresses of the pool of alerts beside the list itself: looking again into what was closed, the group leaders' lists."""

from __future__ import annotations

from django.core.files.base import ContentFile

from accounts.roles import Role
from monitoring.models import PlatformFile, PlatformRow
from tests.addresses.base import NO_METHOD, Row, thing, verb
from tests.monitoring.factories import ON
from tests.world import World


def prepare(world: World) -> None:
    file = PlatformFile(county=world.county, file_name="下发.xlsx", file_hash="0" * 64, taken_by=world.inside[Role.TASKFORCE], taken_on=ON)
    file.file.save("platform.xlsx", ContentFile(b"sealed"), save=False)
    file.save()
    PlatformRow.objects.create(file=file, row_number=3, name="周守田", title="失业", verdict="refused", remedy="姓名与登记的不同")
    world.made["platform_batch"] = file


ROWS: dict[str, Row] = {
    "monitoring:recheck": Row(get=NO_METHOD, post=302, data=lambda w: {"alert": w.closed.pk, "why": "今年以来又有人反映他家困难"}),
    "monitoring:platform_file": Row(post=422),
    "monitoring:platform_batch": thing("platform_batch"),
    "monitoring:withdraw_platform_file": verb("platform_batch", data=lambda w: {"reason": "文件传错了"}),
    "monitoring:platform_refused": verb("platform_batch", post=422),
    "monitoring:group_lists": Row(),
    "monitoring:new_group_list": Row(post=422),
}
