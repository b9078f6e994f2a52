"""The import pages: batches, the upload, one batch with its progress and reasons, templates, rejected rows."""

from __future__ import annotations

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
from monitoring.paging import page_of
from registers import batches as importing
from registers.forms import RejectsForm, UploadForm
from registers.models import Batch, BatchQuerySet
from registers.presenters import BatchView
from registers.sheets import SHEETS
from registers.spreadsheets import MIME, rejected_rows
from registers.spreadsheets import template as template_of


def batches_of(request: HouseRequest) -> BatchQuerySet:
    return Batch.objects.visible_to(request.position)


@require_GET
@for_roles(Role.REGISTER_ADMIN, Role.TASKFORCE)
def batch_list(request: HouseRequest) -> HttpResponse:
    chosen = request.GET.get("sheet", "")
    found = batches_of(request).defer("notes", "headings", "unknown_columns")
    if chosen in SHEETS:
        found = found.filter(sheet=chosen)
    page = page_of(found, request.GET.get("page"))
    context = {"page_obj": page, "batches": [BatchView(batch) for batch in page.object_list], "sheets": SHEETS.values(), "chosen": chosen}
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
                is_dry_run=form.cleaned_data["is_dry_run"],
            )
            return redirect("registers:batch", pk=batch.pk)
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
    column = request.GET.get("column", "")
    problems = batch.problems.defer("written")
    if column:
        problems = problems.filter(column_title=column)
    page = page_of(problems, request.GET.get("page"))
    context = {
        "batch": batch,
        "view": BatchView(batch),
        "page_obj": page,
        "column": column,
        "form": form,
        "may_import": may_import(request),
    }
    name = "registers/_batch.html" if request.htmx else "registers/batch.html"
    return render(request, name, context, status=status)


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
    return workbook(template_of(SHEETS[sheet]), f"{SHEETS[sheet].title}模板.xlsx")


def workbook(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=MIME)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["Cache-Control"] = "no-store"
    return response
