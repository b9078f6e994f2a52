"""The household list, search, and the household's pages."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods

from accounts.choices import ReadingKind
from accounts.logs import is_personal
from accounts.permissions import for_roles
from accounts.reading import note
from accounts.requests import HouseRequest
from accounts.roles import CASE_ROLES
from casework.chain import missing_links
from casework.models import Event
from households.filters import ANY_CATEGORY, HouseholdFilter, address_of
from households.forms import SearchForm
from households.gauge import gauge
from households.later_records import later_records
from households.models import Household, Income, Member, Spending
from households.money import income_groups, settlements, spending_groups
from households.paging import PAGE_SIZES, keyset_page, page_size
from households.presenters import CHAIN_LENGTH, CHAIN_READ, chain, facts_of, facts_strip, insured_count, member_rows
from households.records import claims, department_records
from households.search import search as find
from households.sums import income_people, sum_sheet
from households.tables import DEFAULT_ORDER, ORDERS, HouseholdTable, foot, for_table, totals

TABS = (
    ("detail", "总览"),
    ("members", "成员"),
    ("incomes", "收入"),
    ("spending", "支出"),
    ("records", "住房饮水及部门记录"),
    ("registers", "台账与认定"),
    ("trail", "留痕"),
)
TRAIL_PAGE = 100


def for_page(queryset: QuerySet[Household]) -> QuerySet[Household]:
    """What a household page needs in one row: place, facts and the numbers of the law they were judged by."""
    return queryset.select_related("village__parent", "facts__parameters", "standing")


@require_GET
@for_roles(*CASE_ROLES)
def household_list(request: HouseRequest) -> HttpResponse:
    """家庭: filters, sort and place all in the address."""
    scope = Household.objects.visible_to(request.position)
    filters = HouseholdFilter(request.GET, scope, position=request.position)
    order = ORDERS.get(request.GET.get("sort", ""), DEFAULT_ORDER)
    rows = filters.qs
    sums = totals(rows)
    page = keyset_page(rows, order, request.GET, sums.count, for_table(Household.objects.all()))
    context = {
        "filter": filters,
        "chips": filters.chips(),
        "clear": filters.without(*filters.filters),
        "page": page,
        "table": HouseholdTable(page.object_list, carry=address_of(request.GET)),
        "foot": foot(sums, supported_url=filters.narrowed("category", ANY_CATEGORY), tagged_url=filters.narrowed("tag", "1")),
        "sums": sums,
        "orders": ORDERS.values(),
        "order": order,
        "sizes": PAGE_SIZES,
        "size": page_size(request.GET),
        "ways_out": [] if page.object_list else filters.ways_out(scope),
    }
    return render(request, "households/_list.html" if request.htmx else "households/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*CASE_ROLES)
def search(request: HouseRequest) -> HttpResponse:
    """Numbers of persons come by POST and are answered there; names and household numbers may stand in the address."""
    form = SearchForm(request.POST if request.method == "POST" else request.GET)
    text = form.cleaned_data["q"] if form.is_valid() else ""
    personal = is_personal(text)
    if request.method == "POST" and text and not personal:
        return redirect(f"{reverse('households:search')}?{urlencode({'q': text})}")
    found = find(text, request.position)
    if len(found.household_ids) == 1:
        return redirect("households:detail", found.members[0].household_id)
    return render(request, "households/search.html", {"found": found, "q": "" if personal else text, "is_personal": personal})


def open_household(request: HouseRequest, pk: int, tab: str) -> tuple[Household, dict[str, Any]]:
    """The household within scope, its head, tabs and neighbours; the look is written to the reading log."""
    household = get_object_or_404(for_page(Household.objects.visible_to(request.position)), pk=pk)
    title = dict(TABS)[tab]
    note(ReadingKind.READ, request=request, subject=f"{household.household_no} {title}", subject_id=household.pk)
    counts = tab_counts(household)
    carry = address_of(request.GET)
    return household, {
        "household": household,
        "facts": facts_of(household),
        "tab": tab,
        "tabs": [{"code": code, "title": label, "url": with_query(code, pk, carry), "count": counts.get(code)} for code, label in TABS],
        "living": counts["members"],
        "event_count": counts["trail"],
        "head": household.members.living().filter(relation="02").select_related("person").first(),
        "list_url": f"{reverse('households:list')}{'?' + carry if carry else ''}",
        **neighbours(request, household, tab, carry),
    }


def with_query(tab: str, pk: int, query: str) -> str:
    return f"{reverse(f'households:{tab}', args=[pk])}{'?' + query if query else ''}"


def tab_counts(household: Household) -> dict[str, int]:
    """The numbers on the tabs, in one statement."""

    def number(rows: QuerySet[Any]) -> Coalesce:
        return Coalesce(Subquery(rows.order_by().values("household_id").annotate(n=Count("pk")).values("n")), 0)

    here = {"household_id": OuterRef("pk")}
    facts = facts_of(household)
    window = {"month__gte": facts.window_start, "month__lt": facts.window_end} if facts else {"pk__isnull": True}
    asked = {
        "members": number(Member.objects.living().filter(**here)),
        "incomes": number(Income.objects.filter(**here, **window)),
        "spending": number(Spending.objects.filter(**here, **window)),
        "trail": number(Event.objects.filter(**here)),
    }
    numbers = Household.objects.filter(pk=household.pk).values_list(*asked.values()).get()
    return dict(zip(asked, numbers, strict=True))


def neighbours(request: HouseRequest, household: Household, tab: str, carry: str) -> dict[str, str]:
    """Previous and next household in the order and under the filters of the list one came from."""
    order = ORDERS.get(request.GET.get("sort", ""), DEFAULT_ORDER)
    rows = HouseholdFilter(request.GET, Household.objects.visible_to(request.position), position=request.position).qs if carry else (
        Household.objects.visible_to(request.position)
    )  # fmt: skip
    key = order.key(household)
    before = rows.filter(order.beyond(key, back=True)).order_by(*order.turned).values_list("pk", flat=True).first()
    after = rows.filter(order.beyond(key)).order_by(*order.fields).values_list("pk", flat=True).first()
    return {
        "previous_url": with_query(tab, before, carry) if before else "",
        "next_url": with_query(tab, after, carry) if after else "",
    }


def members_of(household: Household, *, everybody: bool = False) -> list[Member]:
    rows = household.members.all() if everybody else household.members.living()
    return list(rows.select_related("person", "facts").order_by("left_on", "is_claim", "relation", "pk"))


@require_GET
@for_roles(*CASE_ROLES)
def detail(request: HouseRequest, pk: int) -> HttpResponse:
    """总览: facts, chain and the full sum; what is being watched comes from upstairs as a panel."""
    household, context = open_household(request, pk, "detail")
    members = members_of(household)
    view = "monitoring" if request.GET.get("view") == "monitoring" else "civil"
    sheet = sum_sheet(household, context["facts"], view=view, on=request.today) if context["facts"] else None
    events = list(Event.objects.of_household(pk).order_by("-happened_on", "-pk")[:CHAIN_READ])
    links = chain(reversed(events))
    context |= {
        "strip": facts_strip(household, members, insured_count(household, members, request.today)),
        "chain": links[-CHAIN_LENGTH:],
        "earlier": len(links) > CHAIN_LENGTH or len(events) == CHAIN_READ,
        "missing": missing_links(household, request.position, request.today),
        "sheet": sheet,
        "gauge": gauge(sheet) if sheet else None,
        "view": view,
    }
    return render(request, "households/detail.html", context)


@require_GET
@for_roles(*CASE_ROLES)
def members(request: HouseRequest, pk: int) -> HttpResponse:
    household, context = open_household(request, pk, "members")
    rows = member_rows(members_of(household, everybody=True), request.today)
    return render(request, "households/members.html", {**context, "rows": rows, "counted": sum(row.is_counted for row in rows)})


@require_GET
@for_roles(*CASE_ROLES)
def incomes(request: HouseRequest, pk: int) -> HttpResponse:
    household, context = open_household(request, pk, "incomes")
    facts = context["facts"]
    groups = income_groups(household, facts, set(income_people(household))) if facts else []
    return render(request, "households/incomes.html", {**context, "groups": groups})


@require_GET
@for_roles(*CASE_ROLES)
def spending(request: HouseRequest, pk: int) -> HttpResponse:
    household, context = open_household(request, pk, "spending")
    facts = context["facts"]
    if facts:
        context |= {
            "groups": spending_groups(household, facts, set(income_people(household))),
            "settlements": settlements(household, facts, request.today.replace(month=1, day=1)),
        }
    return render(request, "households/spending.html", context)


@require_GET
@for_roles(*CASE_ROLES)
def records(request: HouseRequest, pk: int) -> HttpResponse:
    household, context = open_household(request, pk, "records")
    later, silent = later_records(household)
    return render(request, "households/records.html", {**context, "sections": [*department_records(household), *later], "silent": silent})


@require_GET
@for_roles(*CASE_ROLES)
def registers(request: HouseRequest, pk: int) -> HttpResponse:
    household, context = open_household(request, pk, "registers")
    return render(request, "households/registers.html", {**context, "sections": claims(household)})


@require_GET
@for_roles(*CASE_ROLES)
def trail(request: HouseRequest, pk: int) -> HttpResponse:
    """留痕: every event of the household, newest first."""
    _, context = open_household(request, pk, "trail")
    asked = request.GET.get("before", "")
    rows = Event.objects.of_household(pk).order_by("-happened_on", "-pk")
    if asked.isdigit():
        last = rows.filter(pk=int(asked)).values_list("happened_on", flat=True).first()
        if last:
            rows = rows.filter(Q(happened_on__lt=last) | Q(happened_on=last, pk__lt=int(asked)))
    events = list(rows[: TRAIL_PAGE + 1])
    more = events[TRAIL_PAGE - 1].pk if len(events) > TRAIL_PAGE else None
    return render(request, "households/trail.html", {**context, "events": events[:TRAIL_PAGE], "more": more})
