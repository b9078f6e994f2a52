"""Items of income and spending the form knows (domain §3.1, §3.3): word, kind, and the department whose row takes its place."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.choices import Dept
from households.choices import AssetKind, IncomeKind, SpendingKind

# The statement that there is nothing of a kind: a zero that is known (rulings B1).
NOTHING = "申报没有"
# The same from a means check: looked at, and nothing there.
NOT_FOUND = "核对未查到"
PROPERTY_KINDS = (AssetKind.FINANCIAL, AssetKind.HOUSE, AssetKind.NON_RESIDENTIAL, AssetKind.MACHINERY, AssetKind.COMPANY)


@dataclass(frozen=True)
class Item:
    """One item. `shared_by` is who pays or records it: where its row is there, nobody is asked. `per_month`: usually told by the month."""

    name: str
    kind: str
    shared_by: Dept | None = None


INCOME_ITEMS = (
    *(Item(name, IncomeKind.WAGE) for name in ("务工收入", "零工收入", "就近就业工资")),
    *(Item(name, IncomeKind.WAGE, Dept.RS) for name in ("行业部门公益岗", "乡镇公益岗", "村级公益岗")),
    *(Item(name, IncomeKind.BUSINESS) for name in ("种植", "养殖", "林果", "其他经营")),
    *(Item(name, IncomeKind.PROPERTY) for name in ("土地流转", "房屋出租", "利息", "代种代养", "其他财产收入")),
    *(Item(name, IncomeKind.PROPERTY, Dept.NY) for name in ("资产收益分红", "金融贷款项目分红")),
    Item("赡养费", IncomeKind.TRANSFER), Item("抚养费", IncomeKind.TRANSFER), Item("捐赠", IncomeKind.TRANSFER), Item("其他转移收入", IncomeKind.TRANSFER),
    Item("养老金", IncomeKind.TRANSFER, Dept.RS), Item("基础养老金", IncomeKind.TRANSFER, Dept.RS), Item("计划生育金", IncomeKind.TRANSFER, Dept.WJ),
    Item("低保金", IncomeKind.TRANSFER, Dept.MZ), Item("特困金", IncomeKind.TRANSFER, Dept.MZ), Item("高龄补贴", IncomeKind.TRANSFER, Dept.MZ),
    Item("残疾补贴", IncomeKind.TRANSFER, Dept.CL), Item("生态补偿", IncomeKind.TRANSFER, Dept.NY), Item("耕地地力补贴", IncomeKind.TRANSFER, Dept.NY),
    Item("救助款", IncomeKind.TRANSFER, Dept.MZ), Item("救灾款", IncomeKind.TRANSFER, Dept.YJ),
    *(Item(name, IncomeKind.CLAIM) for name in ("防贫保险", "商业保险赔付", "事故保险赔偿")),
)  # fmt: skip
SPENDING_ITEMS = (
    *(Item(name, SpendingKind.MEDICAL) for name in ("自付药费", "门诊自付", "住院自付")),
    *(Item(name, SpendingKind.EDUCATION) for name in ("学费", "保教费", "住宿费")),
    *(Item(name, SpendingKind.REHABILITATION) for name in ("康复训练", "辅助器具")),
    *(Item(name, SpendingKind.LOSS) for name in ("灾害损失", "意外损失", "照护费")),
)
PROPERTY_ITEMS = (
    *(Item(name, AssetKind.FINANCIAL) for name in ("储蓄存款", "现金", "理财、股票、基金", "商业保险", "债权")),
    Item("自住房", AssetKind.HOUSE), Item("其他住房", AssetKind.HOUSE), Item("商铺、厂房", AssetKind.NON_RESIDENTIAL),
    Item("大型农机", AssetKind.MACHINERY), Item("船舶", AssetKind.MACHINERY), Item("企业", AssetKind.COMPANY), Item("个体工商户", AssetKind.COMPANY),
)  # fmt: skip
ITEMS = {(item.kind, item.name): item for item in (*INCOME_ITEMS, *SPENDING_ITEMS, *PROPERTY_ITEMS)}


def of_kind(kind: str) -> list[Item]:
    return [item for (known, _), item in ITEMS.items() if known == kind]
