"""Import ∘ export = identity: a list exported by its page and brought back as a register writes nothing; masked cells are never believed."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Region
from accounts.roles import Role
from households.models import Household, Person
from registers.models import BatchState
from tests.accounts.factories import PositionFactory
from tests.registers.books import HEAD, SON, WIFE, household_row, member_row, number_of, problems, take
from tests.registers.standing import differences, standing

pytestmark = pytest.mark.django_db
PEOPLE = (
    ("H1", HEAD, "户主", {"labour": "普通劳动力", "health": "慢性病", "phone": "13900002222"}),
    ("H1", WIFE, "配偶", {"status": "外出务工", "marital": "已婚"}),
    ("H1", SON, "孙子", {"school_status": "小学"}),
    ("H2", number_of("19450101", 21), "户主", {"status": "正常", "labour": "无劳动能力"}),
    ("H2", number_of("19850505", 61), "儿媳", {}),
)


@pytest.fixture
def clerk(county: Region, settings) -> Client:
    """A clerk of the first town, whose duty allows whole numbers; two households with people, telephones and accounts."""
    position = PositionFactory(role=Role.TOWN_CLERK, region=Region.objects.get(code="990101100"))
    homes = (
        household_row("H1", bank_account="6217000000000001234", address="二组7号", helper="秦岚"),
        household_row(
            "H2", number_of("19450101", 21), area_type="城市", household_kind="脱贫户", region_code="990101100202", phone="13800001111"
        ),
    )
    assert problems(take("households", *homes)) == []
    assert problems(take("members", *(member_row(number, relation, home, **more) for home, number, relation, more in PEOPLE))) == []
    client = Client()
    client.force_login(position.user)
    return client


def exported(client: Client, name: str, **more: str) -> bytes:
    answer = client.post(reverse(f"households:{name}_export"), {"purpose": "核对后原样导回", **more})
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]


@pytest.mark.parametrize(("sheet", "rows"), [("households", 2), ("members", len(PEOPLE))])
def test_a_list_goes_out_and_comes_back_without_writing_a_row(clerk, sheet, rows):
    content = exported(clerk, sheet, whole="on")
    before = standing()
    batch = take(sheet, content, file_name=f"{sheet}.xlsx")
    assert problems(batch) == [] and batch.state == BatchState.DONE
    assert (batch.total_rows, batch.same_rows) == (rows, rows)
    assert differences(before, standing()) == []


def test_masked_numbers_of_people_are_refused_cell_by_cell(clerk):
    batch = take("members", exported(clerk, "members"), file_name="members.xlsx")
    assert batch.rejected_rows == batch.total_rows == len(PEOPLE)
    assert {title for _, title, _ in problems(batch)} == {"证件号码"}


def test_masked_telephones_and_accounts_overwrite_nothing(clerk):
    before = standing()
    batch = take("households", exported(clerk, "households"), file_name="households.xlsx")
    assert (batch.new_rows, batch.changed_rows) == (0, 0)
    assert differences(before, standing()) == []
    assert Household.objects.get(household_no="H1").phone.reveal() == "13900001111" and Person.objects.count() == len(PEOPLE)
