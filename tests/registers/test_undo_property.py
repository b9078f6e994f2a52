"""Whatever a register holds and whatever stood before: import + withdrawal = before, row for row; import twice = once."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registers import undo
from registers.models import BatchState
from registers.presenters import BatchView
from registers.question_checks import QUESTION_CHECKS
from tests.registers.books import HEAD, ON, SON, WIFE, family, household_row, member_row, number_of, take
from tests.registers.standing import differences, standing
from tests.registers.test_importing import CASES

pytestmark = [pytest.mark.django_db, pytest.mark.long]

# Of no village, of the one both families are of, of the whole town.
COVERED = [(), ("990101100201",), ("990101100",)]
BORN = number_of("20240202", 51)
WORDS = st.sampled_from
HOUSEHOLD = st.fixed_dictionaries(
    {"household_no": WORDS(["H1", "H2", "H3"])},
    optional={
        "phone": WORDS(["13900001111", "13955556666"]), "helper": WORDS(["秦岚", "柏杨"]), "address": WORDS(["上湾村3组", "下湾村"]),
        "bank_account": WORDS(["6217000000000001234", "6217000000000009999"]), "region_code": WORDS(["990101100201", "990101101201"]),
    },
)  # fmt: skip
MEMBER = st.fixed_dictionaries(
    {"id_number": WORDS([HEAD, WIFE, SON, BORN]), "household_no": WORDS(["H1", "H2"]), "relation": WORDS(["户主", "配偶", "之子"])},
    optional={
        "name": WORDS(["周小川", "吴桂兰", "周晓船"]), "status": WORDS(["正常", "外出务工", "婚出", "迁出", "服刑"]), "labour": WORDS(["普通劳动力", "无劳动能力"]),
        "phone": WORDS(["13900002222", "13900003333"]), "disease": WORDS(["高血压", "糖尿病"]),
    },
)  # fmt: skip
MONEY = st.fixed_dictionaries(
    {
        "household_no": st.just("H1"), "kind": WORDS(["工资性收入", "经营净收入"]), "item": WORDS(["务工", "养殖"]), "month": WORDS(["2026-05", "2025", "2026-03"]),
        "amount": st.integers(0, 50_000), "source": WORDS(["部门", "走访", "自报", "核对"]),
    },
    optional={"id_number": WORDS([HEAD, WIFE])},
)  # fmt: skip


def variants(sheet: str) -> st.SearchStrategy[list[dict[str, object]]]:
    """Rows of a register: of the three that move most drawn freely, of the others those of the table with cells left out."""
    if sheet == "households":
        return st.lists(HOUSEHOLD.map(lambda row: household_row(**row)), min_size=1, max_size=4, unique_by=lambda row: row["household_no"])
    if sheet == "members":
        return st.lists(
            MEMBER.map(lambda row: member_row(**row)), min_size=1, max_size=5, unique_by=lambda row: (row["household_no"], row["id_number"])
        )
    if sheet == "incomes":
        return st.lists(MONEY, min_size=1, max_size=5)
    return st.just(CASES[sheet]).map(list)


@pytest.mark.parametrize("sheet", CASES)
@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_in_and_out_is_nothing(county, sheet, data):
    from django.db import transaction

    with transaction.atomic():
        family()
        take("households", household_row("H2"))
        if data.draw(st.booleans(), label="stood before"):
            take(sheet, *data.draw(variants(sheet)))
        before = standing()
        rows = data.draw(variants(sheet))
        covers = data.draw(WORDS(COVERED), label="full register of") if sheet == "members" else ()
        batch = take(sheet, *rows, covers=covers)
        written = standing()
        again = take(sheet, *rows, covers=covers)
        assert (again.new_rows, again.changed_rows, again.movements) == (0, 0, {}) and standing() == written
        assert not [check.code for check in QUESTION_CHECKS if check.rows().exists()]
        if not BatchView(batch).writes_nothing:
            undo.withdraw(batch, by="柏杨", reason="文件传错了", on=ON)
            batch.refresh_from_db()
            assert batch.state == BatchState.WITHDRAWN
        assert differences(before, standing()) == []
        transaction.set_rollback(True)
