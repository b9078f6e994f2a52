"""On random households the SQL and the plain-Python twin agree exactly, boundaries included."""

from __future__ import annotations

from decimal import Decimal
from random import Random

import pytest
from django.db import connection

from accounts.models import Region
from households.applied import county_numbers
from households.facts import refresh
from households.models import (
    Asset,
    BankBalance,
    Company,
    Death,
    Detention,
    Disability,
    Disaster,
    Enrolment,
    Household,
    HouseholdFacts,
    Housing,
    Illness,
    Income,
    Insurance,
    Job,
    Medical,
    Member,
    Payment,
    Person,
    PublicPost,
    RealEstate,
    RegisterClaim,
    SalaryTax,
    Spending,
    Standing,
    Vehicle,
    Water,
)  # fmt: skip
from monitoring.findings import statement
from monitoring.rules import OPENING
from tests.monitoring import twin, twin_events, twin_facts, twin_random, twin_registers, twin_world
from tests.policies.factories import ParameterFactory

# Ten thousand households together: a quick handful with every run of the suite, the rest with the long tests.
WORLDS = [(1500, 20260615), pytest.param(8500, 1, marks=pytest.mark.long)]
UNPLANTED = {"I04"}  # a second listing: tests/monitoring/test_rules.py


def yuan(fen: int | None) -> Decimal | None:
    return None if fen is None else Decimal(fen).scaleb(-2)


