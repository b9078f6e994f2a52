"""Numbers of the law as they would be: other rows put before those in force, nothing stored.

The sets they make up have the keys of the stored ones where one stands for the same corners, so that facts that do not change are read as they are.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from accounts.models import Region
from households.applied import CountyNumbers, corner_of, digest, sets_of
from households.models import AppliedParameters
from policies.models import Numbers, Parameter

Sets = dict[tuple[str, str], dict[str, Any]]


@dataclass(frozen=True)
class TriedNumbers:
    """The numbers of a county's corners and the sets of AppliedParameters they refer to, stored or not."""

    numbers: CountyNumbers
    applied: tuple[AppliedParameters, ...]


def with_rows(numbers: Numbers, rows: Iterable[Parameter]) -> Numbers:
    """As if these rows had been confirmed: the nearest region and the exact area still go first, then the latest start, then the new row."""
    found = Numbers(numbers.on, {code: list(known) for code, known in numbers.rows.items()}, numbers.ended)
    for row in rows:
        found.rows[row.code] = [row, *found.rows.get(row.code, [])]
    return found


def tried_numbers(county: Region, numbers: Numbers, like: TriedNumbers | None = None) -> TriedNumbers:
    """Every corner's set without storing any. `like`: the sets these replace. Raises ParameterMissing."""
    sets, by_village = sets_of(numbers, county)
    ids = keys_like(sets, like.numbers) if like else stored_keys(sets)
    corners = tuple(corner_of(place, area, ids[place, area], values) for (place, area), values in sets.items())
    by_id = {ids[corner]: values for corner, values in sets.items()}
    applied = tuple(AppliedParameters(pk=key, digest=digest(values), **values) for key, values in by_id.items())
    return TriedNumbers(CountyNumbers(numbers, county, corners, by_village), applied)


def stored_keys(sets: Sets) -> dict[tuple[str, str], int]:
    """The stored set of each corner; a set nobody has stored yet has a negative key."""
    digests = {corner: digest(values) for corner, values in sets.items()}
    known = dict(AppliedParameters.objects.filter(digest__in=set(digests.values())).values_list("digest", "pk"))
    missing = {found: -number for number, found in enumerate(sorted(set(digests.values()) - known.keys()), 1)}
    return {corner: (known | missing)[found] for corner, found in digests.items()}


def keys_like(sets: Sets, like: CountyNumbers) -> dict[tuple[str, str], int]:
    """The keys of the sets that are replaced; where one set becomes several, none of them keeps its key."""
    before = {(corner.place, corner.area_type): corner.applied_id for corner in like.corners}
    if before.keys() != sets.keys():
        before = {}
    becomes: dict[int, set[str]] = {}
    for corner, values in sets.items():
        becomes.setdefault(before.get(corner, 0), set()).add(digest(values))
    fresh = {found: -1000 - number for number, found in enumerate(sorted({digest(values) for values in sets.values()}))}
    return {
        corner: before[corner] if before and len(becomes[before[corner]]) == 1 else fresh[digest(values)] for corner, values in sets.items()
    }
