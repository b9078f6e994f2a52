"""承诺书、核对授权书、代办委托书: what the household signed, by whom; no check is asked without it (PD-02)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import Q

from accounts.models import Position
from casework.choices import EventKind
from casework.exceptions import StepRefused
from casework.timeline import record
from casework.working_days import age_on
from households.choices import COUNTED_STATUSES
from households.models import Household, Member, Person
from identification.choices import AuthorisationKind, Channel
from identification.models import Application, Authorisation, AuthorisationSigner
from identification.scans import Scan
from policies.models import Parameter

# Every adult member signs these; the proxy's is the applicant's own.
BY_ALL_ADULTS = (AuthorisationKind.COMMITMENT, AuthorisationKind.MEANS_CHECK)
PROXIED = (Channel.VILLAGE_PROXY, Channel.ENTRUSTED)


def adults(household: Household, on: date) -> list[Member]:
    """Living members of age who are there to sign; somebody whose birth is unknown signs too."""
    of_age = int(Parameter.objects.numbers(on).number("adult_age", household.village_code))
    rows = household.members.living().filter(status__in=COUNTED_STATUSES).select_related("person").order_by("relation", "pk")
    return [member for member in rows if member.person.birth is None or age_on(member.person.birth, on) >= of_age]


def needed(application: Application) -> list[AuthorisationKind]:
    """What this application must bring signed."""
    return [*BY_ALL_ADULTS, *([AuthorisationKind.PROXY] if application.channel in PROXIED else [])]


def must_sign(application: Application, on: date) -> dict[AuthorisationKind, list[Person]]:
    """Whose signatures each authorisation needs. A household without an adult: the applicant's guardian signs in his name."""
    applicant = [application.applicant] if application.applicant else []
    grown = [member.person for member in adults(application.household, on)] or applicant
    return {kind: grown if kind in BY_ALL_ADULTS else applicant for kind in needed(application)}


def in_force(application: Application, on: date) -> dict[str, Authorisation]:
    """By kind: signed, neither withdrawn nor expired."""
    rows = application.authorisations.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=on), signed_on__lte=on, withdrawn_on__isnull=True
    )
    return {row.kind: row for row in rows.prefetch_related("signers__person")}


def missing_signatures(application: Application, on: date) -> dict[AuthorisationKind, list[Person]]:
    """Who has not signed what; empty when everything is there."""
    standing = in_force(application, on)
    missing = {}
    for kind, people in must_sign(application, on).items():
        signed = {signer.person_id for signer in standing[kind].signers.all()} if kind in standing else set()
        if absent := [person for person in people if person.pk not in signed]:
            missing[kind] = absent
    return missing


def means_check_is_authorised(application: Application, on: date) -> bool:
    """Every adult member has signed the means check and nobody took it back."""
    return AuthorisationKind.MEANS_CHECK not in missing_signatures(application, on)


@transaction.atomic
def sign(
    application: Application, kind: AuthorisationKind, *, signers: Iterable[Person | int], by: Position, on: date,
    signed_on: date | None = None, scan: Scan | None = None,
) -> Authorisation:  # fmt: skip
    """Record who signed. Signing again adds those who are new; the same twice changes nothing. Raises StepRefused."""
    day = signed_on or on
    if day > on:
        raise StepRefused("签署日期不能晚于今天。", "signed_later")
    if not application.is_open:
        raise StepRefused("这件申请已办结，不再登记签字。", "closed")
    if AuthorisationKind(kind) not in needed(application):
        raise StepRefused(f"这件申请是“{application.get_channel_display()}”，不用{AuthorisationKind(kind).label}。", "not_needed")
    ids = {signer if isinstance(signer, int) else signer.pk for signer in signers}
    family = dict(application.household.members.living().values_list("person_id", "person__name"))
    if not ids:
        raise StepRefused("请勾选谁签了字。", "no_signers")
    if ids - family.keys():
        raise StepRefused("签字的人不在这一户，请对照成员名单。", "not_a_member")
    Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    row = Authorisation.objects.filter(application=application, kind=kind, withdrawn_on__isnull=True).first()
    if row is None:
        row = Authorisation.objects.create(application=application, kind=kind, signed_on=day, recorded_by=by)
    if scan:
        row.scan, row.content_type = scan.file, scan.content_type
        row.save()
    new = ids - set(row.signers.values_list("person_id", flat=True))
    AuthorisationSigner.objects.bulk_create(AuthorisationSigner(authorisation=row, person_id=pk) for pk in sorted(new))
    if new:
        names = "、".join(family[pk] for pk in sorted(new))
        tell(application, f"{row.get_kind_display()}，{names}签署", by=by, on=on)
    return row


@transaction.atomic
def withdraw(authorisation: Authorisation, *, by: Position, on: date) -> Authorisation:
    """撤回授权: kept with its day; no check may be asked on it from then on. Twice changes nothing."""
    row = Authorisation.objects.select_for_update(of=("self",)).select_related("application__household").get(pk=authorisation.pk)
    if row.withdrawn_on is None:
        row.withdrawn_on = on
        row.save(update_fields=["withdrawn_on"])
        tell(row.application, f"撤回{row.get_kind_display()}", by=by, on=on)
    return row


def tell(application: Application, what: str, *, by: Position, on: date) -> None:
    record(EventKind.AUTHORISED, household=application.household, by=by, on=on, subject=application, detail={"what": what})
