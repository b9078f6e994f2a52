"""政策清单: the row of each policy that a page shows, whom it is for, how much it gives, and the filters of the list (domain §6)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from urllib.parse import urlencode

from accounts.choices import Dept
from accounts.list_filters import Chip, Select
from policies.categories import SHORT_LABELS, TAG_LABEL, SupportCategory
from policies.dispositions import AmountRule, Disposition, PolicyDomain, TagCondition
from policies.models import Policy
from policies.wording import plain_number

UNSET_WORDS = "由县确认"
TUOPIN_LABEL = "脱贫户"
# Who may be asked for in the list: the categories, and those that are no category.
TAGGED, TUOPIN, ORGANISATION = "tagged", "tuopin", "organisation"
WHO = {**{str(category): label for category, label in SHORT_LABELS.items()}, TAGGED: TAG_LABEL, TUOPIN: TUOPIN_LABEL, ORGANISATION: "单位"}


def current(county_code: str, on: date) -> list[Policy]:
    """One row of each code: the latest started one, also when it has ended since; else the first to come. A county's own stands before the national."""
    rows: dict[str, Policy] = {}
    for policy in Policy.objects.filter(region__isnull=True) | Policy.objects.filter(region__code=county_code):
        best = rows.get(policy.code)
        if best is None or rank(policy, on) > rank(best, on):
            rows[policy.code] = policy
    return [rows[code] for code in sorted(rows)]


def rank(policy: Policy, on: date) -> tuple[bool, bool, bool, int]:
    """In force before ended before to come; the county's before the national one; the latest start, of those to come the first."""
    started = policy.valid_from <= on
    days = policy.valid_from.toordinal()
    return policy.is_in_force(on), started, policy.region_id is not None, days if started else -days


def target_words(policy: Policy) -> str:
    """特困、低保、防返贫监测对象、脱贫户; the same words on the policy's page and beside a match."""
    if policy.for_organisations:
        return "单位"
    names = [SHORT_LABELS[SupportCategory(category)] for category in policy.target_categories]
    names += [TAG_LABEL] if policy.tagged_or_category else []
    names += [TUOPIN_LABEL] if policy.for_tuopin else []
    words = "不限类别" if policy.for_everybody or not names else "全部低收入人口" if is_all_low_income(policy) else "、".join(names)
    asked = {TagCondition.REQUIRED: f"，须有{TAG_LABEL}标识", TagCondition.FORBIDDEN: f"，没有{TAG_LABEL}标识"}
    return words + asked.get(TagCondition(policy.for_tagged), "")


def is_all_low_income(policy: Policy) -> bool:
    return set(policy.target_categories) == set(SupportCategory.values) and not policy.for_tuopin


def amount_words(policy: Policy) -> str:
    """125至155元/人·月, 最高50,000元/户, 80%至90%; 由县确认 where nobody has said."""
    low, high = policy.amount_low, policy.amount_high
    if policy.amount_rule == AmountRule.UNSET or (high is None and low is None):
        return UNSET_WORDS
    sign = "%" if policy.unit == "%" else ""
    unit = "" if sign else policy.unit
    texts = [plain_number(amount, 2) + sign for amount in (low, high) if amount is not None]
    if low == 0:
        return f"最高{texts[-1]}{unit}"
    return "至".join(dict.fromkeys(texts)) + unit


def serves(policy: Policy, who: str) -> bool:
    """Whether somebody of this category (or tagged, 脱贫户, an organisation) is among its targets; conditions are another question."""
    if who == ORGANISATION or policy.for_organisations:
        return policy.for_organisations and who == ORGANISATION
    if who == TAGGED and policy.for_tagged == TagCondition.FORBIDDEN:
        return False
    # A tagged household always has a category, 其他困难 where no other fits (rulings B1).
    tagged = policy.tagged_or_category or policy.for_tagged == TagCondition.REQUIRED or is_all_low_income(policy)
    named = bool(policy.target_categories) or policy.tagged_or_category or policy.for_tuopin
    if policy.for_everybody or not named:
        return True
    return who in policy.target_categories or (who == TAGGED and tagged) or (who == TUOPIN and policy.for_tuopin)


