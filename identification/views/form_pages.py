"""一张表: filling, trying, handing in, printing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.choices import ReadingKind
from accounts.permissions import for_roles
from accounts.reading import note
from accounts.requests import HouseRequest
from accounts.roles import CASE_ROLES, Role
from casework.exceptions import StalePage, StepRefused
from households.gauge import gauge
from households.models import HouseholdFacts
from households.sums import SumSheet, sum_sheet
from identification import authorisations, intake, kin, one_form
from identification.choices import ApplicationState
from identification.drafts import WRITABLE, check_may_write, save_form
from identification.form_sheet import sheet_of
from identification.models import Application
from identification.one_form.page import page_of
from identification.one_form.secrets import is_secret, without_numbers
from identification.workflow import DRAFTERS
from policies.models import ParameterMissing

CONTROL = {"csrfmiddlewaretoken", "version", "action", "add", "asked", "everything"}
ADDED = ("newcomers", "assets", *one_form.MONEY_KINDS)
VERBS = {ApplicationState.DRAFT: intake.submit, ApplicationState.RETURNED: intake.resubmit}


def visible(request: HouseRequest, pk: int) -> Application:
    return get_object_or_404(Application.objects.visible_to(request.position).for_page(), pk=pk)


def posted(application: Application, post: QueryDict) -> dict[str, list[str]]:
    """What was typed before, over it what the page sent: an input it asked and did not send was cleared (checkboxes)."""
    typed = one_form.typed_of(application)
    for name in post.getlist("asked"):
        if not is_secret(name):
            typed.pop(name, None)
    for name in post:
        values = post.getlist(name)
        if name not in CONTROL:
            if any(value.strip() for value in values):
                typed[name] = values
            elif not is_secret(name):  # its input is always empty: empty leaves what is kept
                typed.pop(name, None)
    for name in [name for name in typed if name.endswith("-id_number")]:
        if f"{name.split('-')[0]}-name" not in typed:  # the whole new member was taken back
            typed.pop(name)
    return without_numbers(typed)


def try_sum(application: Application, data: dict[str, Any], request: HouseRequest) -> tuple[SumSheet | None, str]:
    """The sheet as it would be, or why it cannot be shown."""
    try:
        return one_form.trial(application.household, data, on=request.today), ""
    except (StepRefused, ParameterMissing) as refusal:
        return None, getattr(refusal, "reason", str(refusal))


def stored_sum(application: Application, request: HouseRequest) -> tuple[SumSheet | None, str]:
    """The sheet of what is stored: a GET writes nothing, not even to take it back."""
    facts = HouseholdFacts.objects.select_related("parameters").filter(pk=application.household_id).first()
    if facts is None:
        return None, "这一户还没有算过账，填了收支再按“试算”。"
    return sum_sheet(application.household, facts, on=request.today), ""


def stopped(application: Application, request: HouseRequest) -> str:
    """Why this reader cannot write the form now, in words."""
    if application.state not in WRITABLE:
        return f"已经是“{application.state_label}”，一张表不能再改。"
    try:
        check_may_write(application, request.position)
        kin.check_no_conflict(request.position, application.household)
    except StepRefused as refusal:
        return refusal.reason
    return ""


def show(
    request: HouseRequest, application: Application, typed: dict[str, list[str]], *, refused: dict[str, str] | None = None, reason: str = "",
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    household, on = application.household, request.today
    answers = one_form.read(household, typed, on=on)
    shown = page_of(
        household, typed, on=on, everything="all" in request.GET or "everything" in request.POST, answers=answers, refused=refused,
        wants_monitoring=application.wants_monitoring,
    )  # fmt: skip
    sheet, sheet_reason = try_sum(application, answers.data, request) if request.method == "POST" else stored_sum(application, request)
    unsigned = authorisations.missing_signatures(application, on)
    context = {
        "application": application, "household": household, "page": shown, "sheet": sheet, "sheet_reason": sheet_reason,
        "gauge": gauge(sheet) if sheet else None, "is_tried": request.method == "POST", "reason": reason, "trouble": reason or "下面标出的地方没有看懂，已填的内容都在。", "stopped": stopped(application, request),
        "unsigned": [f"{kind.label}缺{'、'.join(person.name for person in people)}签字" for kind, people in unsigned.items()],
        "is_returned": application.state == ApplicationState.RETURNED,
        "toggle": reverse("identification:form", args=[application.pk]) + ("" if shown.everything else "?all=1"),
    }  # fmt: skip
    return render(request, "identification/form.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*DRAFTERS)
def form(request: HouseRequest, pk: int) -> HttpResponse:
    """The one form: every save keeps all that was typed, also what cannot be read yet."""
    position, on = request.position, request.today
    application = visible(request, pk)
    if request.method != "POST":
        note(ReadingKind.READ, request=request, subject=f"{application.application_no} 一张表", subject_id=application.household_id)
        return show(request, application, one_form.typed_of(application))
    if application.submitted_on and application.state not in WRITABLE:
        messages.info(request, f"这件申请{application.submitted_on:%-m月%-d日}已提交，没有再提交一次。")
        return redirect("identification:application", pk=pk)
    typed = posted(application, request.POST)
    add = request.POST.get("add", "")
    if add in ADDED or (add.startswith("o") and add[1:].isdigit()):
        typed |= one_more(typed, add)
    sent = request.POST.get("version", "")
    version = int(sent) if sent.isdigit() else None
    try:
        application = save_form(application, typed, by=position, on=on, version=version)
        if request.POST.get("action") == "submit":
            VERBS[ApplicationState(application.state)](application, by=position, on=on)
            messages.success(request, f"已提交{application.household}的申请，办件号{application.application_no}，等镇一窗受理。")
            return redirect("identification:application", pk=pk)
    except StalePage as stale:
        return show(request, visible(request, pk), typed, reason=stale.reason, status=409)
    except one_form.FormIncomplete as incomplete:
        return show(request, visible(request, pk), typed, refused=incomplete.errors, reason=incomplete.reason, status=422)
    except StepRefused as refusal:
        return show(request, visible(request, pk), typed, reason=refusal.reason, status=409)
    except ParameterMissing as missing:
        return show(request, visible(request, pk), typed, reason=f"没有提交：{missing}", status=409)
    if not add:
        messages.success(request, "已保存，已填的内容都在。")
    here = reverse("identification:form", args=[pk]) + ("?all=1" if "everything" in request.POST else "")
    return redirect(f"{here}#{add}" if add else here)


def one_more(typed: dict[str, list[str]], group: str) -> dict[str, list[str]]:
    """One line, or one member, more than the page showed."""
    if group == "newcomers":
        return {"newcomers": [str(one_form.newcomers_of(typed) + 1)]}
    least = 3 if group == "assets" else 1 if group.startswith("o") else 2
    return {f"{group}-rows": [str(one_form.rows_of(typed, group, least) + 1)]}


@require_POST
@for_roles(*DRAFTERS)
def form_trial(request: HouseRequest, pk: int) -> HttpResponse:
    """试算: the sum as it would be with what stands in the form now. Nothing is written; without htmx the whole page answers."""
    application = visible(request, pk)
    typed = posted(application, request.POST)
    if not request.htmx:
        return show(request, application, typed)
    answers = one_form.read(application.household, typed, on=request.today)
    sheet, reason = try_sum(application, answers.data, request)
    return render(
        request,
        "identification/_form_trial.html",
        {"sheet": sheet, "sheet_reason": reason, "gauge": gauge(sheet) if sheet else None, "is_tried": True},
    )


@require_safe
@for_roles(*(CASE_ROLES - {Role.HELPER}))
def form_print(request: HouseRequest, pk: int) -> HttpResponse:
    """The application form on A4, with the names of the nine it replaces; numbers masked."""
    application = visible(request, pk)
    note(
        ReadingKind.PRINT,
        request=request,
        subject=f"{application.application_no} 申请表",
        subject_id=application.household_id,
        row_count=1,
        purpose="申请表",
    )
    return render(request, "identification/form_print.html", {"application": application, "sheet": sheet_of(application, request.today)})


urlpatterns: list[URLPattern] = [
    path("<int:pk>/form/", form, name="form"),
    path("<int:pk>/form/trial/", form_trial, name="form_trial"),
    path("<int:pk>/form/print/", form_print, name="form_print"),
]
