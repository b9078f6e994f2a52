"""Who lives together: families of a given size with ages, ties, work and schooling that fit each other."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from registers.synthetic import names
from registers.synthetic.model import SCHOOL_DAY, TODAY, County, Home, Human


def born(rng: Random, low: int, high: int) -> date:
    """A birthday of someone aged `low`..`high` completed years today."""
    age = rng.randint(low, high)
    return TODAY - timedelta(days=age * 365 + age // 4 + rng.randint(3, 360))


class FamilyMaker:
    """Makes people one by one and families by size."""

    def __init__(self, county: County) -> None:
        self.county, self.rng = county, county.rng

    def person(self, sex: str, birth: date, relation: str, family_name: str) -> Human:
        rng = self.rng
        if rng.random() < 0.004:
            name, ethnicity = names.minority(rng, sex), rng.choice(("05", "04", "02"))
        else:
            name = family_name + names.given(rng, sex, birth.year)
            ethnicity = "01" if rng.random() < 0.95 else rng.choice(("03", "11", "15", "06"))
        human = Human(name, sex, birth, relation, self.county.ids.issue(birth, sex), ethnicity)
        self.settle(human)
        return human

    def settle(self, human: Human) -> None:
        """School, work, labour, marriage, health by age."""
        rng, age = self.rng, human.age()
        human.school = school_of(rng, human)
        studying = human.school not in {"not", "preschool"}
        human.education = education_of(rng, human, age)
        if age < 16 or studying:
            human.labour, human.job = "none", "student" if studying else ""
        elif age < 60:
            human.labour = rng.choices(("ordinary", "skilled", "weak"), (80, 9, 11))[0]
            human.job = rng.choices(("farming", "migrant", "local_job", "self_employed", "flexible"), (34, 30, 20, 6, 10))[0]
        else:
            human.labour = "weak" if age < 68 and rng.random() < 0.4 else "none"
            human.job = "farming" if human.labour == "weak" else "other"
        if age >= 22 and human.relation in {"02", "10"}:
            human.marital = "20"
        if age >= 50 and rng.random() < 0.2:
            human.health = "chronic"
        if studying and human.school in {"college", "bachelor"}:
            human.status = "studying"
        elif human.job == "migrant":
            human.status = "away_working"
        if age >= 16 and rng.random() < 0.7:
            human.phone = phone(rng)

    def fill(self, home: Home, style: str = "") -> None:
        """Fill `home` with `home.size` people. Styles: old (60+ alone or as a couple), weak (little labour), '' (any family)."""
        rng, size = self.rng, home.size
        surname = names.surname(rng)
        if size == 1:
            low, high = (62, 88) if style == "old" else (30, 58) if style == "adult" else (40, 80)
            head = self.person(rng.choice("112"), born(rng, low, high), "02", surname)
            head.marital = "30" if head.age() > 65 and rng.random() < 0.6 else "10"
            home.people = [head]
        elif style == "old" and size == 2:
            home.people = self.couple(surname, 62, 82)
        elif style == "weak":
            home.people = self.weak_family(surname, size)
        elif size == 2:
            home.people = self.couple(surname, 50, 76) if rng.random() < 0.6 else self.one_parent(surname, 2)
        else:
            home.people = self.family(surname, size)
        # Adults at home outnumber jobs: somebody must be able to work in a plain family.
        if not style and size > 1 and not any(one.able for one in home.people):
            home.people[0].labour, home.people[0].job = "weak", "farming"

    def couple(self, surname: str, low: int, high: int, head_relation: str = "02") -> list[Human]:
        head = self.person("1", born(self.rng, low, high), head_relation, surname)
        birth = head.birth + timedelta(days=self.rng.randint(-900, 1500))
        spouse = self.person("2", min(birth, TODAY - timedelta(days=23 * 366)), "10", names.surname(self.rng))
        return [head, spouse]

    def children(self, surname: str, parent: Human, count: int) -> list[Human]:
        """Own children of `parent`, three years apart, none older than the parent allows."""
        rng, made = self.rng, []
        eldest = max(0, min(21, parent.age() - rng.randint(23, 28)))
        seen = {"1": 0, "2": 0}
        for index in range(count):
            age = max(0, eldest - index * rng.randint(2, 4))
            sex = rng.choice("12")
            relation = {"1": ("22", "23", "20"), "2": ("32", "33", "30")}[sex][min(seen[sex], 2)]
            seen[sex] += 1
            made.append(self.person(sex, born(rng, age, age), relation, surname))
        return made

    def one_parent(self, surname: str, size: int) -> list[Human]:
        head = self.person(self.rng.choice("12"), born(self.rng, 34, 50), "02", surname)
        head.marital = self.rng.choice(("30", "40"))
        return [head, *self.children(surname, head, size - 1)]

    def family(self, surname: str, size: int) -> list[Human]:
        """A couple with children, and the head's parents when there is room."""
        people = self.couple(surname, 30, 47)
        elders = 0 if size < 4 else self.rng.choice((0, 1, 2)) if size < 6 else 2
        people += self.children(surname, people[0], min(3, size - 2 - elders))
        people += self.parents(surname, people[0], size - len(people))
        while len(people) < size:
            people.append(self.person(self.rng.choice("12"), born(self.rng, 24, 50), "70", surname))
        return people

    def parents(self, surname: str, head: Human, count: int) -> list[Human]:
        made: list[Human] = []
        for relation, sex in (("51", "1"), ("52", "2"))[: max(0, min(count, 2))]:
            age = min(92, head.age() + self.rng.randint(22, 29))
            made.append(self.person(sex, born(self.rng, age, age), relation, surname if sex == "1" else names.surname(self.rng)))
        return made

    def weak_family(self, surname: str, size: int) -> list[Human]:
        """Families that live on little: old couples, one parent, grandparents with a grandchild, a couple with much to carry."""
        rng = self.rng
        shape = rng.random()
        if size == 2 and shape < 0.5:
            people = self.couple(surname, 58, 80)
        elif size <= 3 and shape < 0.75:
            people = self.one_parent(surname, size)
        elif size == 3:
            people = [*self.couple(surname, 60, 74)]
            people.append(self.person(rng.choice("12"), born(rng, 7, 15), "41", surname))
            people[-1].relation = "41" if people[-1].sex == "1" else "42"
        elif size == 2:
            head = self.person(rng.choice("12"), born(rng, 58, 70), "02", surname)
            son = self.person("1", born(rng, 28, 40), "22", surname)
            people = [head, son]
        else:
            people = self.family(surname, size)
        for one in people:
            if 16 <= one.age() < 60 and one.able:
                one.labour = rng.choices(("weak", "lost", "ordinary"), (60, 15, 25))[0]
                if one.labour == "lost":
                    one.job, one.health, one.status = "unemployed", rng.choice(("serious", "chronic")), "present"
        return people


