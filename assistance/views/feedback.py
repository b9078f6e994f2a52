"""Quarterly feedback: the owed list of a department, its workbook out and in, and the rows to be mended."""

from __future__ import annotations

import json
from typing import Any

from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.choices import ReadingKind
from accounts.permissions import for_roles
from accounts.reading import note
from accounts.requests import HouseRequest
from accounts.roles import Role
from assistance.bulk_feedback import Taken, take_sheet
from assistance.feedback import current_quarter, owed
from assistance.filters import quarter_or_none
from assistance.forms import FeedbackUploadForm
from assistance.list_page import quarters_for
from assistance.models import Feedback, ReferralQuerySet
from assistance.presenters import rows_for_list
from assistance.quarters import Quarter
from assistance.referrals import feedback_due
from assistance.workbook import MIME, Trouble, owed_workbook, troubles_workbook
from assistance.workbook_reader import Sheet, read_sheet
from casework.package import WorkbookRefused
from casework.paging import page_of

SALT = "assistance.feedback.troubles"
KEPT_FOR = 24 * 3600  # seconds the rows to be mended may be fetched


def asked_quarter(request: HouseRequest) -> Quarter:
    return quarter_or_none(request.GET.get("quarter", "")) or current_quarter(request.today)


def owed_here(request: HouseRequest, quarter: Quarter) -> ReferralQuerySet:
    """What this department owes for the quarter, in the order of the sheet."""
    return owed(quarter, request.today).visible_to(request.position).order_by("village_code", "referral_no")


@require_safe
@for_roles(Role.DEPT_STAFF)
def feedback_list(request: HouseRequest) -> HttpResponse:
    """本季反馈: what is owed for the quarter, and how it stands."""
    return list_page(request, asked_quarter(request))


def list_page(request: HouseRequest, quarter: Quarter, form: FeedbackUploadForm | None = None, status: int = 200) -> HttpResponse:
    position, on = request.position, request.today
    page = page_of(owed_here(request, quarter).for_list(), request.GET.get("page"))
    due_on = feedback_due(quarter, position.region.code[:6], on)
    answered = Feedback.objects.visible_to(position).filter(quarter=quarter.code)
    context = {
        "quarter": quarter, "quarters": quarters_for(on, quarter), "page_obj": page, "rows": rows_for_list(page.object_list, position, on),
        "due_on": due_on, "is_late": on > due_on, "days_left": (due_on - on).days, "answered": answered.count(),
        "form": form or FeedbackUploadForm(),
    }  # fmt: skip
    return render(request, "assistance/feedback.html", context, status=status)


@require_safe
@for_roles(Role.DEPT_STAFF)
def feedback_workbook(request: HouseRequest) -> HttpResponse:
    """下载反馈表: the owed list, ID numbers masked; the download stands in the reading log."""
    position, on, quarter = request.position, request.today, asked_quarter(request)
    rows = list(owed_here(request, quarter).select_related("household__village__parent", "person", "need"))
    dept = position.office.get_dept_display() or position.office.name
    note(ReadingKind.EXPORT, request=request, subject=f"{dept}{quarter.label}反馈表", row_count=len(rows), purpose="季度反馈")
    content = owed_workbook(rows, quarter, dept=dept, due_on=feedback_due(quarter, position.region.code[:6], on), on=on)
    return attached(content, f"{dept}{quarter.label}反馈表.xlsx")


def attached(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=MIME)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["Cache-Control"] = "no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(Role.DEPT_STAFF)
def feedback_upload(request: HouseRequest) -> HttpResponse:
    """上传反馈表: every row is judged, good ones are taken, bad ones shown and handed back."""
    quarter = asked_quarter(request)
    if request.method != "POST":
        response = redirect("assistance:feedback")
        response["Location"] += f"?quarter={quarter.code}"
        return response
    form = FeedbackUploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return list_page(request, quarter, form, status=422)
    try:
        sheet = read_sheet(form.content)
    except WorkbookRefused as refused:
        form.add_error("file", refused.reason)
        return list_page(request, quarter, form, status=422)
    taken = take_sheet(sheet, quarter, by=request.position, on=request.today)
    context = {
        "quarter": quarter,
        "taken": taken,
        "sheet": sheet,
        "ticket": ticket(taken, sheet),
        "left": owed_here(request, quarter).count(),
    }
    return render(request, "assistance/feedback_upload.html", context)


def ticket(taken: Taken, sheet: Sheet) -> str:
    """The rows to be mended, signed, so that they can be fetched as a workbook without being kept here."""
    bad = {trouble.row for trouble in taken.troubles}
    if not bad:
        return ""
    troubles = [[one.row, one.column, one.value, one.remedy] for one in taken.troubles]
    return signing.dumps({"troubles": troubles, "cells": {str(row): sheet.cells.get(row, {}) for row in bad}}, salt=SALT, compress=True)


@require_POST
@for_roles(Role.DEPT_STAFF)
def feedback_rejects(request: HouseRequest) -> HttpResponse:
    """下载有问题的行, as they were filled, with the remedy beside."""
    try:
        kept: dict[str, Any] = signing.loads(request.POST.get("ticket", ""), salt=SALT, max_age=KEPT_FOR)
    except (signing.BadSignature, json.JSONDecodeError):
        form = FeedbackUploadForm({}, {})
        form.add_error(None, "这份清单已经过期，请重新上传反馈表。")
        return list_page(request, asked_quarter(request), form, status=409)
    troubles = [Trouble(*one) for one in kept["troubles"]]
    cells = {int(row): said for row, said in kept["cells"].items()}
    note(ReadingKind.EXPORT, request=request, subject="反馈表中没有收下的行", row_count=len(cells), purpose="改后重报")
    return attached(troubles_workbook(troubles, cells), f"反馈表待改{len(cells)}行.xlsx")


urlpatterns: list[URLPattern] = [
    path("feedback/", feedback_list, name="feedback"),
    path("feedback/workbook/", feedback_workbook, name="feedback_workbook"),
    path("feedback/upload/", feedback_upload, name="feedback_upload"),
    path("feedback/rejects/", feedback_rejects, name="feedback_rejects"),
]
