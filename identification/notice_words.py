"""What may stand on a notice and nothing else (domain §4g, PD-07): a masked name, a number of people, categories, an amount, days, telephones.

Everything printed comes from here and is frozen in the notice's columns; no template reads the household.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from casework.working_days import age_on
from households.models import Member, Person
from households.names import COMPOUND_SURNAMES, HAN, plain
from households.relations import HEAD
from identification.models import Application, Opinion, OpinionLine
from policies.categories import PRECEDENCE, TAG_LABEL, DibaoMode, MonitoringKind, SupportCategory
from policies.models import Numbers, Parameter

SOMEBODY, STAR = "某", "*"
DAYS_OF = {SupportCategory.TEKUN: "notice_days_tekun", SupportCategory.DIBAO: "notice_days_dibao"}
DAYS_OF_OTHERS, DAYS_OF_TAG = "notice_days_other", "notice_days_tag"


@dataclass(frozen=True)
class Words:
    """A notice word by word, before it hangs. `amount` 元 per month, None where nothing is paid."""

    masked_name: str
    people: int
    category_text: str
    amount: Decimal | None
    complaint_phone: str
    days: int

    def ends_on(self, posted_on: date) -> date:
        """Day 1 is the day after posting: posted on the 16th for 7 days ends with the 23rd (rulings D3)."""
        return posted_on + timedelta(days=self.days)


def mask_name(name: str, *, is_minor: bool) -> str:
    """张晓明 → 张*明, 李强 → 李*, 欧阳守田 → 欧阳*田; a minor 张某. Only Han characters pass, so that a number typed into a name cannot."""
    text = "".join(HAN.findall(plain(name)))
    surname = text[:2] if text[:2] in COMPOUND_SURNAMES and len(text) > 2 else text[:1]
    given = text[len(surname) :]
    if not surname or is_minor:
        return surname + SOMEBODY
    return surname + STAR + (given[-1] if len(given) > 1 else "")


def is_minor(person: Person | None, on: date, adult_age: int) -> bool:
    """Not yet of age on this day. Unknown is not of age: the stricter mask."""
    return person is None or person.birth is None or age_on(person.birth, on) < adult_age


def masked_applicant(application: Application, on: date, numbers: Numbers) -> str:
    """The applicant; where nobody of the household is named as such, its head."""
    household, person = application.household, application.applicant
    if person is None:
        head = Member.objects.living().filter(household=household, relation=HEAD).select_related("person").order_by("pk").first()
        person = head.person if head else None
    adult_age = int(numbers.number("adult_age", household.village))
    return mask_name(person.name if person else household.head_name, is_minor=is_minor(person, on, adult_age))


def people_in(lines: Iterable[OpinionLine]) -> int:
    """家庭人口: who is counted, and members with a category of their own (特困) beside them."""
    return sum(1 for line in lines if line.is_counted or line.category)


def decided(opinion: Opinion, lines: Iterable[OpinionLine]) -> list[tuple[str, str]]:
    """What is decided as (words, parameter of its days): the categories of household and members in order of precedence, then the tag."""
    categories = {opinion.category, *(line.category for line in lines)}
    modes = {line.dibao_mode for line in lines if line.category == SupportCategory.DIBAO}
    found = []
    for category in PRECEDENCE:
        if category in categories:
            single = category == SupportCategory.DIBAO and modes == {DibaoMode.SINGLE}
            found.append((category.label + (f"（{DibaoMode.SINGLE.label}）" if single else ""), DAYS_OF.get(category, DAYS_OF_OTHERS)))
    if opinion.has_monitoring_tag:
        kind = f"（{MonitoringKind(opinion.monitoring_kind).label}）" if opinion.monitoring_kind else ""
        found.append((TAG_LABEL + kind, DAYS_OF_TAG))
    return found


def result_words(opinion: Opinion) -> str:
    """Everything the opinion gives, published or not."""
    return "、".join(words for words, _ in decided(opinion, list(opinion.lines.all()))) or "不符合各类条件"


def notice_days(opinion: Opinion, on: date) -> int:
    """The longest of what is decided (rulings D3); 0: nothing to publish. Raises ParameterMissing."""
    numbers = Parameter.objects.numbers(on)
    village = opinion.application.household.village
    return max((int(numbers.number(code, village)) for _, code in decided(opinion, list(opinion.lines.all()))), default=0)


def words_of(opinion: Opinion, on: date) -> Words:
    """The notice as it would hang on this day. Who is not to be published is left out: 救助谁公示谁. Raises ParameterMissing."""
    numbers, application = Parameter.objects.numbers(on), opinion.application
    village, lines = application.household.village, list(opinion.lines.all())
    days = {words: int(numbers.number(code, village)) for words, code in decided(opinion, lines)}
    return Words(
        masked_name=masked_applicant(application, on, numbers),
        people=people_in(lines),
        category_text="、".join(words for words, number in days.items() if number),
        amount=opinion.monthly_amount,
        complaint_phone=phones(numbers, application),
        days=max(days.values(), default=0),
    )


def phones(numbers: Numbers, application: Application) -> str:
    """Offices that take complaints, with their numbers; of the nearest region that has any."""
    rows = numbers.table("complaint_phones", application.household.village)
    return "；".join(f"{row['office']} {row['phone']}" for row in rows)