def school_of(rng: Random, human: Human) -> str:
    """在校生状况 in the school year 2025–26 by the age on its first day."""
    age = human.age(SCHOOL_DAY)
    if age < 3:
        return "not"
    if age < 6:
        return "preschool" if age >= 5 or rng.random() < 0.7 else "not"
    if age < 12:
        return "primary"
    if age < 15:
        return "junior"
    if age < 18:
        return "senior" if rng.random() < 0.6 else "vocational" if human.age() <= 16 or rng.random() < 0.8 else "not"
    if age < 22:
        return rng.choices(("bachelor", "college", "not"), (28, 30, 42))[0]
    return "not"


def education_of(rng: Random, human: Human, age: int) -> str:
    """文化程度 code; pupils hold the stage below the one they are in."""
    by_stage = {"primary": "01", "preschool": "01", "junior": "80", "senior": "70", "vocational": "70", "college": "60", "bachelor": "60"}
    if human.school in by_stage:
        return by_stage[human.school]
    if age < 6:
        return "01"
    if age >= 65:
        return rng.choices(("90", "80", "70"), (35, 45, 20))[0]
    return rng.choices(("80", "70", "60", "40", "30", "20"), (18, 48, 16, 8, 7, 3))[0]


def phone(rng: Random) -> str:
    """An invented mobile number: the demo calls nobody."""
    return f"19900{rng.randint(0, 999999):06d}"
