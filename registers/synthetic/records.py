"""What the departments know of plain households: schools, insurance, houses, water, certificates, cars, deaths."""

from __future__ import annotations

from datetime import date

from registers.synthetic.medical import day_between
from registers.synthetic.model import County, Home, Human
from registers.synthetic.xlsx import Fen

GRADES = {
    "primary": ["一年级", "二年级", "三年级", "四年级", "五年级", "六年级"],
    "junior": ["七年级", "八年级", "九年级"],
    "senior": ["高一", "高二", "高三"],
    "vocational": ["中职一年级", "中职二年级", "中职三年级"],
}
FIRST_AGE = {"primary": 6, "junior": 12, "senior": 15, "vocational": 15}


def school(county: County, home: Home, person: Human, attendance: str = "enrolled", reason: str = "") -> None:
    """学籍: the school year's record; pupils that are counted but without one are a data task."""
    rng, stage = county.rng, person.school
    assert home.village
    town = home.village.town_name.rstrip("镇").removesuffix("街道")
    names = {
        "preschool": f"{town}中心幼儿园",
        "primary": f"{town}中心小学",
        "junior": f"{town}初级中学",
        "senior": "青禾县第一中学" if rng.random() < 0.5 else "青禾县第二中学",
        "vocational": "青禾县职业教育中心",
        "college": "省职业技术学院",
        "bachelor": rng.choice(("省师范大学", "省理工大学", "省农业大学")),
    }
    grades = GRADES.get(stage, ["大一", "大二", "大三"])
    index = min(max(person.age(date(2025, 8, 31)) - FIRST_AGE.get(stage, 18), 0), len(grades) - 1)
    county.add(
        "students",
        home=home,
        person=person,
        number=f"G{person.id_number}",
        school=names.get(stage, f"{town}中心小学"),
        stage=stage,
        grade="大班" if stage == "preschool" else grades[index],
        boarding=stage in {"senior", "vocational", "college", "bachelor"} or (stage == "junior" and rng.random() < 0.5),
        attendance=attendance,
        reason=reason,
    )


def insure(county: County, person: Human, home: Home, status: str = "insured") -> None:
    rng = county.rng
    worker = person.job == "local_job" and home.area == "urban"
    county.add(
        "insurance",
        home=home,
        person=person,
        kind="worker_medical" if worker else "resident_medical",
        year=2026,
        status=status,
        paid_on=date(2025, rng.choice((10, 11, 12)), rng.randint(1, 28)) if status == "insured" else None,
        paid=Fen(400_00 if not home.category else 0 if home.category == "tekun" else 200_00)
        if status == "insured" and not worker
        else None,
        subsidy={"tekun": "特困全额资助", "dibao": "低保定额资助", "dibao_margin": "边缘定额资助"}.get(home.category, ""),
        subsidy_amount=Fen({"tekun": 400_00, "dibao": 200_00, "dibao_margin": 200_00}.get(home.category, 0)) if home.category else None,
    )


def house(county: County, home: Home, grade: str, on: date | None = None) -> None:
    county.add(
        "housing",
        home=home,
        grade=grade,
        appraiser="" if grade == "none" else county.rng.choice(("县住房安全鉴定站", "省建科鉴定中心")),
        on=on or day_between(county, date(2023, 3, 1), date(2026, 4, 30)),
        only_home=True,
        occupied=grade != "D",
    )


def tap(county: County, home: Home, states: tuple[str, str, str, str], problem: str = "") -> None:
    county.add(
        "water",
        home=home,
        supply=county.rng.choice(("集中供水", "集中供水", "自来水入户", "自建水窖", "引泉入户")),
        states=states,
        on=day_between(county, date(2025, 9, 1), date(2026, 4, 30)),
        problem=problem,
    )


def certify(county: County, home: Home, person: Human, kind: str, level: int, issued: date, *, suffix: str = "") -> None:
    """残疾人证: number = ID number + kind + level, 22 signs when re-issued."""
    person.health = "disabled"
    if level <= 2 and person.labour in {"ordinary", "skilled"}:
        person.labour, person.job = "lost", "unemployed"
    county.add(
        "disability",
        home=home,
        person=person,
        certificate=f"{person.id_number}{kind}{level}{suffix}",
        kind=kind,
        level=level,
        issued=issued,
        expires=date(issued.year + 10, issued.month, min(issued.day, 28)),
    )


def old_disabilities(county: County, home: Home) -> None:
    """Certificates of years ago: known facts, no news."""
    rng = county.rng
    share = 0.11 if home.category else 0.022
    for person in home.people:
        if (
            person.status == "dead"
            or person.is_dirty
            or county.speaks_of("disability", person)
            or rng.random() > share * (2 if person.age() > 55 else 1)
        ):
            continue
        kind = rng.choices("1234567", (12, 14, 3, 45, 12, 11, 3))[0]
        level = rng.choices((1, 2, 3, 4), (12, 26, 30, 32))[0]
        suffix = "B1" if rng.random() < 0.08 else ""
        certify(county, home, person, kind, level, day_between(county, date(2017, 1, 5), date(2025, 5, 20)), suffix=suffix)


def drive(county: County, home: Home, person: Human, kind: str, value: int | None, registered: date, *, livelihood: bool = False) -> None:
    letters = "ABCDEFGHJKLMNPQRSTUVWXYZ"
    plate = f"禾{county.rng.choice('AB')}{county.rng.choice(letters)}{len(county.rows['vehicles']):04d}"
    county.add(
        "vehicles",
        home=home,
        person=person,
        plate=plate,
        kind=kind,
        registered=registered,
        value=Fen(value) if value is not None else None,
        livelihood=livelihood,
    )


def cars(county: County, home: Home) -> None:
    rng = county.rng
    driver = next((one for one in home.people if 20 <= one.age() < 65 and one.able), None)
    if driver is None or driver.is_dirty or driver.status == "dead":
        return
    registered = day_between(county, date(2014, 1, 1), date(2026, 4, 1))
    if home.category:
        if rng.random() < 0.06:
            drive(county, home, driver, "motorcycle", rng.randint(30, 70) * 100_00, registered)
    elif not home.purpose.startswith("R01") and rng.random() < 0.27:
        drive(county, home, driver, "car", rng.randint(40, 180) * 1000_00, registered)


def die(county: County, home: Home, person: Human, on: date) -> None:
    county.add("deaths", home=home, person=person, died=on, cancelled=None, cremated=on, source="殡仪馆")


def plain_records(county: County, home: Home) -> None:
    """Everything a household has on file that no planted case has already said."""
    for person in home.people:
        if person.is_dirty or person.status == "dead":
            continue
        if person.school != "not" and not county.speaks_of("students", person):
            if home.purpose == "no_school" and 6 <= person.age() <= 15 and home.number not in county.unknown["school_record"]:
                county.unknown["school_record"].append(home.number)
            else:
                school(county, home, person)
        if not county.speaks_of("insurance", person):
            insure(county, person, home)
    old_disabilities(county, home)
    cars(county, home)
    rural_or_listed = home.area == "rural" or bool(home.category)
    if home.house is not None and (rural_or_listed or county.rng.random() < 0.25):
        house(county, home, home.house)
    if home.water is not None and rural_or_listed:
        tap(county, home, home.water)
