"""Where a row speaks of: a village by its code, former code, name, town and name together, or a remembered former name (domain §7.3)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from difflib import get_close_matches

from accounts.choices import RegionLevel
from accounts.models import Region, RegionAlias
from registers.cells import BadCell, tidy

PLACES = (RegionLevel.VILLAGE, RegionLevel.GRID)
GROUP = re.compile(r"(?:第?[\d一二三四五六七八九十]+(?:村民)?(?:组|小组|社|队))$")
TAILS = (
    ("村民委员会", "村"), ("村委会", "村"), ("社区居民委员会", "社区"), ("居民委员会", "社区"), ("社区居委会", "社区"),
    ("居委会", "社区"), ("人民政府", ""), ("政府", ""),
)  # fmt: skip


def bare(name: str) -> str:
    """A name without blanks, 街道办事处, 村民委员会 and the like."""
    text = re.sub(r"街道办(?:事处)?", "街道", "".join(tidy(name).split()))
    for tail, short in TAILS:
        if text.endswith(tail):
            stem = text.removesuffix(tail)
            return stem if short and stem.endswith(short) else stem + short
    return text


class Areas:
    """The regions of a county (of all, without one), asked for once. `remarks`: what to tell the sender of a cell that was understood."""

    def __init__(self, county_code: str = "") -> None:
        regions = list(Region.objects.filter(code__startswith=county_code).select_related("parent"))
        self.by_code = {region.code: region for region in regions}
        self.by_code |= {code: region for region in regions for code in region.former_codes if code not in self.by_code}
        self.by_name: dict[str, list[Region]] = defaultdict(list)
        aliases = list(RegionAlias.objects.filter(within__code__startswith=county_code).select_related("region__parent"))
        names = [(region.name, region) for region in regions] + [(alias.name, alias.region) for alias in aliases]
        called: dict[int, set[str]] = defaultdict(set)
        for name, region in names:
            self._learn(name, region)
            called[region.pk].add(bare(name))
        self.above = sorted({name for region in regions if region.level not in PLACES for name in called[region.pk]}, key=len, reverse=True)
        self._learn_full_names(regions, called)
        self.villages = sorted({region.name for region in regions if region.level == RegionLevel.VILLAGE})
        self.memo: dict[str, Region | BadCell] = {}
        self.remarks: dict[str, str] = {}

    def _learn_full_names(self, regions: Iterable[Region], called: dict[int, set[str]]) -> None:
        """镇名＋村名, with every former name of either."""
        for region in regions:
            for over in called[region.parent_id] if region.parent_id else ():
                for name in called[region.pk]:
                    self._learn(over + name, region)

    def _learn(self, name: str, region: Region) -> None:
        known = self.by_name[bare(name)]
        if all(other.pk != region.pk for other in known):
            known.append(region)

    def village(self, written: str) -> Region:
        """The village a cell means; raises BadCell naming near ones."""
        return self._remember("village", written, self._village)

    def any(self, written: str) -> Region:
        """A region of any level, for offices and positions."""
        return self._remember("any", written, self._any)

    def _remember(self, kind: str, written: str, find: Callable[[str], Region]) -> Region:
        key = f"{kind} {written}"
        if key not in self.memo:
            try:
                self.memo[key] = find(written)
            except BadCell as error:
                self.memo[key] = error
        found = self.memo[key]
        if isinstance(found, BadCell):
            raise found
        return found

    def _any(self, written: str) -> Region:
        if written.isdigit():
            region = self.by_code.get(written) or self.by_code.get(written.rstrip("0"))
            if region is None:
                raise BadCell("区划代码不在库里。请先导入“区划”，或核对代码。")
            return region
        found = self._named(bare(written))
        if len(found) > 1:
            raise BadCell(f"有{len(found)}个同名区划。请填区划代码。")
        if not found:
            raise BadCell("没有这个区划。请填区划代码，或先导入“区划”。")
        return found[0]

    def _named(self, name: str) -> list[Region]:
        """Regions of that name; of a full name, those under the regions it names first (贵州省青禾县柳溪镇上湾村)."""
        found = self.by_name.get(name, [])
        if found:
            return found
        for over in self.above:
            before, sign, rest = name.partition(over)
            # What stands before the county's or town's name is a province or a prefecture; anything else is not understood.
            if sign and rest and (not before or re.fullmatch(r".{1,10}(?:省|自治区|市|州|县|区|镇|乡|街道)", before)):
                codes = tuple(region.code for region in self.by_name[over] if region.level not in PLACES)
                below = [region for region in self._named(bare(rest)) if region.code.startswith(codes)]
                if below:
                    return below
        return []

    def _village(self, written: str) -> Region:
        if written.isdigit():
            region = self.by_code.get(written)
            if region is None:
                raise BadCell("区划代码不在库里。请填12位村级代码，或先导入“区划”。")
            found = [region]
        else:
            found = self._named(bare(written)) or self._without_group(written) or self._without_tail(bare(written))
        villages = [region for region in found if region.level in PLACES]
        if len(villages) == 1:
            return villages[0]
        if villages:
            places = "、".join(sorted(region.parent.name for region in villages if region.parent))
            raise BadCell(f"有{len(villages)}个同名的村（{places}）。请填12位区划代码。")
        if found:
            raise BadCell(f"“{found[0].name}”是{found[0].get_level_display()}，要填到村或社区。")
        near = get_close_matches(bare(written), self.villages, n=3, cutoff=0.4)
        hint = f"相近的有：{'、'.join(near)}。" if near else ""
        raise BadCell(f"没有这个村。{hint}旧村名请登记到“曾用名”后重导。")

    def _without_group(self, written: str) -> list[Region]:
        """上湾村3组: the village; the group is not a region here and is named to the sender."""
        name = "".join(tidy(written).split())
        stem = GROUP.sub("", name)
        found = self._named(bare(stem)) if stem != name else []
        if found:
            self.remarks[written] = f"组不在区划里，按{stem}登记。组写在“家庭住址”里。"
        return found

    def _without_tail(self, name: str) -> list[Region]:
        """上湾 for 上湾村, where no 社区 has the same name."""
        return [region for tail in ("村", "社区") for region in self._named(name + tail)] if len(name) >= 2 else []