@dataclass(frozen=True)
class Field:
    """One filter: its name in the address, its label, what may be chosen, and whether a policy passes."""

    name: str
    label: str
    options: Mapping[str, str]
    passes: Callable[[Policy, str], bool]


FIELDS = (
    Field("domain", "类别", {str(v): str(label) for v, label in PolicyDomain.choices}, lambda policy, value: policy.domain == value),
    Field("dept", "部门", {str(v): str(label) for v, label in Dept.choices}, lambda policy, value: value in {policy.dept, *policy.partner_depts}),
    Field("who", "对象", WHO, serves),
    Field("disposition", "处置", {str(v): str(label) for v, label in Disposition.choices}, lambda policy, value: policy.disposition == value),
)  # fmt: skip


def says(policy: Policy, words: str) -> bool:
    texts = (policy.code, policy.name, policy.short_name, policy.target_text, policy.standard_text, policy.procedure_text)
    return all(any(word.lower() in text.lower() for text in texts) for word in words.split())


@dataclass(frozen=True)
class CatalogueFilter:
    """What an address asks of the list; values that mean nothing are left out. Sixty rows: filtered as they lie in memory, so counts and lists agree."""

    policies: list[Policy]
    values: Mapping[str, str]
    words: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str], policies: list[Policy]) -> CatalogueFilter:
        values = {field.name: query.get(field.name, "") for field in FIELDS}
        return cls(
            policies,
            {field.name: values[field.name] for field in FIELDS if values[field.name] in field.options},
            query.get("q", "").strip()[:40],
        )

    def passing(self, **instead: str) -> list[Policy]:
        """The rows, with some filters asked otherwise ("" leaves one out)."""
        values = {**self.values, **instead}
        asked = [(field, values[field.name]) for field in FIELDS if values.get(field.name)]
        return [
            policy for policy in self.policies
            if says(policy, self.words) and all(field.passes(policy, value) for field, value in asked)
        ]  # fmt: skip

    @cached_property
    def rows(self) -> list[Policy]:
        return self.passing()

    def url(self, **changes: str) -> str:
        """The address with these values; "" takes one away."""
        query = {name: value for name, value in {**self.values, "q": self.words, **changes}.items() if value}
        return "?" + urlencode(query)

    @cached_property
    def chips(self) -> list[Chip]:
        chips = [
            Chip(field.label, field.options[self.values[field.name]], self.url(**{field.name: ""}))
            for field in FIELDS
            if field.name in self.values
        ]
        return chips + ([Chip("字词", self.words, self.url(q=""))] if self.words else [])

    @property
    def selects(self) -> list[Select]:
        """Only what some policy of the catalogue would answer."""
        found = []
        for field in FIELDS:
            options = [
                (value, label) for value, label in field.options.items() if any(field.passes(policy, value) for policy in self.policies)
            ]
            found.append(Select(field.name, field.label, options, self.values.get(field.name, "")))
        return found

    @property
    def ways_out(self) -> list[tuple[str, int, str]]:
        """For an empty list: which filter, taken away, would show how many."""
        found = [(f"{field.label}：{field.options[self.values[field.name]]}", len(self.passing(**{field.name: ""})), self.url(**{field.name: ""})) for field in FIELDS if field.name in self.values]  # fmt: skip
        return [way for way in found if way[1]]


@dataclass(frozen=True)
class Cell:
    count: int
    url: str


def matrix(asked: CatalogueFilter) -> list[tuple[str, list[Cell], Cell]]:
    """对象 × 处置 over the whole catalogue: every cell is the length of the list it opens. A policy for several counts in each."""
    whole = CatalogueFilter(asked.policies, {})

    def cell(**values: str) -> Cell:
        return Cell(len(whole.passing(**values)), whole.url(**values))

    rows: Iterable[tuple[str, str]] = [*WHO.items(), ("", "全部政策")]
    return [(label, [cell(who=who, disposition=str(one)) for one in Disposition], cell(who=who)) for who, label in rows]
