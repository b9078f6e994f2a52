"""What an opinion stood on, read for the applicant: the sum, the criteria with their clauses, what would change the result."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container
from datetime import date
from decimal import Decimal
from typing import Any

from casework.working_days import add_months
from households.sums import rounded_down, yuan
from identification.models import Determination, Opinion
from policies.categories import TAG_LABEL, DibaoMode, MonitoringKind, SupportCategory
from policies.clauses import PRODUCT_PRACTICE

YES, NO, UNKNOWN = True, False, None
LINES = (("dibao_standard", "最低生活保障标准"), ("margin_ceiling", "低保边缘收入上限"))
# Criteria of the household are told; those of a single member only where nothing else was looked at.
HOUSEHOLD = "户"
# What a household can be told to have missed: 特困 is asked of persons, the last category only of households already tagged.
TOLD = (SupportCategory.DIBAO, SupportCategory.DIBAO_MARGIN, SupportCategory.RIGID_EXPENDITURE)
NO_LABOUR = "tekun_no_labour"
ORDINALS = [tens + unit for tens in ("", "十", "二十") for unit in ["", *"一二三四五六七八九"]][1:]


def figure(opinion: Opinion, name: str) -> Decimal | None:
    """A figure of the snapshot; None where it was unknown."""
    value = opinion.snapshot.get("facts", {}).get(name)
    return None if value in (None, "") else Decimal(str(value))


def criteria(opinion: Opinion, *answers: bool | None, of: Container[str] = TOLD) -> list[dict[str, Any]]:
    """The criteria of these categories with these answers, each title once."""
    rows = [row for row in opinion.snapshot.get("criteria", []) if row["answer"] in answers and row["category"] in of]
    whole = [row for row in rows if row.get("scope", HOUSEHOLD) == HOUSEHOLD]
    return list({row["title"]: row for row in reversed(whole or rows)}.values())[::-1]


def grounds(opinion: Opinion, *answers: bool | None, of: Container[str] = TOLD) -> list[str]:
    """Clauses of these criteria, each once; the system's own practice is no ground before an applicant."""
    clauses = dict.fromkeys(row["clause"] for row in criteria(opinion, *answers, of=of) if row["clause"])
    return [clause for clause in clauses if not clause.startswith(str(PRODUCT_PRACTICE))]


def joined(clauses: list[str]) -> str:
    """《…》第四条、第十条；《…》第四条: each document named once."""
    articles: dict[str, list[str]] = {}
    for clause in clauses:
        document, _, article = clause.rpartition("第") if "第" in clause.rpartition("》")[2] else (clause, "", "")
        articles.setdefault(document, []).append(f"第{article}" if article else "")
    return "；".join(document + "、".join(found) for document, found in articles.items())


def because(row: dict[str, Any]) -> str:
    """One criterion and the very values that were compared."""
    word = "还不能判断" if row["answer"] is UNKNOWN else "不符合"
    return f"{row['title']}：{word}。" + (f"{row['because']}。" if row["because"] else "")


def sum_table(opinion: Opinion) -> list[list[str]]:
    """算账: head row first; empty where nothing was known."""
    income, people = figure(opinion, "recognised"), int(figure(opinion, "income_members") or 0)
    if income is None or not people:
        return []
    rows = [["项目", "金额（元/年）", "说明"]]
    if (gross := figure(opinion, "gross")) is not None and gross != income:
        rows.append(["家庭收入", yuan(gross), window(opinion)])
        rows.append(["减去合规自付医疗等", yuan(income - gross), "收入就低、支出就高"])
    rows.append(["认定家庭收入", yuan(income), f"{window(opinion)}，{people}人"])
    rows.append(["人均", yuan(rounded_down(income / people, 2)), f"{yuan(income)}÷{people}"])
    for code, title in LINES:
        line: Decimal = getattr(opinion.parameters, code)
        below = income < line * people
        rows.append([title, yuan(line), "低于" if below else "不低于"])
    return rows


def window(opinion: Opinion) -> str:
    """2025年6月至2026年5月."""
    known = opinion.snapshot.get("window") or []
    if len(known) != 2:
        return "近12个月"
    start, end = date.fromisoformat(known[0]), add_months(date.fromisoformat(known[1]), -1)
    return f"{start.year}年{start.month}月至{end.year}年{end.month}月"


def what_would_change(opinion: Opinion) -> list[str]:
    """Which change would bring another result: a line per category with everything that must change for it, and that one may come again."""
    lines = [f"{SupportCategory(category).label}：{both(rows)}。" for category in TOLD if (rows := unmet(opinion, category))]
    lines += tekun_lines(opinion)
    lines.append("新发生大病、残疾、上学、灾害等较大支出，或者家庭人口、收入、财产有变化。")
    return ["有下列情况之一的，可以重新申请：", *(f"（{ORDINALS[place]}）{line}" for place, line in enumerate(lines))]


def unmet(opinion: Opinion, category: str) -> list[dict[str, Any]]:
    """Criteria of the household for one category that are not met or not known."""
    rows = opinion.snapshot.get("criteria", [])
    return [row for row in rows if row["category"] == category and row["answer"] is not YES and row.get("scope", HOUSEHOLD) == HOUSEHOLD]


def tekun_lines(opinion: Opinion) -> list[str]:
    """特困 is asked of persons: of each who is without labour or may be, by name; where nobody is, what it would take."""
    asked: dict[int, list[dict[str, Any]]] = {}
    for row in opinion.snapshot.get("criteria", []):
        if row["category"] == SupportCategory.TEKUN and row.get("member_id"):
            asked.setdefault(row["member_id"], []).append(row)
    title, lines = SupportCategory.TEKUN.label, []
    for rows in asked.values():
        open_rows = [row for row in rows if row["answer"] is not YES]
        if open_rows and not any(row["code"] == NO_LABOUR and row["answer"] is NO for row in rows):
            lines.append(f"{title}（{rows[0]['member']}）：{both(open_rows)}。")
    without = next((row["change"] for rows in asked.values() for row in rows if row["code"] == NO_LABOUR), "")
    if without and not lines:
        lines.append(f"{title}：家里有人{without}，并且本人没有生活来源，没有义务人或者义务人没有履行能力。")
    return lines


def both(rows: list[dict[str, Any]]) -> str:
    """All of these must change; what nobody could say is marked, because a paper may settle it."""
    changes = dict.fromkeys(row["change"] + ("（现在还不能判断）" if row["answer"] is UNKNOWN else "") for row in rows if row.get("change"))
    return ("同时做到：" if len(changes) > 1 else "") + "；".join(changes)


def decided(decision: Determination | Opinion) -> str:
    """最低生活保障对象，防返贫监测对象（边缘易致贫户）."""
    parts = [SupportCategory(decision.category).label] if decision.category else []
    if decision.has_monitoring_tag:
        kind = f"（{MonitoringKind(decision.monitoring_kind).label}）" if decision.monitoring_kind else ""
        parts.append(TAG_LABEL + kind)
    return "，".join(parts) or "不符合各类条件"


def by_category(determination: Determination) -> list[tuple[str, int]]:
    """How many members of which category, 单人保 told apart."""
    counts: Counter[str] = Counter()
    for category, mode in determination.lines.order_by("pk").values_list("category", "dibao_mode"):
        label = str(SupportCategory(category).label)
        counts[label + ("（单人保）" if mode == DibaoMode.SINGLE else "")] += 1
    return list(counts.items())


def monthly(amount: Decimal, addon: Decimal | None) -> str:
    return f"{amount:,.0f}元" + (f"，另加分类施保{addon:,.0f}元" if addon else "")
