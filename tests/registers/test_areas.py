"""Where a cell speaks of: villages by code, former code, name, town and name together, former names, and what is asked back (domain §7.3, 5)."""

from __future__ import annotations

import pytest

from accounts.models import Region, RegionAlias
from registers.areas import Areas, bare
from registers.parsing import BadCell

pytestmark = pytest.mark.django_db


@pytest.fixture
def areas(county, town, village) -> Areas:
    village.former_codes = ["990101100801"]
    village.save()
    RegionAlias.objects.create(name="老湾村", within=town, region=village)
    RegionAlias.objects.create(name="城关街道", within=county, region=town)
    Region.objects.create(code="990101100001", name="新坪社区", level="village", parent=town)
    Region.objects.create(code="990101101001", name="新坪村", level="village", parent=Region.objects.get(code="990101101"))
    return Areas("990101")


@pytest.mark.parametrize(
    "written",
    [
        "990101100201", "990101100801", "柳上湾村", "柳上湾", " 柳上湾村 ", "柳上湾村民委员会", "柳上湾村委会", "柳上湾村村委会", "柳溪镇柳上湾村", "柳溪镇柳上湾",
        "柳溪镇 柳上湾村", "青禾县柳溪镇柳上湾村", "贵州省青禾县柳溪镇柳上湾村", "贵州省黔川市青禾县柳溪镇柳上湾村", "老湾村", "老湾",
        "柳溪镇老湾村", "城关街道柳上湾村", "城关街道办事处柳上湾村", "城关街道办老湾村", "柳上湾村３组", "柳上湾村三组", "柳溪镇柳上湾村第5村民组",
    ],
)  # fmt: skip
def test_a_village_in_all_its_names(areas, written):
    assert areas.village(written).code == "990101100201"


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("柳上弯村", "没有这个村。相近的有：柳上湾村"), ("990101999999", "区划代码不在库里"), ("柳溪镇", "是镇街，要填到村"), ("城关街道办事处", "是镇街，要填到村"),
        ("青禾县", "要填到村或社区"), ("新坪", "有2个同名的村（柳溪镇、石桥镇）"), ("石桥镇柳上湾村", "没有这个村"), ("柳上湾社区", "没有这个村"),
        ("隔壁柳上湾村", "没有这个村"), ("旧村", "登记到“曾用名”"),
    ],
)  # fmt: skip
def test_what_is_asked_back(areas, written, words):
    with pytest.raises(BadCell) as refused:
        areas.village(written)
    assert words in refused.value.remedy


def test_a_community_and_a_village_of_one_stem_are_two(areas):
    assert areas.village("新坪社区").code == "990101100001" and areas.village("新坪村").code == "990101101001"
    assert areas.village("柳溪镇新坪").code == "990101100001"


def test_a_group_is_said_to_be_left_out(areas):
    areas.village("柳上湾村3组")
    assert areas.remarks == {"柳上湾村3组": "组不在区划里，按柳上湾村登记。组写在“家庭住址”里。"}


@pytest.mark.parametrize(
    ("name", "short"),
    [("城关街道办事处", "城关街道"), ("城关街道办", "城关街道"), ("上湾村民委员会", "上湾村"), ("上湾村村民委员会", "上湾村"), ("上湾村委会", "上湾村"),
     ("新坪社区居民委员会", "新坪社区"), ("新坪居委会", "新坪社区"), ("柳溪镇人民政府", "柳溪镇"), (" 上 湾 村 ", "上湾村")],
)  # fmt: skip
def test_offices_of_a_place_stand_for_the_place(name, short):
    assert bare(name) == short == bare(short)
