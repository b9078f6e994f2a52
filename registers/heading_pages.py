"""记住的表头: what an office's own headings were said to be; each may be taken away, and brought back."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.list_filters import Field, Select, in_choices
from accounts.permissions import for_roles
from accounts.requests import HouseRequest
from accounts.roles import Role
from casework.list_filter import ListFilter
from casework.paging import page_of
from registers.models import HeadingMemory
from registers.models.memory import HeadingMemoryQuerySet
from registers.sheets import SHEETS

TITLES = {code: sheet.title for code, sheet in SHEETS.items()}
STATES = {"forgotten": "已去掉的"}
ORDERS = {
    "": ("按台账", ("sheet", "heading", "pk")),
    "recent": ("最近定的在前", ("-said_at", "-pk")),
    "heading": ("按表头", ("heading", "pk")),
}


@dataclass(frozen=True)
class HeadingFilter(ListFilter):
    """What an address asks of the remembered headings."""

    fields = (
        Field("sheet", "台账", lambda value: Q(sheet=value), in_choices(TITLES)),
        Field("heading", "表头", lambda value: Q(heading__contains=value), lambda value: value[:40]),
        Field("state", "列出", lambda value: Q(), in_choices(STATES)),
    )

    def headings(self, order: str = "") -> HeadingMemoryQuerySet:
        found = HeadingMemory.objects.visible_to(self.position).filter(forgotten_at__isnull="state" not in self.texts)
        for condition in self.narrowing("sheet", "heading"):
            found = found.filter(condition)
        return found.order_by(*ORDERS[order if order in ORDERS else ""][1])

    @property
    def selects(self) -> list[Select]:
        return [
            Select("sheet", "台账", list(TITLES.items()), self.values.get("sheet", "")),
            Select("state", "列出", list(STATES.items()), self.values.get("state", "")),
        ]


@dataclass(frozen=True)
class HeadingRow:
    """One remembered heading as the page shows it."""

    memory: HeadingMemory

    @property
    def sheet(self) -> str:
        return TITLES.get(self.memory.sheet, self.memory.sheet)

    @property
    def column(self) -> str:
        """A column the register no longer has is said to be gone: nothing is read by it."""
        code = self.memory.column_code
        if not code:
            return "不取"
        known = SHEETS[self.memory.sheet].by_code if self.memory.sheet in SHEETS else {}
        return known[code].title if code in known else "（这一列已不在台账里）"


@require_safe
@for_roles(Role.REGISTER_ADMIN)
def headings(request: HouseRequest) -> HttpResponse:
    asked, order = HeadingFilter.read(request.GET, request.position, request.today), request.GET.get("order", "")
    page = page_of(asked.headings(order).select_related("said_by__user"), request.GET.get("page"))
    context = {
        "asked": asked,
        "page_obj": page,
        "rows": [HeadingRow(memory) for memory in page.object_list],
        "orders": [(name, title) for name, (title, _) in ORDERS.items()],
        "order": order,
        "is_forgotten": "state" in asked.texts,
        "office": request.position.office,
    }
    return render(request, "registers/headings.html", context)


@require_POST
@for_roles(Role.REGISTER_ADMIN)
def forget_heading(request: HouseRequest, pk: int) -> HttpResponse:
    """From the next file on the heading is asked for again; what was read by it stays."""
    memory = get_object_or_404(HeadingMemory.objects.visible_to(request.position), pk=pk)
    HeadingMemory.objects.filter(pk=pk, forgotten_at__isnull=True).update(forgotten_at=timezone.now())
    messages.success(request, f"已去掉“{memory.heading}”的对应。以前按它导入的不变；要恢复，在“已去掉的”里按〔恢复〕。")
    return redirect("registers:headings")


@require_POST
@for_roles(Role.REGISTER_ADMIN)
def restore_heading(request: HouseRequest, pk: int) -> HttpResponse:
    memory = get_object_or_404(HeadingMemory.objects.visible_to(request.position), pk=pk)
    HeadingMemory.objects.filter(pk=pk).update(forgotten_at=None)
    messages.success(request, f"已恢复“{memory.heading}”的对应，下次导入照此读。")
    return redirect("registers:headings")


urlpatterns = [
    path("headings/", headings, name="headings"),
    path("headings/<int:pk>/forget/", forget_heading, name="forget_heading"),
    path("headings/<int:pk>/restore/", restore_heading, name="restore_heading"),
]
