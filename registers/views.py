"""The import pages: batches, the upload, one batch with its progress and reasons, templates, rejected rows."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.choices import ReadingKind
from accounts.permissions import for_roles
from accounts.reading import note
from accounts.requests import HouseRequest
from accounts.roles import Role
from casework.exceptions import StepRefused
from casework.paging import page_of
from registers import batches as importing
from registers.aside_pages import kept_lines
from registers.batch_filters import ORDERS, BatchFilter
from registers.changes import conflicts_of, following, lines_of
from registers.forms import ChoiceForm, RejectsForm, UploadForm
from registers.models import Batch, BatchQuerySet, BatchState
from registers.movement_list import MovementFilter, kinds_of, movement_rows
from registers.presenters import LISTS, PROBLEM_LISTS, BatchView
from registers.sheets import SHEETS
from registers.spreadsheets import MIME, rejected_rows
from registers.template import template as template_of


def batches_of(request: HouseRequest) -> BatchQuerySet:
    return Batch.objects.visible_to(request.position)


@require_GET
@for_roles(Role.REGISTER_ADMIN, Role.TASKFORCE)
def batch_list(request: HouseRequest) -> HttpResponse:
    asked = BatchFilter.read(request.GET, request.position, request.today)
    order = request.GET.get("order", "")
    page = page_of(asked.batches(order), request.GET.get("page"))
    context = {
        "page_obj": page,
        "batches": [BatchView(batch) for batch in page.object_list],
        "asked": asked,
        "orders": [(name, title) for name, (title, _) in ORDERS.items()],
        "order": order,
    }
    return render(request, "registers/batches.html", context | {"may_import": may_import(request)})


def may_import(request: HouseRequest) -> bool:
    return bool(request.position.has(Role.REGISTER_ADMIN))


@require_http_methods(["GET", "POST"])
@for_roles(Role.REGISTER_ADMIN)
def upload(request: HouseRequest) -> HttpResponse:
    asked = request.GET.get("sheet", "")
    form = UploadForm(request.POST or None, request.FILES or None, initial={"sheet": asked})
    if request.method == "POST" and form.is_valid():
        try:
            batch = importing.submit(
                form.cleaned_data["sheet"],
                form.content,
                form.cleaned_data["file"].name,
                on=request.today,
                by=request.position,
                is_dry_run=True,
                asks=True,
            )
            return redirect("registers:mapping" if batch.state == BatchState.MAPPING else "registers:batch", pk=batch.pk)
        except StepRefused as refused:
            form.add_error("sheet", refused.reason)
    status = 422 if request.method == "POST" else 200
    return render(request, "registers/upload.html", {"form": form, "sheets": SHEETS.values()}, status=status)


@require_GET
@for_roles(Role.REGISTER_ADMIN, Role.TASKFORCE)
def batch_detail(request: HouseRequest, pk: int) -> HttpResponse:
    """One batch; while it works the fragment asks again every two seconds."""
    batch = get_object_or_404(batches_of(request), pk=pk)
    return show(request, batch, RejectsForm())


def show(request: HouseRequest, batch: Batch, form: RejectsForm, status: int = 200) -> HttpResponse:
    view = BatchView(batch)
    context = {"batch": batch, "view": view, "form": form, "may_import": may_import(request), "today": request.today}
    context["landings"] = list(batch.landings.order_by("pk")) if view.is_done and batch.aside_rows else []
    if view.is_counted:
        context |= _list_of(request, view)
    name = "registers/_batch.html" if request.htmx else "registers/batch.html"
    return render(request, name, context, status=status)


def _list_of(request: HouseRequest, view: BatchView) -> dict[str, Any]:
    """The list a count opens: rows in pages, narrowed by column or by name."""
    asked = request.GET.get("show", "")
    name = asked if asked in LISTS else view.first_list
    column, word = request.GET.get("column", ""), request.GET.get("q", "").strip()[:40]
    rows = view.rows_of(name)
    if name in PROBLEM_LISTS:
        rows = rows.filter(column_title=column) if column else rows
    elif name == "movements":
        rows = MovementFilter.read(request.GET).narrow(rows)
    elif name not in ("conflict", "aside") and word:
        rows = rows.filter(label__icontains=word)
    page = page_of(rows, request.GET.get("page"))
    found: dict[str, Any] = {"page_obj": page, "show": name, "list_title": LISTS[name], "column": column, "word": word}
    found |= {"follows": following(view.batch), "choice_form": ChoiceForm()}
    if name in PROBLEM_LISTS:
        return found | {"reasons": view.reasons(PROBLEM_LISTS[name])}
    if name == "movements":
        return found | {
            "movements": movement_rows(view.batch, page.object_list),
            "asked": MovementFilter.read(request.GET),
            "kinds": kinds_of(view.batch),
        }
    if name == "aside":
        return found | {"kept": kept_lines(view.batch, page.object_list)}
    if name == "conflict":
        return found | {"conflicts": conflicts_of(view.batch, page.object_list)}
    return found | {"lines": lines_of(view.batch, page.object_list)}


@require_POST
@for_roles(Role.REGISTER_ADMIN)
def rejects(request: HouseRequest, pk: int) -> HttpResponse:
    """The rejected rows as a workbook, with a purpose that stays in the reading log."""
    batch = get_object_or_404(batches_of(request), pk=pk)
    form = RejectsForm(request.POST)
    if not form.is_valid():
        return show(request, batch, form, status=422)
    if not batch.rejected_rows:
        messages.error(request, "这一批没有拒收的行，不用下载。")
        return redirect("registers:batch", pk=pk)
    note(
        ReadingKind.EXPORT,
        request=request,
        subject=f"导入批次{batch.pk}的拒收行",
        subject_id=batch.pk,
        row_count=batch.rejected_rows,
        purpose=form.cleaned_data["purpose"],
    )
    return workbook(rejected_rows(batch), f"{SHEETS[batch.sheet].title}_拒收{batch.rejected_rows}行_批次{batch.pk}.xlsx")


@require_POST
@for_roles(Role.REGISTER_ADMIN)
def retry(request: HouseRequest, pk: int) -> HttpResponse:
    batch = get_object_or_404(batches_of(request), pk=pk)
    try:
        importing.retry(batch)
    except StepRefused as refused:
        messages.error(request, refused.reason)
    return redirect("registers:batch", pk=pk)


@require_GET
@for_roles(Role.REGISTER_ADMIN, Role.TASKFORCE)
def template(request: HouseRequest, sheet: str) -> HttpResponse:
    if sheet not in SHEETS:
        raise Http404
    return workbook(template_of(sheet), f"{SHEETS[sheet].title}模板.xlsx")


def workbook(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=MIME)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["Cache-Control"] = "no-store"
    return response
