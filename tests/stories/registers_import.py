"""From the template to the register: download, dirty files, the heading said by hand, the preview, the conflict, what comes back, twice, and back again."""

from __future__ import annotations

from django.urls import reverse
from playwright.sync_api import expect

from households.models import Household, Member, RegisterClaim
from registers.models import Batch, BatchState, HeadingMemory
from tests.registers.standing import differences, standing
from tests.stories import registers_books as books
from tests.stories.registers_stage import Town, counts, downloaded, looked_at, mended, rejects_of, workbook
from tests.stories.windows import follow, press, words


def the_template_says_what_is_wanted(town: Town) -> None:
    """Drop-downs, an example row that is never data, notes in every heading."""
    page = town.admin()
    looked_at(page, "desk")
    follow(page, "导入", within="body")
    looked_at(page, "batches-empty")
    follow(page, "导入一份台账")
    looked_at(page, "upload")
    content = downloaded(page, page.get_by_label("下载家庭成员模板"))
    book = workbook(content)
    tab = book["家庭成员"]
    head = [str(cell.value) for cell in tab[1]]
    assert head[:4] == ["户编号", "姓名", "证件类型", "证件号码"] and all(cell.comment for cell in tab[1])
    assert tab.cell(2, 1).value == "示例" and str(tab.cell(2, 5).value)
    relation = next(rule for rule in tab.data_validations.dataValidation if "E2" in rule.sqref)
    assert relation.type == "list" and "代码" in relation.formula1 and book["代码"]["E3"].value == "户主"
    assert book["填表说明"]["A1"].value == "家庭成员填表说明"
    # Sent back as it is, there is nothing in it: the example is no row.
    town.files["template"] = content
    assert "只有表头，没有数据行" in words(town.send("template", "家庭成员模板.xlsx", "members"))
    looked_at(page, "refused")


def one_heading_is_said_by_hand(town: Town) -> None:
    """The town writes 家在哪儿 where every other register says 行政区划."""
    town.files["homes"] = books.households(town.known, town.same)
    page = town.send("homes", "柳溪镇家庭台账.xlsx", "households")
    assert page.locator("h1").inner_text() == "确认列对应"
    assert "没有认出必须有的列：行政区划" in words(page)
    looked_at(page, "mapping")
    press(page, "按这样读")
    assert "还没有对应：行政区划" in words(page)
    assert Batch.objects.get(pk=town.batches["homes"]).state == BatchState.MAPPING
    page.get_by_label(books.OF_TOWN).select_option(label="行政区划（必填）")
    press(page, "按这样读")
    said = HeadingMemory.objects.get()
    assert (said.sheet, said.column_code, str(said.said_by)[:2]) == ("households", "region_code", "柏杨")


def the_preview_shows_everything_first(town: Town) -> None:
    """New, changed from what to what, same, repeated, conflicting, rejected, remarked upon: all before a row is written."""
    page = town.batch("homes")
    told = counts(page)
    assert told == {"总行数": 11, "新增": 7, "变更": 1, "相同": 1, "与核实值冲突": 1, "拒收": 1, "重复": 1, "有提醒": 1}, told
    assert Household.objects.count() == 2
    looked_at(page, "preview-conflict")
    assert "走访" in words(page) and "138****1357" in words(page) and "139****2222" in words(page)
    for name, wanted in (
        ("new", "马占海"),
        ("changed", "帮扶责任人"),
        ("rejected", "没有这个村"),
        ("repeated", "重复"),
        ("warned", "没有取"),
    ):
        page.locator(f"nav.tally a[href*='show={name}']").click()
        expect(page.locator("nav.tally a[aria-current=true]")).to_contain_text(
            str(told[{"new": "新增", "changed": "变更", "rejected": "拒收", "repeated": "重复", "warned": "有提醒"}[name]])
        )
        assert wanted in words(page), (name, words(page))
        looked_at(page, f"preview-{name}")


def the_conflict_is_decided(town: Town) -> None:
    """What a person checked stays unless somebody says why not; the preview is made anew when the answer changes it."""
    page = town.admin(reverse("registers:batch", args=[town.batches["homes"]]) + "?show=conflict")
    page.get_by_label("用台账值", exact=False).first.check()
    page.locator("main [name=conflict]").first.check()
    press(page, "勾选的照此办")
    assert "要写理由" in words(page)
    page.get_by_label("用台账值", exact=False).first.check()
    page.locator("main [name=conflict]").first.check()
    page.get_by_label("理由").first.fill("户主上月换了号码，镇里已打通")
    press(page, "勾选的照此办")
    looked_at(page, "conflict-decided")
    town.known.refresh_from_db()
    assert str(town.known.phone) == "138****1357"


