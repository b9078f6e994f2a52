"""导出审批: who wants which list out with whole numbers, for what; decided by the 安全管理员, who sees no row of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.choices import ReadingKind
from accounts.models import Position
from accounts.permissions import for_roles
from accounts.reading import note
from accounts.requests import HouseRequest
from accounts.roles import UNMASK_ROLES
from casework.exceptions import StepRefused
from casework.inbox import Todo, TodoSource
from casework.lights import Light
from casework.models import WholeExport
from casework.paging import page_of
from casework.whole_exports import APPROVER, STATES, WAITING_FIRST, decide

READERS = (APPROVER, *sorted(UNMASK_ROLES))


def state_light(row: WholeExport) -> Light:
    if row.used_at:
        return Light("idle", "ok", STATES["used"][0], 0)
    if row.decided_at is None:
        return Light("warn", "ring", STATES["waiting"][0], 0)
    return Light("ok", "ok", STATES["approved"][0], 0) if row.is_approved else Light("bad", "bad", STATES["refused"][0], 0)


class DecisionForm(forms.Form):
    """Why not; an approval needs no words."""

    reason = forms.CharField(
        label="不批准的理由",
        required=False,
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="不批准、收回时写，至少4个字。提出的人看得到。",
    )


@require_safe
@for_roles(*READERS)
def whole_exports(request: HouseRequest) -> HttpResponse:
    """The 安全管理员 sees the county's, anybody else his own."""
    state = request.GET.get("state", "")
    found = WholeExport.objects.visible_to(request.position).for_list()
    found = found.filter(STATES[state][1]) if state in STATES else found
    page = page_of(found.order_by(*WAITING_FIRST), request.GET.get("page"))
    context = {
        "page_obj": page,
        "rows": [(row, state_light(row)) for row in page.object_list],
        "states": [(code, title) for code, (title, _) in STATES.items()],
        "state": state if state in STATES else "",
        "decides": request.position.has(APPROVER),
    }
    return render(request, "casework/whole_exports.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*READERS)
def whole_export(request: HouseRequest, pk: int) -> HttpResponse:
    """One request. POST decides it."""
    row = get_object_or_404(WholeExport.objects.visible_to(request.position).for_list(), pk=pk)
    form, status = DecisionForm(request.POST if request.method == "POST" else None), 200
    if request.method == "POST":
        approve = request.POST.get("decision") == "approve"
        reason = form.cleaned_data["reason"] if form.is_valid() else ""
        try:
            row = decide(pk, approve=approve, reason=reason, by=request.position)
        except StepRefused as refused:
            form.add_error(None, refused.reason)
            status = 409
        else:
            done = "批准" if approve else "不批准"
            subject = f"{done}{row.title}（完整号码）"[:120]
            note(ReadingKind.EXPORT, request=request, subject=subject, subject_id=row.pk, row_count=row.row_count, purpose=row.purpose)
            messages.success(request, f"已{done}。")
            return redirect("casework:whole_export", pk=pk)
    is_own = row.asked_user_id == request.position.user_id
    context = {
        "row": row,
        "light": state_light(row),
        "form": form,
        "decides": request.position.has(APPROVER) and not is_own,
        "is_own": is_own,
        "is_open": row.decided_at is None,
        "may_revoke": bool(row.is_approved) and row.used_at is None,
    }
    return render(request, "casework/whole_export.html", context, status=status)


# What waits for the 安全管理员: the number beside the menu's entry.


def todos(rows: Iterable[WholeExport]) -> list[Todo]:
    return [
        Todo(
            due_on=None, household=row.title, place=row.asked_by.office.name, what=f"批准{row.row_count:,}{row.unit}的完整号码", ground=row.purpose,
            blocked_by="", action="去看", url=reverse("casework:whole_export", args=[row.pk]), is_mine=True,
        )
        for row in rows
    ]  # fmt: skip


def rows_of(position: Position, on: date, limit: int) -> list[Todo]:
    return todos(WholeExport.objects.to_decide(position).for_list().order_by("pk")[:limit])


WHOLE_EXPORTS = TodoSource(
    code="whole_exports",
    title="导出审批",
    rows=rows_of,
    count=lambda position, on: WholeExport.objects.to_decide(position).count(),
    list_url=lambda position: reverse("casework:whole_exports") + "?state=waiting",
    roles=frozenset({APPROVER}),
    counted=lambda position, on: [WholeExport.objects.to_decide(position)],
)

urlpatterns = [
    path("whole-exports/", whole_exports, name="whole_exports"),
    path("whole-exports/<int:pk>/", whole_export, name="whole_export"),
]
