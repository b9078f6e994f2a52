"""What the county's register administrator has on the desk on 15 June: a file to decide on, one that asks for its columns, one whose heading was said by
hand and is remembered, one taken back, one with rows refused, one refused whole, and people who stand in the register twice. Every one through the doors
the pages use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from accounts.models import Position, Region
from accounts.roles import Role
from casework.exceptions import StepRefused
from households import duplicates, merging_people
from households.choices import InsuranceStatus
from households.merge_plan import plan_merge
from households.models import CheckedValue, Household, Insurance, Member, Person, SuspectedPair
from households.national_id import check_digit
from households.relations import HEAD, RELATIONS
from registers import asking, batches, undo
from registers.demo.walk import MAIN_VILLAGE, Cast
from registers.models import Batch, HeadingMemory
from registers.sheets import SHEETS
from registers.synthetic.habits import spoilt_check_digit
from registers.synthetic.xlsx import AsNumber, write_register

Line = dict[str, Any]
TWICE, WITHDRAWN, CONFLICTS, INSURED = 6, 12, 4, 9
OTHER_TOWN = "990101101"  # 石桥镇
UNKNOWN_HEADING = "家在哪儿"
SAID_HEADING = "哪个村的"
CHECKED = Person._meta.db_table


@dataclass(frozen=True)
class Room:
    """Who brings the files, on which day."""

    cast: Cast
    on: date

    @property
    def admin(self) -> Position:
        return self.cast.county_holding(Role.REGISTER_ADMIN)

    def bring(self, sheet: str, lines: Sequence[Line], name: str, *, headings: dict[str, str] | None = None, **how: Any) -> Batch:
        """A workbook of these lines under the register's own headings (or others), uploaded and read at once."""
        codes = list(dict.fromkeys(code for line in lines for code in line))
        header = [(headings or {}).get(code, SHEETS[sheet].by_code[code].title) for code in codes]
        with TemporaryDirectory() as folder:
            path = Path(folder, name)
            write_register(path, tab=SHEETS[sheet].title, header=header, rows=([line.get(code) for code in codes] for line in lines))
            content = path.read_bytes()
        batch = batches.submit(sheet, content, name, on=self.on, by=self.admin, queued=False, **how)
        return batches.run(batch.pk)


def furnish(cast: Cast, on: date) -> str:
    """Everything of the room; returns what stands in it, in words."""
    room = Room(cast, on)
    pairs = people_twice(room)
    taken_back(room)
    rows_refused(room)
    refused_whole(room)
    asks_for_its_columns(room)
    a_heading_is_remembered(room)
    waiting = to_decide(room)
    return f"疑似重复{pairs}对，待确认1批（冲突{waiting.conflict_rows}行），撤回、拒收、退回、待认列各1批，记住表头{HeadingMemory.objects.count()}个"


# ---- people who stand twice ----------------------------------------------------------------------------------------


def people_twice(room: Room) -> int:
    """Households that moved into another town, copied there with one digit of the head's number wrong; three pairs are judged already."""
    heads = list(plain_heads()[:TWICE])
    village = Region.objects.villages().filter(code__startswith=OTHER_TOWN).order_by("-code")[0]
    homes, people = [], []
    for number, head in enumerate(heads, start=1):
        household_no, wrong = f"{village.code}-98{number:02d}", one_digit_wrong(number_of(head.person))
        homes.append(
            {"household_no": household_no, "head_name": head.person.name, "head_id_number": wrong, "region_code": village.code,
             "area_type": "农村", "household_kind": "一般农户", "address": f"{number}组"}
        )  # fmt: skip
        people.append({"household_no": household_no, "name": head.person.name, "id_number": wrong, "relation": RELATIONS[HEAD]})
    room.bring("households", homes, "石桥镇新迁入户.xlsx")
    room.bring("members", people, "石桥镇新迁入户成员.xlsx")
    # The night looks as well; nobody waits for it here.
    duplicates.find_pairs(Region.objects.get(code=room.admin.region.code[:6]), on=room.on)
    judge(room)
    return SuspectedPair.objects.count()


def plain_heads() -> Any:
    """Heads of households of the main town that nothing is under way for, by number."""
    heads = Member.objects.filter(relation=HEAD, left_on__isnull=True, is_claim=False, household__town_code=MAIN_VILLAGE[:9])
    heads = heads.filter(household__applications__isnull=True, person__id_type="01", person__merged_into__isnull=True)
    return heads.select_related("person", "household").order_by("household__household_no")


def number_of(person: Person) -> str:
    sealed: Any = person.id_number
    return str(sealed.reveal())


def one_digit_wrong(number: str) -> str:
    """The same number with the first digit of its sequence copied wrongly and the check digit that belongs to it."""
    first = number[:14] + str((int(number[14]) + 3) % 10) + number[15:17]
    return first + check_digit(first)


def judge(room: Room) -> None:
    """One pair are two people, one waits for a second pair of eyes, one is merged; the others are for whoever looks first."""
    open_pairs = list(SuspectedPair.objects.open().select_related("person_a", "person_b").order_by("pk")[:3])
    admin, taskforce = room.admin, room.cast.county
    for place, pair in enumerate(open_pairs):
        if place == 0:
            duplicates.call_different(pair, reason="两人是堂兄弟，派出所户籍已核对。", by=admin, on=room.on)
            continue
        keep, gone = pair.person_a, pair.person_b
        home = Household.objects.filter(members__person=keep).order_by("pk").first()
        plan = plan_merge(keep, gone, home, by=admin, on=room.on)
        try:
            proposed = merging_people.propose(
                pair, keep=keep, home=home, reason="身份证原件核对，迁入时号码抄错一位。", by=admin, on=room.on, seen=plan.seen
            )
            if place == 1:
                again = plan_merge(keep, gone, home, by=taskforce, on=room.on)
                merging_people.approve(proposed, by=taskforce, on=room.on, seen=again.seen)
        except StepRefused:
            continue  # something is under way for one of them: it stays open, as it would at the desk


