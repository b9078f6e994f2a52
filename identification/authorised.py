"""What an application itself says for the criteria: local, authorised, cooperating, judged in writing (domain §2.2 rows 3 and 4)."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from identification.choices import AuthorisationKind, MeansResult
from identification.models import Application
from identification.proposals import Asked
from identification.steps import REASON_LENGTH


def asked_of(application: Application, on: date) -> Asked:
    """本地户籍 is what the window checked when it accepted (not local is 不予受理); the written judgement is that of the home visit."""
    return Asked(application.accepted_on is not None, cooperates(application, on), is_judged(application), application.wants_monitoring)


def cooperates(application: Application, on: date) -> bool | None:
    """True with an authorisation in force that nobody refused; False when withdrawn or refused; None where none was ever signed."""
    latest = application.means_checks.filter(finished_on__isnull=False).order_by("-pk").values_list("result", flat=True).first()
    if latest == MeansResult.REFUSED:
        return False
    signed = application.authorisations.filter(kind=AuthorisationKind.MEANS_CHECK)
    if signed.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=on), withdrawn_on__isnull=True).exists():
        return True
    return False if signed.filter(withdrawn_on__isnull=False).exists() else None


def is_judged(application: Application) -> bool:
    """A completed home visit that wrote down the main difficulty and what the household can do about it itself."""
    written = application.home_visits.filter(completed_on__isnull=False).values_list("difficulty", flat=True)
    return any(len(words.strip()) >= REASON_LENGTH for words in written)
