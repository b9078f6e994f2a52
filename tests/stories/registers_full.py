"""整册 in the browser: what a file that lists everybody says of who lives with whom, who is asked about, and what the data quality says of it."""

from __future__ import annotations

from django.urls import reverse
from openpyxl import Workbook

from households.models import Household, Member, MemberQuestion
from households.relations import RELATIONS
from registers.models import Batch, BatchState
from tests.registers.books import register, saved
from tests.stories import registers_books as books
from tests.stories.registers_stage import Town, looked_at
from tests.stories.windows import follow, press, words

UPPER_CODE = "990101100201"


def full_register() -> bytes:
    """Everybody of the upper village as he stands, but for 何秀英, who is not in it, and 周守田's wife, who heads the household now."""
    changed = {"周守田": "配偶", "吴桂兰": "户主"}
    rows = []
    for member in Member.objects.living().filter(household__village_code=UPPER_CODE).select_related("person", "household").order_by("pk"):
        person = member.person
        if person.name != books.MA_MOTHER.name:
            relation = changed.get(person.name, RELATIONS[member.relation])
            number = person.id_number.reveal() if person.id_number else ""
            rows.append({"household_no": member.household.household_no, "name": person.name, "id_number": number, "relation": relation})
    return register("members", *rows)


def the_full_register_is_said_to_be_one(town: Town) -> None:
    """The programme proposes, the administrator says; the preview shows who moved and who is missing, and nothing is written yet."""
    town.files["full"] = full_register()
    page = town.send("full", "上湾村成员整册.xlsx", "members")
    assert "是不是整册" in words(page) and "没有按整册比对" in words(page)
    looked_at(page, "full-asked")
    for box in page.locator("main input[name=village]").all():
        box.set_checked(box.get_attribute("value") == UPPER_CODE)
    press(page, "按整册比对")
    page = town.batch("full")
    text = words(page)
    assert "其中1人待核实" in text and "变更户主" in text and "不动，问镇里" in text, text
    assert not MemberQuestion.objects.exists()
    looked_at(page, "full-movements")
    town.enter("full")
    home = Household.objects.get(household_no=books.no(1))
    assert home.head_name == "吴桂兰"
    assert set(Member.objects.living().filter(household=home).values_list("relation", flat=True)) == {"02", "10", "41"}


def the_question_is_answered_in_the_town(town: Town) -> None:
    """On the clerk's desk: who is asked about and why; found at home, he is asked about no more."""
    page = town.at("linxiaowen", "/")
    page.wait_for_load_state("networkidle")
    assert "何秀英" in words(page), words(page)
    looked_at(page, "desk-question")
    follow(page, "去核实")
    assert "整册列了这一户，没有列此人" in words(page)
    looked_at(page, "question")
    page.get_by_label("怎么核实的").fill("6月15日入户，见到本人，邻居证实常住")
    page.get_by_label("凭什么材料").fill("户口簿")
    press(page, "记为仍在户")
    assert "仍在户" in words(page) and not MemberQuestion.objects.open().exists()
    page.goto(reverse("households:questions"))
    assert "没有等着核实的成员" in words(page)
    looked_at(page, "questions-none")


def a_household_left_out_is_asked_about_whole(town: Town) -> None:
    """A register of households without one of them: everybody in it is asked about, one answer serves all."""
    rows = [
        {"household_no": home.household_no, "head_name": home.head_name, "region_code": UPPER_CODE, "area_type": "农村", "household_kind": home.get_household_kind_display()}
        for home in Household.objects.filter(village_code=UPPER_CODE).exclude(household_no=books.no(3)).order_by("pk")
    ]  # fmt: skip
    town.files["full-homes"] = register("households", *rows)
    page = town.send("full-homes", "上湾村家庭整册.xlsx", "households")
    for box in page.locator("main input[name=village]").all():
        box.set_checked(box.get_attribute("value") == UPPER_CODE)
    press(page, "按整册比对")
    page = town.batch("full-homes")
    assert "家庭整册没有列这一户" in words(page), words(page)
    looked_at(page, "full-homes")
    town.enter("full-homes")
    page = town.at("linxiaowen", reverse("households:questions"))
    looked_at(page, "questions")
    follow(page, "秦有福")
    page.get_by_label("怎么核实的").fill("6月15日入户，父子二人都在家")
    page.get_by_label("凭什么材料").fill("户口簿、走访照片")
    page.get_by_label("全户都核实过了").check()
    looked_at(page, "question-whole")
    press(page, "记为仍在户")
    assert "全户2人" in words(page) and not MemberQuestion.objects.open().exists()


def tabs_of_another_order_are_shown(town: Town) -> None:
    """A tab for each village, one in another order, one under its own words: how each is read is said; the administrator leaves the file out."""
    kept = Workbook()
    rows = {
        "上湾村": (["户号", "户主", "行政区划", "户口性质", "农户类型"], [books.no(1), "吴桂兰", "上湾村", "农村", "一般农户"]),
        "下湾村": (
            ["行政区划", "户主姓名", "户编号", "户类型", "户籍类型"],
            ["下湾村", "刘满仓", books.no(1, books.LOWER), "一般农户", "农村"],
        ),
        "外迁户": (["户号", "户主", "人住哪个村", "户口性质", "农户类型"], [books.no(2), "马占海", "上湾村", "农村", "一般农户"]),
    }
    for number, (name, lines) in enumerate(rows.items()):
        tab = kept.create_sheet(name, number)
        for line in lines:
            tab.append(line)
    kept.remove(kept["Sheet"])
    town.files["tabs"] = saved(kept)
    page = town.send("tabs", "各村家庭台账.xlsx", "households")
    assert page.locator("h1").inner_text() == "确认列对应" and "按它自己的表头读" in words(page), words(page)
    looked_at(page, "mapping-tabs")
    press(page, "不导这份")
    assert Batch.objects.get(pk=town.batches["tabs"]).state == BatchState.DECLINED


def the_data_quality_opens_every_number(town: Town) -> None:
    """Checked on demand; the county by town, a town by village, a number its list."""
    page = town.admin(reverse("registers:quality"))
    press(page, "重新检查")
    page = town.admin(reverse("registers:quality"))
    assert "DQ-18" in words(page)
    looked_at(page, "quality")
    follow(page, "柳溪镇")
    assert "上湾村" in words(page)
    looked_at(page, "quality-town")
    row = page.locator("main tbody tr", has_text="DQ-19").first
    number = int(row.locator("td a").first.inner_text().replace(",", ""))
    with page.expect_navigation():
        row.locator("td a").first.click()
    assert f"{number}人" in words(page)
    looked_at(page, "quality-list")
