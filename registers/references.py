"""Whom and where a row speaks of: villages, households and people, each asked for once for the whole file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from django.db import connection

from accounts.choices import RegionLevel
from accounts.encryption import blind_index
from accounts.models import Region, RegionAlias
from households.models import Household, Member, Person
from registers.parsing import BadCell
from registers.rows import Rows

NOT_A_MEMBER = "身份证号没有登记在任何一户。请核对号码，或先导入“家庭成员”。"


@dataclass(frozen=True)
class Known:
    """A person already registered and the household he lives in (or last lived in)."""

    person_id: int
    name: str
    household_id: int


def known_people(numbers: Iterable[str]) -> dict[str, Known]:
    """People by ID number (blind index), each with his living membership, else the latest one. One query."""
    by_index = {blind_index("id_number", number): number for number in set(numbers)}
    if not by_index:
        return {}
    person, member = Person._meta.db_table, Member._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT DISTINCT ON (p.id) p.id_index, p.id, p.name, m.household_id FROM {person} p JOIN {member} m ON m.person_id = p.id "
            "WHERE p.id_index = ANY(%s) ORDER BY p.id, (m.left_on IS NULL AND NOT m.is_claim) DESC, (m.left_on IS NULL) DESC, m.id DESC",
            [list(by_index)],
        )
        return {by_index[bytes(index)]: Known(person_id, name, household_id) for index, person_id, name, household_id in cursor.fetchall()}


def known_households(numbers: Iterable[str]) -> dict[str, int]:
    """Household ids by household number. One query."""
    return dict(Household.objects.filter(household_no__in=set(numbers)).values_list("household_no", "pk"))


def memberships(person_ids: Iterable[int]) -> set[tuple[int, int]]:
    """(household, person) pairs of these people, past ones and claims included."""
    return set(Member.objects.filter(person_id__in=set(person_ids)).values_list("household_id", "person_id"))


def resolve_people(rows: Rows, *, code: str = "id_number", name: str | None = "name", required: bool = True) -> dict[str, Known]:
    """Find everybody a column names; rows about strangers, or with another name than the registered one, are rejected."""
    numbers = {number for _, number in rows.live(code) if number}
    people = known_people(numbers)
    for index, number, written in rows.live(code, name or code):
        if not number:
            continue
        known = people.get(number)
        if known is None:
            if required:
                rows.reject(index, code, NOT_A_MEMBER)
        elif name and written and written != known.name:
            rows.reject(index, name, "与这个身份证号登记的姓名不同。请核对身份证号和姓名。")
    return people


class Areas:
    """Every village by code, former code, name, town and name together, or remembered alias (domain §7.3)."""

    def __init__(self) -> None:
        regions = list(Region.objects.select_related("parent"))
        self.by_code = {region.code: region for region in regions}
        self.by_code |= {code: region for region in regions for code in region.former_codes if code not in self.by_code}
        self.by_name: dict[str, list[Region]] = defaultdict(list)
        for region in regions:
            self._learn(region.name, region)
            if region.parent:
                self._learn(region.parent.name + region.name, region)
        for alias in RegionAlias.objects.select_related("region__parent"):
            self._learn(alias.name, alias.region)
        self.villages = sorted({region.name for region in regions if region.level == RegionLevel.VILLAGE})
        self.memo: dict[str, Region | BadCell] = {}

    def _learn(self, name: str, region: Region) -> None:
        known = self.by_name[_bare(name)]
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
        found = self.by_name.get(_bare(written), [])
        if len(found) > 1:
            raise BadCell(f"有{len(found)}个同名区划。请填区划代码。")
        if not found:
            raise BadCell("没有这个区划。请填区划代码，或先导入“区划”。")
        return found[0]

    def _village(self, written: str) -> Region:
        if written.isdigit():
            region = self.by_code.get(written)
            if region is None:
                raise BadCell("区划代码不在库里。请填12位村级代码，或先导入“区划”。")
            found = [region]
        else:
            found = self.by_name.get(_bare(written), [])
        villages = [region for region in found if region.level in {RegionLevel.VILLAGE, RegionLevel.GRID}]
        if len(villages) == 1:
            return villages[0]
        if villages:
            places = "、".join(sorted(region.parent.name for region in villages if region.parent))
            raise BadCell(f"有{len(villages)}个同名的村（{places}）。请填12位区划代码。")
        if found:
            raise BadCell(f"“{found[0].name}”是{found[0].get_level_display()}，要填到村或社区。")
        near = get_close_matches(_bare(written), self.villages, n=3, cutoff=0.4)
        hint = f"相近的有：{'、'.join(near)}。" if near else ""
        raise BadCell(f"没有这个村。{hint}旧村名请在“区划”的曾用名里登记后重导。")


def _bare(name: str) -> str:
    """A name without 街道办事处, 村民委员会 and the like."""
    text = "".join(name.split())
    for tail, short in (
        ("街道办事处", "街道"),
        ("村民委员会", "村"),
        ("村委会", "村"),
        ("居民委员会", "社区"),
        ("社区居委会", "社区"),
        ("人民政府", ""),
    ):
        if text.endswith(tail):
            return text[: -len(tail)] + (short if not text[: -len(tail)].endswith(short or "\0") else "")
    return text
