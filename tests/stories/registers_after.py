"""After the registers are in: the household shows them, who stands twice is judged, and the monthly table counts them."""

from __future__ import annotations

import re
from io import BytesIO

import openpyxl
from django.urls import reverse

from households.models import Household, SuspectedPair, Verdict
from tests.stories import registers_books as books
from tests.stories.registers_stage import Town, downloaded, looked_at
from tests.stories.windows import follow, press, words


def the_household_shows_its_values(town: Town) -> None:
    """The clerk on her screen, the village's worker on his telephone: as the register says, numbers masked."""
    home = Household.objects.get(household_no=books.no(1))
    page = town.at("linxiaowen", reverse("households:detail", args=[home.pk]))
    page.wait_for_load_state("networkidle")
    text = words(page)
    assert "周守田" in text and "低保" in text, text
    looked_at(page, "household")
    page = town.at("luocheng", reverse("households:members", args=[home.pk]), phone=True)
    text = words(page)
    assert "周小川" in text and "孙子" in text and "吴桂兰" in text
    assert not re.search(r"\d{17}[\dX]", text)
    looked_at(page, "members")
    moved = Household.objects.get(household_no=books.no(2))
    assert "古丽·阿依木" in words(town.at("luocheng", reverse("households:members", args=[moved.pk]), phone=True))


def who_stands_twice_is_judged(town: Town) -> None:
    """Two pairs one digit apart: one are cousins, remembered; one is the same man, merged with a second pair of eyes."""
    page = town.admin(reverse("households:duplicates"))
    assert page.locator("main tbody tr").count() == 2
    looked_at(page, "duplicates")
    follow(page, "王秀英")
    assert "号码只差一位" in words(page) or "差一位" in words(page)
    looked_at(page, "duplicate")
    page.get_by_label("为什么不是同一人").fill("两人是堂姐妹，派出所户籍已核对")
    press(page, "不是同一人")
    assert SuspectedPair.objects.get(person_a__name="王秀英").verdict == Verdict.DIFFERENT

    page.goto(reverse("households:duplicates"))
    follow(page, "董大山")
    pair = SuspectedPair.objects.get(person_a__name="董大山")
    page.locator(f"main input[name=keep][value='{pair.person_a_id}']").check()
    press(page, "看合并会怎样")
    looked_at(page, "merge-plan")
    page.get_by_label("为什么是同一人").fill("身份证原件核对，另一个号码抄错一位")
    press(page, "提出合并")
    assert "等县专班批准" in words(page)

    page = town.at("lujing", reverse("households:duplicate", args=[pair.pk]))
    press(page, "批准合并")
    assert "已合并" in words(page)
    looked_at(page, "merged")
    page = town.admin(reverse("households:duplicates"))
    assert page.locator("main tbody tr").count() == 0
    looked_at(page, "duplicates-none")


def the_monthly_table_equals_its_lists(town: Town) -> None:
    """Every number of 低收入人口情况月报 is the length of the list it opens; the money is the sum of its rows."""
    page = town.admin(reverse("registers:reports"))
    looked_at(page, "reports")
    follow(page, "低收入人口情况月报")
    looked_at(page, "monthly")
    row = page.locator("main tbody tr", has_text="柳溪镇")
    cells = [(one.get_attribute("href") or "", one.inner_text()) for one in row.locator("a").all()]
    assert len(cells) >= 5
    numbers = {}
    for href, text in cells:
        page.goto(href)
        title, number = page.locator("h1").inner_text(), float(text.replace(",", ""))
        head = page.locator("main thead th").all_inner_texts()
        rows = page.locator("main tbody tr")
        if "元/月" in title:
            place = head.index("月金额（元）")
            found = sum(float(one.locator("td").nth(place).inner_text().replace(",", "")) for one in rows.all())
        else:
            found = rows.count()
        assert found == number, f"{title}: {number} opens {found}"
        numbers[title.partition("：")[2]] = number
    assert numbers["低保农村·户"] == 3 and numbers["低保农村·人"] == 5
    assert numbers["低保农村·元/月"] == 612 + 455 + 380
    looked_at(page, "monthly-list")


def the_table_goes_out_as_a_workbook(town: Town) -> None:
    """With the official header, the same numbers, and who took it out for what."""
    page = town.admin(reverse("registers:report", args=["monthly"]))
    cells = page.locator("main tbody tr", has_text="柳溪镇").locator("td").all_inner_texts()
    follow(page, "导出")
    page.get_by_label("用途").fill("报县民政局6月月报")
    looked_at(page, "monthly-export")
    content = downloaded(page, page.locator("main form").get_by_role("button").first)
    tab = openpyxl.load_workbook(BytesIO(content)).worksheets[0]
    rows = [[cell for cell in row if cell is not None] for row in tab.iter_rows(values_only=True)]
    said = "".join(str(cell) for row in rows for cell in row)
    assert all(word in said for word in ("填报单位", "填报日期", "制表人", "审核人", "负责人", "报县民政局6月月报"))
    town_row = next(row for row in rows if row[0] == "柳溪镇")
    assert [float(cell) for cell in town_row[1:]] == [float(text.replace(",", "")) for text in cells]


def the_desk_knows_nothing_waits(town: Town) -> None:
    page = town.admin("/")
    looked_at(page, "desk-after")
    page = town.admin(reverse("registers:batches"))
    looked_at(page, "batches")
    assert page.locator("main tbody tr").count() >= 8