def the_batch_is_entered(town: Town) -> None:
    page = town.enter("homes")
    assert Household.objects.count() == 9
    town.known.refresh_from_db()
    assert (str(town.known.phone), town.known.helper) == ("139****2222", "秦岚")
    looked_at(page, "entered")


def members_come_with_three_cells_nobody_can_read(town: Town) -> None:
    """A heading of two rows and merged cells need no asking; what cannot be read is named cell by cell."""
    town.files["people"] = books.members()
    page = town.send("people", "柳溪镇花名册.xlsx", "members")
    told = counts(page)
    assert (told["总行数"], told["新增"], told["拒收"]) == (17, 14, 3), told
    page.locator("nav.tally a[href*='show=rejected']").click()
    text = words(page)
    for reason in ("末位校验不对", "存成了数字", "“媳妇”可以是配偶，也可以是儿媳"):
        assert reason in text
    looked_at(page, "members-rejected")
    town.enter("people")
    assert Member.objects.count() == 3 + 14


def the_rejected_rows_come_back_mended(town: Town) -> None:
    """In the sender's own columns, marked and commented; mended and sent again, only they are taken."""
    page = town.batch("people")
    town.files["mended"] = mended(rejects_of(page, "退柳溪镇改后重报"), books.MENDED_MEMBERS)
    page = town.send("mended", "柳溪镇花名册_改后.xlsx", "members")
    told = counts(page)
    assert (told["总行数"], told["新增"], told["拒收"]) == (3, 3, 0), told
    town.enter("mended")
    assert Member.objects.count() == 3 + 17


def the_same_file_again_changes_nothing(town: Town) -> None:
    """Not by the same file, not by its rows in another: the register stands as it stood, row for row."""
    before = standing()
    for name, sheet in (("homes", "households"), ("people", "members"), ("mended", "members")):
        town.files["again"] = town.files[name]
        page = town.send("again", f"再来一次_{name}.xlsx", sheet)
        told = counts(page)
        assert (told["新增"], told["变更"]) == (0, 0), (name, told)
        assert "没有要写的" in words(page)
    looked_at(page, "nothing-to-write")
    assert differences(before, standing()) == []


def the_register_of_dibao_is_recognised(town: Town) -> None:
    """Text in GBK, nobody says of which register: its headings do. Then its one rejected amount."""
    town.files["dibao"] = books.dibao()
    page = town.send("dibao", "低保人员导出.csv")
    assert page.locator("h1").inner_text() == "低保人员台账"
    told = counts(page)
    assert (told["总行数"], told["新增"], told["拒收"]) == (5, 4, 1), told
    looked_at(page, "dibao-preview")
    page = town.enter("dibao")
    town.files["dibao-mended"] = mended(rejects_of(page, "退民政局改金额"), books.MENDED_DIBAO)
    assert counts(town.send("dibao-mended", "低保人员_改后.xlsx", "dibao"))["新增"] == 1
    town.enter("dibao-mended")
    assert RegisterClaim.objects.count() == 5


def the_wrong_file_goes_out_again(town: Town) -> None:
    """Last year's file, seen too late: withdrawn, and every value is what it was."""
    before = standing()
    town.files["wrong"] = books.last_year("柏杨")
    town.send("wrong", "去年的家庭台账.xlsx", "households")
    town.enter("wrong")
    assert Household.objects.filter(helper="柏杨").count() == 2
    page = town.batch("wrong")
    follow(page, "撤回")
    looked_at(page, "withdraw")
    page.get_by_label("撤回的理由").fill("文件传错了，是去年的台账")
    press(page, "整批撤回")
    assert "已撤回" in words(page)
    looked_at(page, "withdrawn")
    assert differences(before, standing()) == []


def what_was_built_on_a_batch_stands_in_the_way(town: Town) -> None:
    page = town.batch("homes")
    follow(page, "撤回")
    assert "现在不能撤回" in words(page) and "家庭成员" in words(page)
    assert page.get_by_role("button", name="整批撤回").count() == 0
    looked_at(page, "withdraw-blocked")
