"""Who owes old people support: nobody at all, somebody without means, or a child who lives elsewhere. A random of its own: other sheets stay as they were."""

from __future__ import annotations

from datetime import date
from random import Random

from registers.synthetic.model import County, Home, Human
from registers.synthetic.xlsx import Fen

OLD = 60


def obligors(county: County, home: Home) -> None:
    """Everybody who is 特困, and one old person in three, was asked."""
    for person in home.people:
        rng = Random(f"obligors {person.id_number}")
        is_old = person.age() >= OLD and person.status != "dead"
        if person.is_dirty or not (home.category == "tekun" or (is_old and rng.random() < 0.33)):
            continue
        if home.category == "tekun" or rng.random() < 0.3:
            said_none_or_unable(county, home, person, rng)
        else:
            child(county, home, person, rng)


def said_none_or_unable(county: County, home: Home, person: Human, rng: Random) -> None:
    if rng.random() < 0.7:
        county.add("obligors", home=home, person=person, is_none=True)
        return
    county.add(
        "obligors", home=home, person=person, is_none=False, name=f"{person.name[0]}{rng.choice('德福贵长')}{rng.choice('才旺发明')}", relation="sibling",
        birth=date(rng.randint(1938, 1950), rng.randint(1, 12), rng.randint(1, 28)), income=Fen(rng.randint(3000, 9000) * 100), has_low_property=True,
        ability="年事已高，靠养老金生活",
    )  # fmt: skip


def child(county: County, home: Home, person: Human, rng: Random) -> None:
    county.add(
        "obligors", home=home, person=person, is_none=False, name=f"{person.name[0]}{rng.choice('建志海晓')}{rng.choice('军强燕梅')}", relation="child",
        birth=date(rng.randint(1972, 1995), rng.randint(1, 12), rng.randint(1, 28)), income=Fen(rng.randint(9000, 60000) * 100), has_low_property=False,
        ability="在外务工，逢年节给生活费" if rng.random() < 0.5 else None,
    )  # fmt: skip