def write(world: list[twin_world.H], village: Region) -> dict[int, twin_world.H]:
    """Put plain households into the tables; returns them by primary key."""
    codes = {"county_code": village.code[:6], "town_code": village.code[:9], "village_code": village.code}
    rows = Household.objects.bulk_create(
        Household(household_no=f"T{number}", head_name="测", village=village, area_type=h.area, household_kind=h.kind, is_relocated=h.relocated,
                  category=h.category, has_monitoring_tag=h.tag, registered_on=h.registered_on, **codes) for number, h in enumerate(world)
    )  # fmt: skip
    Standing.objects.bulk_create(
        Standing(household=row, has_open_case=h.open_case, refused_on=h.refused_on, exited_on=h.exited_on, last_visited_on=h.visited_on)
        for row, h in zip(rows, world, strict=True)
    )
    seats = [(row, h, p) for row, h in zip(rows, world, strict=True) for p in h.people]
    people = Person.objects.bulk_create(
        Person(name=f"测{number}", birth=p.birth, labour=p.labour, school_status=p.life.school, care_level=p.life.care, health=p.own.health)
        for number, (_, _, p) in enumerate(seats)
    )
    made: dict[type, list] = {
        model: []
        for model in (
            Member,
            Income,
            Medical,
            Disability,
            Enrolment,
            Insurance,
            Death,
            RegisterClaim,
            Illness,
            Disaster,
            Spending,
            Housing,
            Water,
            Vehicle,
            Asset,
            RealEstate,
            BankBalance,
            Company,
            SalaryTax,
            Job,
            Detention,
            Payment,
            PublicPost,
        )
    }
    for (row, _, p), person in zip(seats, people, strict=True):
        who = {"household": row, "person": person}
        made[Member].append(
            Member(
                **who,
                relation=p.relation,
                status=p.status,
                status_since=p.since,
                status_until=p.until,
                category=p.category,
                joined_on=p.life.joined_on,
            )
        )
        made[Income] += [
            Income(**who, kind=k, item=i, month=m, amount=yuan(a), source="department", received_on=m, ref=str(n))
            for n, (k, i, m, a) in enumerate(p.incomes)
        ]
        made[Medical] += [
            Medical(
                **who,
                settled_on=d,
                self_pay=yuan(a),
                compliant_self_pay=0,
                total=yuan(a),
                visit_kind=k,
                source="department",
                received_on=d,
                settlement_no=str(n),
            )
            for n, (d, a, k) in enumerate(p.settlements)
        ]
        made[Spending] += [
            Spending(**who, kind=kind, item="支出", month=month, amount=yuan(amount), source="visit", received_on=month, ref=str(n))
            for n, (kind, month, amount) in enumerate(p.life.spending)
        ]
        if p.disability:
            kind, level, issued, received, cancelled = p.disability
            made[Disability].append(
                Disability(
                    **who,
                    kind=kind,
                    level=level,
                    issued_on=issued,
                    received_on=received,
                    is_cancelled=cancelled,
                    expires_on=p.own.card_until,
                )
            )
        if p.attendance:
            made[Enrolment].append(Enrolment(**who, stage=p.life.stage, attendance=p.attendance, received_on=twin_events.ON))
        made[Insurance] += [Insurance(**who, kind=k, status=s, year=2026, received_on=twin_events.ON) for k, s in p.insurance]
        registers_of(made, who, p.own)
        if p.died_on:
            made[Death].append(Death(**who, died_on=p.died_on, received_on=p.death_received))
        if p.claim:
            since, received = p.claim
            made[RegisterClaim].append(RegisterClaim(**who, register="dibao", category="dibao", since=since, received_on=received))
        made[Illness] += [
            Illness(
                **who,
                disease=f"病{n}",
                disease_index=f"{person.pk}-{n}".encode(),
                is_serious=serious,
                diagnosed_on=day,
                received_on=received,
            )
            for n, (serious, day, received) in enumerate(p.illnesses)
        ]
    first = {row.pk: person for (row, _, _), person in reversed(list(zip(seats, people, strict=True)))}
    for row, h in zip(rows, world, strict=True):
        told_by_form(made, row, h.told)
        made[Disaster] += [
            Disaster(
                household=row, kind=k, happened_on=d, received_on=received, house_loss=yuan(house), crop_loss=yuan(crops), loss=yuan(loss)
            )
            for k, d, received, house, crops, loss in h.disasters
        ]
        if h.grade:
            made[Housing].append(Housing(household=row, grade=h.grade, appraised_on=twin_events.ON, received_on=twin_events.ON))
        if h.water:
            made[Water].append(
                Water(
                    household=row,
                    quantity=h.water[0],
                    quality=h.water[1],
                    access=h.water[2],
                    reliability=h.water[3],
                    checked_on=twin_events.ON,
                    received_on=twin_events.ON,
                )
            )
        made[Vehicle] += [
            Vehicle(
                household=row,
                person=first[row.pk],
                plate=f"{row.pk}-{n}",
                plate_index=f"{row.pk}-{n}".encode(),
                kind=k,
                value=yuan(v),
                is_livelihood=livelihood,
                received_on=twin_events.ON,
            )
            for n, (k, v, livelihood) in enumerate(h.cars)
        ]
    for model, objects in made.items():
        model.objects.bulk_create(objects)
    return {row.pk: h for row, h in zip(rows, world, strict=True)}


USES = {"r": "residential", "c": "commercial", "g": "garage"}


