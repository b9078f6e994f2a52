"""The plain-Python twin of the rules: what each should answer of a plain household. Written from rulings B and C and domain §5, not from the SQL."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from tests.monitoring import twin_family as family
from tests.monitoring import twin_registers as registers
from tests.monitoring.twin_events import (
    ON,
    all_of,
    any_of,
    is_new,
    new_accident,
    new_disaster,
    new_illness,
)
from tests.monitoring.twin_facts import (
    age_on,
    business_of,
    counted_people,
    family_view,
    household_facts,
    is_counted,
    is_disabled,
    is_income_member,
    is_known,
    is_new_disability,
    is_severe,
    lost_lately,
    lost_main_earner,
    status_on,
    visits_to,
    wages_of,
)
from tests.monitoring.twin_world import END, LINE, START, START_BEFORE, H, P


def household_answers(household: H) -> dict[str, bool | None]:
    """Answers of the household rules for those whom each rule asks; others are absent."""
    facts, line = household_facts(household), LINE[household.area]
    answers = visits_to(household) | {"I08": registers.money_astray([person.own for person in household.people])}
    if household.category in {"dibao", "tekun"}:
        answers["I09"] = registers.standard_without_effect(household.category, [person.own for person in household.people])
    if facts.counted == 0:
        return answers
    free = not household.category and not household.tag and not household.open_case
    untagged = not household.tag and not household.open_case
    rural, tuopin = household.area == "rural", household.kind == "tuopin"
    listed = bool(household.category) or household.tag
    below = None if facts.gross is None else facts.gross < line * facts.n
    if free:
        answers["R01"] = below
        if rural:
            answers["R05"] = None if facts.gross is None else not below and facts.gross - facts.self_pay_window < line * facts.n
    if untagged and tuopin:
        answers["R02"], answers["R03"] = facts.single > 400000, facts.year > 670000
    if untagged and not tuopin and (rural or household.relocated):
        answers["R04"] = facts.single > 1000000 or facts.year > 1000000
    if rural:
        answers["R07"] = None if household.grade is None else household.grade in {"C", "D", "none"}
        answers["R08"] = None if household.water is None else any_of("bad" in household.water, None if "" in household.water else False)
    fall = None
    if facts.previous is not None:
        fall = (
            False
            if facts.previous <= 0
            else (None if facts.gross is None else facts.previous - facts.gross >= Fraction(3, 10) * facts.previous)
        )
    severe = any(is_counted(p) and p.disability and is_severe(p) and is_new_disability(p, household.visited_on) for p in household.people)
    lost_earner = any((wages_of(person) or 0) > 0 for person in lost_lately(household))
    illness = any_of(*(new_illness(p.illnesses, household.visited_on) for p in household.people if is_counted(p)))
    disaster, accident = new_disaster(household.disasters, household.visited_on), new_accident(household.disasters, household.visited_on)
    events = any_of(severe, illness, lost_earner, disaster, accident, fall)
    answers["R15"], answers["R16"] = disaster, accident
    people, earners = counted_people(household), [family_view(person) for person in household.people if is_income_member(person)]
    if free:
        answers["R18"] = all_of(family.new_member(people, household.registered_on, household.visited_on), below)
        answers["R27"] = family.near_miss(facts.gross, line * facts.n, fall, family.spending_rises(earners, facts.previous is not None))
    if is_known(household):
        answers["R19"] = family.many_students(people)
        if not family.is_alone(people, household.category, household.tag):
            answers["R20"] = family.needs_care(people)
        business = {since: business_of(household, since, until) for since, until in ((START, END), (START_BEFORE, START))}
        if facts.previous is not None and business[START_BEFORE] > 0:
            answers["R14"] = None if facts.gross is None else business[START] <= Fraction(7, 10) * business[START_BEFORE]
    if household.relocated:
        labour = [person.labour for person in household.people if is_counted(person)]
        idle = not any(registers.is_at_work(person.own) for person in household.people if is_counted(person))
        answers["R22"] = all_of(any_of("ordinary" in labour, None if "" in labour else False), idle)
    if untagged and rural and household.category == "dibao":
        answers["R06"] = any_of(*(is_new(*p.claim, household.visited_on) for p in household.people if is_counted(p) and p.claim))
    if not household.open_case:
        answers["R17"] = lost_main_earner(household, facts.gross)
    if household.refused_on and household.refused_on >= date(2024, 6, 15) and not household.open_case:
        answers["R23"] = events
    if household.exited_on and household.exited_on >= date(2024, 6, 15) and not household.open_case:
        answers["R24"] = events
    if listed:
        answers["A01"] = vehicles_beyond(household)
        owners = [person.own for person in household.people if is_counted(person)]
        answers |= registers.household_answers(household.category, household.area, owners, household.told)
    return answers


def may_work(person: P) -> bool | None:
    """Of working age, able, and not at school."""
    age = None if person.birth is None else 16 <= age_on(person.birth, ON) <= 59
    able = None if person.labour == "" else person.labour == "ordinary"
    return all_of(age, able, status_on(person) != "studying", person.attendance not in {"enrolled", "home_taught"})


def wages_fall(person: P, previous: Fraction | None, gross: Fraction | None) -> bool | None:
    """His own wages against the window before; whether anybody was asked is known of the household."""
    before, now = (sum(amount for kind, _, month, amount in person.incomes if kind == "wage" and since <= month < until)
                   for since, until in ((START_BEFORE, START), (START, END)))  # fmt: skip
    if previous is None:
        return None
    return False if before <= 0 else (None if gross is None else before - now >= Fraction(3, 10) * before)


def vehicles_beyond(household: H) -> bool | None:
    """Cars hang on the first person; they count while he is counted."""
    owner = household.people[0]
    counted = (
        [value for kind, value, livelihood in household.cars if kind in {"car", "truck"} and not livelihood] if is_counted(owner) else []
    )
    if household.category in {"tekun", "dibao"}:
        return len(counted) > 0
    dear = False if not counted else (None if None in counted else max(v for v in counted if v is not None) > 8000000)
    return any_of(len(counted) > 1, all_of(len(counted) > 0, dear))


def member_answers(household: H) -> dict[tuple[str, int], bool | None]:
    """Answers of the member rules by position in the household."""
    answers: dict[tuple[str, int], bool | None] = {}
    known = is_known(household)
    anybody = any(is_counted(person) for person in household.people)
    at_home = any(is_counted(person) and status_on(person) in {"present", "studying"} for person in household.people)
    for number, person in enumerate(household.people):
        if is_counted(person):
            school_age = None if person.birth is None else 6 <= age_on(person.birth, ON) <= 15
            absent = None if person.attendance is None else person.attendance == "absent"
            answers["R09", number] = all_of(school_age, absent)
            if known:
                medical = {status for kind, status in person.insurance if kind in {"resident_medical", "worker_medical"}}
                answers["R10", number] = "not_insured" in medical and "insured" not in medical
            card = person.disability if is_disabled(person) else None
            answers["R29", number] = card is not None and registers.misses_a_subsidy(person.own, card[1], card[2], person.category)
            may, facts = may_work(person), household_facts(household)
            if known:
                answers["R13", number] = all_of(
                    may, any_of(registers.has_lost_job(person.own), wages_fall(person, facts.previous, facts.gross))
                )
            if household.category or household.tag:
                answers["R26", number] = all_of(may, not registers.is_at_work(person.own), not registers.wishes_training(person.own))
                answers |= {(code, number): said for code, said in registers.member_answers(person.own, household.area).items()}
            if not household.open_case:
                answers["R12", number] = is_new_disability(person, household.visited_on)
            if not household.tag and not household.open_case:
                answers["R11", number] = new_illness(person.illnesses, household.visited_on)
        is_claimed = bool(person.claim or person.category or registers.live_claims(person.own))
        answers |= {
            (code, number): said for code, said in integrity_answers(person, is_claimed, known, household.category or household.tag).items()
        }
        died = person.died_on if person.died_on and person.died_on <= ON else None
        answers["I01", number] = died is not None and (is_claimed or any(month > died for _, month in registers.paid_months(person.own)))
        if is_claimed and (household.category or household.tag):
            answers["A09", number] = registers.long_absent(
                status_on(person), is_counted(person), person.since, household.visited_on, at_home
            )
    return answers if anybody else {key: value for key, value in answers.items() if key[0] in {"I01", "I02", "I03", "I05", "I10", "A09"}}


def integrity_answers(person: P, is_claimed: bool, is_known: bool, is_listed: bool) -> dict[str, bool | None]:
    """What registers say of one person against each other."""
    own, age = person.own, None if person.birth is None else age_on(person.birth, ON)
    answers: dict[str, bool | None] = {
        "I02": registers.held_and_served(own, status_on(person), person.since, is_claimed),
        "I03": registers.in_two_categories(own, bool(person.claim)),
        "I05": registers.paid_twice(own),
    }
    if own.care and "tekun" in {register for register, _ in registers.live_claims(own)}:
        answers["I10"] = registers.has_care_amiss(own, person.disability[:2] if is_disabled(person) else None, age)
    if is_counted(person) and is_known:
        then = None if person.birth is None else age_on(person.birth, date(2026, 4, 30))
        answers["I06"] = any_of(registers.crossed_an_age(then, age), status_on(person) == "studying" and person.attendance == "finished")
    if is_counted(person) and is_listed:
        answers["I07"] = registers.has_expired_paper(own, person.disability is not None and not person.disability[4], person.category)
    return answers
