"""查阅日志: who looked at what, for the 审计管理员."""

from __future__ import annotations

from datetime import datetime, time

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.forms import ReadingLogFilter
from accounts.models import ReadingLog
from accounts.permissions import for_roles
from accounts.requests import HouseRequest
from accounts.roles import Role
from accounts.views.filtering import chips_of

PER_PAGE = 50


def asked_log(request: HouseRequest, form: ReadingLogFilter) -> QuerySet[ReadingLog]:
    """The lines the address asks for, latest first."""
    found = ReadingLog.objects.visible_to(request.position)
    if form.is_valid():
        data = form.cleaned_data
        if data["kind"]:
            found = found.filter(kind=data["kind"])
        if data["who"].strip():
            found = found.filter(who__icontains=data["who"].strip())
        if data["since"]:
            found = found.filter(at__gte=timezone.make_aware(datetime.combine(data["since"], time.min)))
        if data["until"]:
            found = found.filter(at__lte=timezone.make_aware(datetime.combine(data["until"], time.max)))
    return found


@require_GET
@for_roles(Role.AUDIT_ADMIN)
def reading_log(request: HouseRequest) -> HttpResponse:
    form = ReadingLogFilter(request.GET)
    page = Paginator(asked_log(request, form), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "accounts/reading_log.html", {"form": form, "page": page, "chips": chips_of(form, request)})
