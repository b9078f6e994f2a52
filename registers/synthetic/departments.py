"""What further departments know: illness, work, harm, property, money given. A random of its own each, so the other sheets stay as they were."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from registers.synthetic import given, harm, means, work
from registers.synthetic.model import County, Home, Human
from registers.synthetic.plans import scaled

Pair = tuple[Home, Human]


def fill(county: County) -> None:
    """Every register of them, each with at least one row whatever the county's size."""
    for register in (
        work.jobs, work.public_posts, harm.illness, harm.disasters, harm.detentions, means.real_estate, means.companies, means.salaries_tax,
        means.bank_balances, given.loans, given.measures, given.payments,
    ):  # fmt: skip
        register(county, Random(f"{register.__name__} {county.homes[0].head.id_number}"))


def people(county: County) -> Iterator[Pair]:
    """Everybody a register may speak of: the lost rows and the dead aside."""
    for home in county.homes:
        for person in home.people:
            if not person.is_dirty and person.status != "dead":
                yield home, person


def some(county: County, rng: Random, among: list[Pair], count: int) -> list[Pair]:
    """`count` of the full county's, scaled, at least one; in the order of the villages."""
    chosen = rng.sample(range(len(among)), min(scaled(count, len(county.homes)), len(among)))
    return [among[place] for place in sorted(chosen)]
