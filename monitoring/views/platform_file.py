"""上级下发名单: the file in, the batch with what became of each row, the refused rows out, the whole batch taken back."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.choices import ReadingKind
from accounts.permissions import for_roles
from accounts.reading import note
from accounts.requests import HouseRequest
from casework.exceptions import StepRefused
from casework.paging import page_of
from casework.xlsx_stream import MIME
from monitoring.choices import RowVerdict
from monitoring.filters import ALL_STATES, alerts_url
from monitoring.forms import FileWithdrawForm, PlatformFileForm, RefusedRowsForm
from monitoring.models import PlatformFile
from monitoring.platform_file import ENTERED_BY, blockers, refused_workbook, take_file, withdraw


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*ENTERED_BY)
def platform_file(request: HouseRequest) -> HttpResponse:
    """Those taken so far, and one more; the same file again opens the batch it is."""
    form = PlatformFileForm(request.POST, request.FILES) if request.method == "POST" else PlatformFileForm()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            taken = take_file(form.content, file.name or "", form.clues, by=request.position, on=request.today)
        except StepRefused as refusal:
            form.add_error(None, refusal.reason)
        else:
            if taken.is_new:
                messages.success(request, "名单已收下，逐行结果在下面。")
            else:
                messages.info(request, f"这份名单{taken.file.taken_on:%-m月%-d日}已经收过，这次一行也没有再登记。")
            return redirect("monitoring:platform_batch", pk=taken.file.pk)
    counts = {verdict.value: Count("rows", filter=Q(rows__verdict=verdict)) for verdict in RowVerdict}
    files = PlatformFile.objects.visible_to(request.position).select_related("taken_by__user").annotate(**counts).order_by("-pk")
    context = {"form": form, "page_obj": page_of(files, request.GET.get("page"))}
    return render(request, "monitoring/platform_file.html", context, status=422 if form.is_bound else 200)


@require_safe
@for_roles(*ENTERED_BY)
def platform_batch(request: HouseRequest, pk: int) -> HttpResponse:
    """One file: its print, what became of every row, what may be done with it."""
    return batch_page(request, pk)


@require_POST
@for_roles(*ENTERED_BY)
def withdraw_platform_file(request: HouseRequest, pk: int) -> HttpResponse:
    batch = get_object_or_404(PlatformFile.objects.visible_to(request.position), pk=pk)
    form = FileWithdrawForm(request.POST)
    if not form.is_valid():
        return batch_page(request, pk, withdrawing=form, status=422)
    try:
        gone = withdraw(batch, reason=form.cleaned_data["reason"], by=request.position, on=request.today)
    except StepRefused as refusal:
        form.add_error(None, refusal.reason)
        return batch_page(request, pk, withdrawing=form, status=409)
    messages.success(request, f"已撤回这份名单，它登记的{gone}条线索去掉了。")
    return redirect("monitoring:platform_batch", pk=pk)


@require_POST
@for_roles(*ENTERED_BY)
def refused_rows(request: HouseRequest, pk: int) -> HttpResponse:
    """The rows that were not taken as a workbook, with a purpose that stays in the reading log."""
    batch = get_object_or_404(PlatformFile.objects.visible_to(request.position), pk=pk)
    form = RefusedRowsForm(request.POST)
    if not form.is_valid():
        return batch_page(request, pk, taking_out=form, status=422)
    number = batch.rows.filter(verdict=RowVerdict.REFUSED).count()
    if not number:
        messages.error(request, "这份名单没有拒收的行，不用下载。")
        return redirect("monitoring:platform_batch", pk=pk)
    note(
        ReadingKind.EXPORT, request=request, subject=f"上级下发名单{batch.pk}没有收下的行", subject_id=batch.pk, row_count=number,
        purpose=form.cleaned_data["purpose"],
    )  # fmt: skip
    name = content_disposition_header(True, f"上级下发名单{batch.pk}_没有收下{number}行.xlsx") or "attachment"
    return HttpResponse(
        refused_workbook(batch), content_type=MIME, headers={"Content-Disposition": name, "Cache-Control": "private, no-store"}
    )


def batch_page(
    request: HouseRequest,
    pk: int,
    *,
    withdrawing: FileWithdrawForm | None = None,
    taking_out: RefusedRowsForm | None = None,
    status: int = 200,
) -> HttpResponse:
    files = PlatformFile.objects.visible_to(request.position).select_related("county", "taken_by__user", "withdrawn_by__user")
    batch = get_object_or_404(files, pk=pk)
    counts = dict(batch.rows.order_by().values_list("verdict").annotate(Count("pk")))
    asked = request.GET.get("verdict", "")
    asked = asked if asked in RowVerdict.values else ""
    rows = batch.rows.select_related("alert__household")
    here = reverse("monitoring:platform_batch", args=[pk])
    context = {
        "batch": batch,
        "tabs": [
            ("全部", sum(counts.values()), here, not asked),
            *((verdict.label, counts.get(verdict, 0), f"{here}?verdict={verdict}", asked == verdict) for verdict in RowVerdict),
        ],
        "page_obj": page_of(rows.filter(verdict=asked) if asked else rows, request.GET.get("page")),
        "alerts_url": alerts_url(file=pk, state=ALL_STATES),
        "new": counts.get(RowVerdict.NEW, 0),
        "refused": counts.get(RowVerdict.REFUSED, 0),
        "blockers": blockers(batch, request.today),
        "withdrawing": withdrawing or FileWithdrawForm(),
        "taking_out": taking_out or RefusedRowsForm(),
    }
    return render(request, "monitoring/platform_batch.html", context, status=status)