def registers_of(made: dict[type, list], who: dict, own: twin_registers.Own) -> None:
    """What the registers say of one person."""
    who = {**who, "received_on": twin_events.ON}
    made[RealEstate] += [RealEstate(**who, location=place, use=USES[place[0]], area=area) for place, area in own.estates]
    made[BankBalance] += [
        BankBalance(**who, bank=bank, asked_on=day, balance=yuan(amount), authorisation="SQ1", authorisation_index=b"1")
        for bank, day, amount in own.balances
    ]
    made[Company] += [
        Company(**who, company_name="测", credit_code=str(n), role=role, status=status, staff=staff, subscribed=yuan(subscribed))
        for n, (role, status, staff, subscribed) in enumerate(own.companies)
    ]
    made[SalaryTax] += [
        SalaryTax(
            **who, employer="测", month=month, wage=yuan(wage), pension=yuan(pension), taxed_income=yuan(taxed), housing_fund=yuan(fund),
            is_state_paid=state,
        )
        for (month, wage, pension, taxed, fund), state in zip(own.salaries, own.state, strict=True)
    ]  # fmt: skip
    made[Detention] += [Detention(**who, kind=kind, started_on=start, ended_on=end) for kind, start, end in own.held]
    names = {"self": who["person"].name, "stranger": "外人", "": ""}
    made[Payment] += [
        Payment(
            **who,
            batch_no=str(n),
            item=item,
            month=month,
            amount=yuan(twin_registers.amount(own, item, month)),
            status=status,
            account_name=names[account],
        )
        for n, (item, month, status, account) in enumerate(own.payments)
    ]
    made[RegisterClaim] += [
        RegisterClaim(
            **who, register=register, category=category, until=until, is_cleared=cleared, care_level=own.care if register == "tekun" else ""
        )
        for register, category, until, cleared in own.claims
    ]
    made[Job] += [
        Job(
            **who, is_working=job.works, started_on=job.started, ended_on=job.ended, as_of=job.told, refusals=job.refusals,
            training_wish="电工" if job.wish else "",
        )
        for job in own.offers
    ]  # fmt: skip
    made[PublicPost] += [PublicPost(**who, kind="cleaning", started_on=start, ended_on=end) for start, end in own.posts]


def told_by_form(made: dict[type, list], row: Household, told: twin_registers.Told) -> None:
    """A row that says none stands for a kind that was asked for and is not there."""
    said = {"household": row, "source": "means_check", "as_of": twin_world.START, "received_on": twin_events.ON}
    if told.houses is not None:
        made[Asset] += [Asset(**said, kind="house", item=str(n), area=area) for n, area in enumerate(told.houses)]
        made[Asset].append(Asset(**said, kind="house", item="无", is_none=True)) if not told.houses else None
    if told.machinery is not None:
        made[Asset].append(Asset(**said, kind="machinery", item="收割机", is_none=not told.machinery))
    if told.savings is not None:
        made[Asset].append(Asset(**said, kind="financial", item="存款", value=yuan(told.savings)))


@pytest.mark.parametrize(("households", "seed"), WORLDS)
def test_sql_and_twin_agree_on_random_households(county, village, households, seed):
    r = Random(seed)
    for area in ("rural", "urban"):
        ParameterFactory(code="tekun_standard", region=county, area_type=area, number=8000, valid_from=twin_registers.NEW_STANDARD)
    world = write([twin_random.random_household(r) for _ in range(households)], village)
    refresh(None, numbers=county_numbers(county, twin_events.ON), on=twin_events.ON)
    facts = HouseholdFacts.objects.in_bulk()
    for pk, h in world.items():
        mine = twin_facts.household_facts(h)
        known = None if facts[pk].gross is None else facts[pk].gross * 100
        assert known == (None if mine.gross is None else Decimal(mine.gross.numerator) / Decimal(mine.gross.denominator)), h
        assert (facts[pk].counted_members, facts[pk].income_members) == (mine.counted, mine.n), h

    sql, values = statement(county.code)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found = {(row[0], row[1], row[2]): row[3] for row in cursor.fetchall() if row[0]}
    people: dict[int, list[int]] = {}
    for household_id, person_id in Member.objects.order_by("pk").values_list("household_id", "person_id"):
        people.setdefault(household_id, []).append(person_id)
    expected = {}
    for pk, h in world.items():
        expected |= {(code, pk, None): answer for code, answer in twin.household_answers(h).items() if answer is not False}
        expected |= {
            (code, pk, people[pk][number]): answer for (code, number), answer in twin.member_answers(h).items() if answer is not False
        }
    differing = {
        key: (found.get(key, False), expected.get(key, False), world[key[1]])
        for key in found.keys() ^ expected.keys() | {k for k in found.keys() & expected.keys() if found[k] is not expected[k]}
    }
    assert not differing, list(differing.items())[:3]
    assert {code for code, _, _ in expected} == {rule.code for rule in OPENING} - UNPLANTED
