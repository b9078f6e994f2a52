"""At the door: the list to print, the form for the phone, the photos."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.choices import ReadingKind
from accounts.models import Position
from accounts.permissions import for_roles
from accounts.reading import note
from accounts.requests import HouseRequest
from accounts.roles import CASE_ROLES, Role
from accounts.sealed_files import shown
from casework.choices import PhotoKind
from casework.exceptions import StalePage, StepRefused
from casework.lights import light_for
from casework.models import WorkDay
from monitoring.choices import AlertState, Outcome
from monitoring.filters import AlertFilter
from monitoring.forms import PHOTO_FIELDS, VisitForm
from monitoring.models import Alert, VisitPhoto
from monitoring.pocket import pocket_sheets
from monitoring.presenters import AlertCase
from monitoring.views.alerts import visible_alert
from monitoring.visit_sheet import sheets_for
from monitoring.visits import posted_before, verify

SHEET_ROLES = (Role.VILLAGE_WORKER, Role.TOWN_CLERK, Role.TOWN_SURVEYOR, Role.TOWN_HEAD, Role.TASKFORCE, Role.MONITOR_CENTER)
PRINT_LIMIT = 200
# What must be taken again to the door is asked once: where the form's own fields stand.
REFUSED_FIELDS = {
    "same_person": "accompanied_by", "companion": "accompanied_by", "visited_later": "visited_on", "visited_before": "visited_on",
    "informant_missing": "informant", "findings_missing": "findings", "reason_missing": "outcome_reason", "unknown_outcome": "outcome",
    "photo_missing": "photo_house", "register_missing": "wrong_register", "unknown_register": "wrong_register",
}  # fmt: skip


@require_safe
@for_roles(*SHEET_ROLES)
def visit_list(request: HouseRequest) -> HttpResponse:
    """打印走访单: the alerts of the filtered list that wait for a visit, one village per sheet, or a pocket sheet for each household."""
    position, on = request.position, request.today
    asked = AlertFilter.read(request.GET, position, on)
    waiting = asked.alerts().filter(state__in=[AlertState.NEW, AlertState.ASSIGNED, AlertState.VISITING])
    alerts = list(waiting.order_by("village_code", "household_id", "due_on", "pk").for_sheet()[: PRINT_LIMIT + 1])
    shown = alerts[:PRINT_LIMIT]
    note(ReadingKind.PRINT, request=request, subject="走访单", row_count=len(shown), purpose="入户核实")
    sheets = sheets_for(shown, on)
    context = {"sheets": sheets, "asked": asked, "is_cut": len(alerts) > PRINT_LIMIT, "limit": PRINT_LIMIT}
    if request.GET.get("per") == "household":
        return render(request, "monitoring/pocket_sheets.html", context | {"pockets": pocket_sheets(sheets, on)})
    return render(request, "monitoring/visit_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(Role.VILLAGE_WORKER)
def verify_visit(request: HouseRequest, pk: int) -> HttpResponse:
    """记录核实 on the phone. Refused: everything typed is kept, photos must be chosen again."""
    position, on = request.position, request.today
    alert = visible_alert(request, pk)
    if request.method != "POST":
        form = VisitForm(alert=alert, by=position, on=on)
        return visit_page(request, alert, form)
    form = VisitForm(request.POST, request.FILES, alert=alert, by=position, on=on)
    if not form.is_valid():
        return visit_page(request, alert, form, status=422)
    values = dict(form.cleaned_data)
    for name in PHOTO_FIELDS:
        values.pop(name)
    try:
        known = posted_before(alert, values["form_key"])
        verification = verify(alert, by=position, on=on, photos=form.photos, **values)
    except StalePage as stale:
        return stale_visit(request, pk, stale)
    except StepRefused as refusal:
        form.add_error(REFUSED_FIELDS.get(refusal.code), refusal.reason)
        return visit_page(request, alert, form, status=422)
    if known is None:
        messages.success(
            request, f"已记录核实：{alert.household.head_name}户，结论“{verification.get_outcome_display()}”。等镇一窗受理审定。"
        )
    return redirect("monitoring:alert", pk=pk)


def stale_visit(request: HouseRequest, pk: int, stale: StalePage) -> HttpResponse:
    """The latest alert around what was typed; sent again, it counts as filled in on the page of now."""
    alert = visible_alert(request, pk)
    typed = request.POST.copy()
    typed["version"] = str(alert.version)
    form = VisitForm(typed, alert=alert, by=request.position, on=request.today)
    form.add_error(None, stale.reason)
    return visit_page(request, alert, form, status=409)


def visit_page(request: HouseRequest, alert: Alert, form: VisitForm, status: int = 200) -> HttpResponse:
    position: Position = request.position
    on: date = request.today
    stopped = ""
    if alert.state != AlertState.VISITING:
        stopped = f"这条线索现在是“{alert.state_label}”，不能记录核实。"
    elif alert.assigned_to_id not in (None, position.pk):
        stopped = f"这条线索分派给了{alert.assigned_to}。要换人，请镇一窗受理改派。"
    context = {
        "alert": alert, "form": form, "case": AlertCase(alert), "stopped": stopped,
        "light": light_for(alert.due_on, on, WorkDay.objects.calendar()),
        "tiles": [form[name] for name in PHOTO_FIELDS],
        "lost_photos": bool(request.FILES), "needs_photo": alert.severity >= 3, "none_label": Outcome.NONE.label,
    }  # fmt: skip
    return render(request, "monitoring/visit.html", context, status=status)


@require_safe
@for_roles(*CASE_ROLES)
def photo(request: HouseRequest, pk: int) -> HttpResponse:
    """A sealed photo, unsealed for who may read its household; each look is noted."""
    visible = Alert.objects.visible_to(request.position)
    found = get_object_or_404(VisitPhoto.objects.select_related("verification").filter(verification__alert__in=visible), pk=pk)
    subject = f"入户照片·{PhotoKind(found.kind).label}"
    return shown(request, found.file, found.content_type, subject=subject, household_id=found.verification.household_id)
