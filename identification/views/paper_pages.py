"""Papers and signatures of an application: what is spared, asked, brought and signed, and the sealed scans."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import for_roles
from accounts.requests import HouseRequest
from accounts.roles import CASE_ROLES, Role
from accounts.sealed_files import shown
from casework.exceptions import StepRefused
from identification import authorisations, intake
from identification import papers as materials
from identification.choices import AuthorisationKind, PauseReason
from identification.forms_intake import AskPaperForm, HandInForm, SignForm
from identification.models import Application, Authorisation, Paper
from identification.paper_page import PaperRow, SignRow, rows_of, sign_rows_of
from identification.scans import Scan, read_scan
from identification.workflow import DRAFTERS

READERS = tuple(sorted(CASE_ROLES))


def visible(request: HouseRequest, pk: int) -> Application:
    return get_object_or_404(Application.objects.visible_to(request.position).for_page(), pk=pk)


class Forms:
    """The three small forms of the page; the one that was posted is bound."""

    def __init__(self, request: HouseRequest, application: Application, rows: list[PaperRow], signs: list[SignRow]) -> None:
        act = request.POST.get("act", "")
        data: dict[str, tuple[Any, Any]] = {act: (request.POST, request.FILES)}
        people = [(str(member.person_id), member.person.name) for member in authorisations.adults(application.household, request.today)]
        if application.applicant and str(application.applicant_id) not in dict(people):
            people.append((str(application.applicant_id), application.applicant.name))
        wanted = [(row.spec.code, row.spec.title) for row in rows if not row.is_shared and not row.is_handed_in]
        self.act = act
        self.sign = SignForm(
            *data.get("sign", ()),
            kinds=[(row.kind, row.title) for row in signs],
            people=people,
            initial={"signed_on": request.today},
            auto_id="sign_%s",
        )
        self.hand_in = HandInForm(*data.get("hand_in", ()), papers=wanted, auto_id="hand_in_%s")
        self.ask = AskPaperForm(*data.get("ask", ()), papers=wanted, initial={"version": application.version}, auto_id="ask_%s")

    @property
    def posted(self) -> forms.Form | None:
        return {"sign": self.sign, "hand_in": self.hand_in, "ask": self.ask}.get(self.act)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*READERS)
def papers(request: HouseRequest, pk: int) -> HttpResponse:
    """材料与授权: the list, and for those who take them in the three small forms."""
    application = visible(request, pk)
    rows, signs = rows_of(application, request.today), sign_rows_of(application, request.today)
    small = Forms(request, application, rows, signs)
    posted, status, reason = small.posted, 200, ""
    if request.method == "POST":
        status = 422
        if posted is None:
            status, reason = 409, "没有这一项办理，请在页面上选。"
        elif posted.is_valid():
            try:
                done = carry_out(request, application, small.act, posted.cleaned_data)
            except StepRefused as refusal:
                status, reason = 409, refusal.reason
                posted.add_error(None, refusal.reason)
            else:
                messages.success(request, done)
                return redirect("identification:papers", pk=pk)
    paused = application.pauses.filter(reason=PauseReason.PAPER).first()
    context = {
        "application": application, "household": application.household, "rows": rows, "signs": signs, "small": small, "reason": reason, "posted": posted,
        "may_take": application.is_open and request.position.has(*DRAFTERS), "asked": paused,
        "may_ask": application.is_running and paused is None and request.position.has(Role.TOWN_CLERK),
        "shared": sum(row.is_shared for row in rows), "brought": sum(row.is_handed_in for row in rows),
    }  # fmt: skip
    return render(request, "identification/papers.html", context, status=status)


def scan_of(values: dict[str, Any], title: str) -> Scan | None:
    return read_scan(values["scan"], title) if values.get("scan") else None


def carry_out(request: HouseRequest, application: Application, act: str, values: dict[str, Any]) -> str:
    """One of the three small forms; what to say when it is done. Raises StepRefused."""
    by, on = request.position, request.today
    match act:
        case "sign":
            kind = AuthorisationKind(values["kind"])
            signers = [int(pk) for pk in values["signers"]]
            scan = scan_of(values, kind.label)
            authorisations.sign(application, kind, signers=signers, by=by, on=on, signed_on=values["signed_on"], scan=scan)
            return f"已登记{kind.label}签字。"
        case "hand_in":
            paper = intake.bring(application, values["code"], by=by, on=on, scan=scan_of(values, materials.spec_of(values["code"]).title))
            return f"已收{paper.title}。"
        case "ask":
            intake.ask_paper(application, codes=values["codes"], note=values["note"], version=values["version"], by=by, on=on)
            return "已通知补材料，出具补正告知书，时钟停到材料交齐。"
        case _:
            raise ValueError(act)


def sealed(request: HouseRequest, row: Paper | Authorisation, title: str) -> HttpResponse:
    """A sealed scan, unsealed for who may read its household; each look is noted."""
    return shown(request, row.scan, row.content_type, subject=f"扫描件·{title}", household_id=row.application.household_id)


@require_safe
@for_roles(*READERS)
def paper_scan(request: HouseRequest, pk: int) -> HttpResponse:
    seen = Application.objects.visible_to(request.position)
    paper = get_object_or_404(Paper.objects.select_related("application").filter(application__in=seen), pk=pk)
    return sealed(request, paper, paper.title)


@require_safe
@for_roles(*READERS)
def authorisation_scan(request: HouseRequest, pk: int) -> HttpResponse:
    seen = Application.objects.visible_to(request.position)
    row = get_object_or_404(Authorisation.objects.select_related("application").filter(application__in=seen), pk=pk)
    return sealed(request, row, row.get_kind_display())


urlpatterns: list[URLPattern] = [
    path("<int:pk>/papers/", papers, name="papers"),
    path("papers/<int:pk>/scan/", paper_scan, name="paper_scan"),
    path("authorisations/<int:pk>/scan/", authorisation_scan, name="authorisation_scan"),
]
