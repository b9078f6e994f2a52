"""Addresses of former names of towns and villages: the register administrator's own."""

from __future__ import annotations

from accounts.models import Region, RegionAlias
from tests.addresses.base import NO_METHOD, NOT_THERE, Row
from tests.world import World


def prepare(world: World) -> None:
    village = Region.objects.filter(code__startswith=world.county.code, level="village").select_related("parent").order_by("code")[0]
    world.made["former_name"] = RegionAlias.objects.create(name="老上湾", within=village.parent, region=village)


ROWS: dict[str, Row] = {
    "registers:former_names": Row(post=422, query="?name=旧上湾"),
    "registers:remove_former_name": Row(get=NO_METHOD, post=302, of=lambda w: {"pk": w.made["former_name"].pk}, abroad=NOT_THERE),
}