# ---- files ---------------------------------------------------------------------------------------------------------


def taken_back(room: Room) -> Batch:
    """Last year's list of helpers, noticed too late and withdrawn."""
    homes = Household.objects.filter(town_code=MAIN_VILLAGE[:9]).exclude(helper="").order_by("household_no")[:WITHDRAWN]
    batch = room.bring("households", [home_line(home) | {"helper": "上年联系人"} for home in homes], "2025年帮扶责任人名单.xlsx")
    if batch.new_rows + batch.changed_rows:
        undo.withdraw(batch, by=str(room.admin), position_id=room.admin.pk, reason="文件传错了，是2025年的名单", on=room.on)
    return batch


def home_line(home: Household) -> Line:
    """The columns a register of households must have, as the register says them."""
    sheet = SHEETS["households"].by_code
    shown = {code: str(sheet[code].show(getattr(home, code))) for code in ("area_type", "household_kind")}
    return {"household_no": home.household_no, "head_name": home.head_name, "region_code": home.village_code, **shown}


def rows_refused(room: Room) -> Batch:
    """The insurance office's supplement: what is known already, and four rows to be mended and sent again."""
    known = Insurance.objects.filter(year=room.on.year, person__id_type="01").select_related("person").order_by("pk")[:INSURED]
    sheet = SHEETS["insurance"].by_code
    lines: list[Line] = [
        {"name": row.person.name, "id_number": number_of(row.person), "kind": sheet["kind"].show(row.kind), "year": row.year,
         "status": sheet["status"].show(row.status)}
        for row in known
        if row.person
    ]  # fmt: skip
    for line, spoilt in zip(lines[-4:], SPOILT, strict=False):
        spoilt(line)
    return room.bring("insurance", lines, "医保参保补充名单.xlsx")


def _wrong_digit(line: Line) -> None:
    line["id_number"] = spoilt_check_digit(line["id_number"])


def _as_number(line: Line) -> None:
    line["id_number"] = AsNumber(line["id_number"][:17] + "0")


def _unknown_state(line: Line) -> None:
    line["status"] = "待核"


def _lost_character(line: Line) -> None:
    line["name"] = line["name"][:-1] + "?"


SPOILT = (_wrong_digit, _as_number, _unknown_state, _lost_character)


def refused_whole(room: Room) -> Batch:
    """A list without numbers: nobody can be found by it."""
    lines = [
        {"name": head.person.name, "kind": "居民医保", "year": room.on.year, "status": str(InsuranceStatus.INSURED.label)}
        for head in plain_heads()[:5]
    ]
    return room.bring("insurance", lines, "村医保名单.xlsx")


def asks_for_its_columns(room: Room) -> Batch:
    """A village's own words in the heading: the file waits until somebody says which column that is."""
    lines = [home_line(head.household) for head in plain_heads()[:5]]
    return room.bring("households", lines, "上湾村自留户册.xlsx", headings={"region_code": UNKNOWN_HEADING}, asks=True)


def a_heading_is_remembered(room: Room) -> Batch:
    """Another village's words, said once on 确认列对应 and kept for the office: its next file is read without asking."""
    lines = [home_line(head.household) for head in plain_heads()[5:10]]
    batch = room.bring("households", lines, "下湾村户册.xlsx", headings={"region_code": SAID_HEADING}, asks=True)
    question = asking.question_of(batch)
    codes = {column.index: column.code or "region_code" for column in question.proposed.columns}
    asking.answer(batch, question, codes, question.read_tabs, by=room.admin)
    return batches.run(batch.pk)


def to_decide(room: Room) -> Batch:
    """The town's list of members: some say otherwise than people declared on the one form; nothing is entered yet."""
    checked = CheckedValue.objects.filter(table=CHECKED, column="labour").order_by("target_id").values_list("target_id", flat=True)
    members = Member.objects.filter(left_on__isnull=True, is_claim=False, person__id_type="01").select_related("person", "household")
    met = list(members.filter(person__in=list(checked)).exclude(person__labour="").order_by("pk")[:CONFLICTS])
    plain = list(members.filter(household__town_code=MAIN_VILLAGE[:9]).exclude(pk__in=[one.pk for one in met]).order_by("pk")[:9])
    labour = SHEETS["members"].by_code["labour"]
    lines = [member_line(one) for one in (*met, *plain)]
    for one, line in zip(met, lines, strict=False):
        line["labour"] = labour.show("ordinary" if one.person.labour != "ordinary" else "weak")
    for place, line in enumerate(lines[len(met) : len(met) + 4]):
        line["phone"] = f"1390000{4400 + place}"
    for line in lines[-1:]:
        line["relation"] = "媳妇"
    return room.bring("members", lines, "柳溪镇6月成员核对表.xlsx", is_dry_run=True)


def member_line(one: Member) -> Line:
    return {
        "household_no": one.household.household_no, "name": one.person.name, "id_number": number_of(one.person),
        "relation": RELATIONS[one.relation], "labour": None, "phone": None,
    }  # fmt: skip
