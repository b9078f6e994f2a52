"""What a department is told (PD-03): the least it needs. Medical facts only to 医保局 and 民政局; ID number and phone masked, shown whole only by unmasking."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from accounts.choices import Dept
from accounts.fields import Sealed
from accounts.logs import redact
from assistance.choices import NeedKind
from assistance.models import Need, Referral
from households.models import Household, Member, Person
from households.relations import HEAD

TOLD_OF_HEALTH = frozenset({Dept.YB, Dept.MZ})
# Words that speak of somebody's health. A note with one of them is kept back whole: cutting out a clause leaves the rest to guess from.
HEALTH = re.compile(
    r"病|癌|瘤|炎|症|医|药|诊|疗|透析|手术|住院|出院|术后|护理|残|瘫|盲|聋|哑|智力|精神|抑郁|自闭|失能|卧床|康复|感染|化验|血|肝|肾|肺|胃|心脏|孕|产检|骨折|截肢|义肢|假肢|轮椅|自付"
)
KEPT_BACK = "说明涉及健康情况，按规定不推送；需要了解的，请向镇一窗受理询问"


@dataclass(frozen=True)
class Told:
    """Everything a department reads of one need; `lines` is what is stored with the push, the rest comes from the person's row, masked."""

    name: str
    id_number: str
    phone: str
    village: str
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def subject_of(household: Household, person: Person | None) -> Person | None:
    """Of whom a push speaks: the member, or the head of the household."""
    if person is not None:
        return person
    member = household.members.living().filter(relation=HEAD).select_related("person").order_by("pk").first()
    return member.person if member else None


def subjects_of(referrals: Sequence[Referral]) -> dict[int, Person]:
    """The same for a whole list, by number of the push: one query for all heads of household."""
    whole = {referral.household_id for referral in referrals if referral.person_id is None}
    heads: dict[int, Person] = {}
    for member in Member.objects.living().filter(household__in=whole, relation=HEAD).select_related("person").order_by("pk"):
        heads.setdefault(member.household_id, member.person)
    known = {referral.pk: referral.person or heads.get(referral.household_id) for referral in referrals}
    return {pk: person for pk, person in known.items() if person is not None}


def speaks_of_health(words: str, person: Person | None = None) -> bool:
    """Whether a free text may tell of somebody's health: by its words, or because it holds the recorded name of the disease."""
    sealed = cast("Sealed | None", person.disease) if person else None
    disease = sealed.reveal() if sealed else ""
    return bool(HEALTH.search(words)) or bool(disease and disease in words)


def lines_for(need: Need, dept: str, person: Person | None) -> tuple[str, ...]:
    """The sentences chosen for this department."""
    lines = [f"需求：{need.get_kind_display()}"]
    if need.policy:
        lines.append(f"对应政策：{need.policy.name}")
    if dept in TOLD_OF_HEALTH or not speaks_of_health(need.words, person):
        lines.append(f"说明：{redact(need.words)}")
    else:
        lines.append(KEPT_BACK)
    if dept in TOLD_OF_HEALTH and need.kind == NeedKind.MEDICAL:
        facts = getattr(need.household, "facts", None)
        if facts is not None and facts.self_pay_window is not None:
            lines.append(f"近12个月自付医疗费：{facts.self_pay_window:,.2f}元")
    return tuple(lines)


def told(need: Need, dept: str) -> Told:
    """Exactly what the department will be told: the preview and the push are this."""
    household = need.household
    person = subject_of(household, need.person)
    phone = (person.phone if person else None) or household.phone
    return Told(
        name=person.name if person else household.head_name,
        id_number=str(person.id_number) if person and person.id_number else "未登记",
        phone=str(phone) if phone else "未登记",
        village=f"{household.village.parent.name if household.village.parent else ''}{household.village.name}",
        lines=lines_for(need, dept, person),
    )
