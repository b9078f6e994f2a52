"""DQ-01 证件号码: its length, its check digit, the two digits that a disability number adds. The digits are read by registers.quality.numbers."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, When

from households.choices import IdType
from households.models import Disability
from policies.clauses import NATIONAL_CHECKS, Clause
from registers.models import NumberFault, NumberVerdict
from registers.quality.base import Asked, Check, QualityRule, Unit
from registers.quality.populations import ALL_WORDS
from registers.quality.shown import Compared, labels, number, yes_no

LENGTHS = (18, 20, 22)
CERTIFICATE_LENGTHS = (20, 22)
ID_FAULTS = (NumberFault.CHARACTERS, NumberFault.BIRTH, NumberFault.CHECK)
NATIONAL_NUMBERS = (IdType.ID_CARD, IdType.DISABILITY)  # a passport of eighteen characters has no check digit


def rows(asked: Asked) -> QuerySet[Any]:
    number = NumberVerdict.objects.filter(index=OuterRef("person__id_index"))
    certificate = NumberVerdict.objects.filter(index=OuterRef("certificate"))
    held = Disability.objects.filter(person=OuterRef("person"), is_cancelled=False)
    return asked.members.annotate(
        length=Subquery(number.values("length")),
        fault=Case(When(person__id_type__in=NATIONAL_NUMBERS, then=Subquery(number.values("fault")))),
        holds_certificate=Exists(held),
        certificate=F("person__disability_records__certificate_index"),
    ).annotate(certificate_length=Subquery(certificate.values("length")), certificate_fault=Subquery(certificate.values("fault")))


RULE = QualityRule(
    "DQ-01",
    "证件号码",
    Unit.PERSON,
    ALL_WORDS,
    Clause(NATIONAL_CHECKS, "1_12_002、1_12_004"),
    (
        Check(
            "DQ-01-1",
            "证件号码不是18位、20位或22位",
            "对照户口簿、身份证补全。用出生医学证明、护照登记的，办了身份证后换成身份证号。",
            hit=Q(length__isnull=False) & ~Q(length__in=LENGTHS),
            unknown=Q(length__isnull=True),
            missing="证件号码",
            number="1_12_002",
        ),
        Check(
            "DQ-01-2",
            "身份证号校验不对",
            "末位校验、出生日期或字符不对。对照身份证更正号码，从“家庭成员”台账再导一次。",
            hit=Q(fault__in=ID_FAULTS),
            unknown=Q(length__isnull=True),
            missing="证件号码",
        ),
        Check(
            "DQ-01-3",
            "残疾人证号不对",
            "应为20位或22位，前18位是身份证号，第19位类别1—7，第20位等级1—4。请残联核对后重报。",
            hit=Q(length__in=CERTIFICATE_LENGTHS, fault__in=(NumberFault.KIND, NumberFault.LEVEL))
            | (Q(holds_certificate=True, certificate_length__isnull=False) & ~Q(certificate_length__in=CERTIFICATE_LENGTHS))
            | (Q(holds_certificate=True, certificate_fault__isnull=False) & ~Q(certificate_fault="")),
            unknown=Q(holds_certificate=True, certificate_length__isnull=True),
            missing="残疾人证号",
            number="1_12_004",
        ),
    ),
    rows,
    compared=(
        Compared("证件号码位数", "length", number("位")),
        Compared("错在哪里", "fault", labels(NumberFault)),
        Compared("残疾人证", "holds_certificate", yes_no),
        Compared("残疾人证号位数", "certificate_length", number("位")),
        Compared("残疾人证号错在哪里", "certificate_fault", labels(NumberFault)),
    ),
)
