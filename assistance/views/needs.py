"""Needs: the list, noting one, the household's answer, and the county's push in bulk with a preview."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.choices import Dept
from accounts.permissions import for_roles
from accounts.requests import HouseRequest
from accounts.roles import CASE_ROLES, Role
from assistance import needs, referrals
from assistance.choices import NeedKind, NeedState
from assistance.desk import needs_for
from assistance.forms import AnswerForm, NeedForm
from assistance.kinds import dept_for
from assistance.models import Need
from assistance.presenters import need_row
from assistance.pushing import Told, told
from casework.exceptions import StalePage, StepRefused
from casework.paging import page_of
from households.models import Household

ASKERS = (*needs.NOTERS, Role.COUNTY_CLERK)
BULK_LIMIT = 200
# Which field a refusal speaks of.
FIELD_OF = {"unknown_kind": "kind", "words_missing": "words", "not_a_member": "person", "unknown_source": "source"}


def for_list(rows: QuerySet[Need]) -> QuerySet[Need]:
    related = rows.select_related("household__village__parent", "person", "policy", "noted_by__user", "answered_by__user")
    return related.defer("household__phone", "household__bank_account")


@dataclass(frozen=True)
class AskedNeeds:
    """What an address asks of the list."""

    rows: QuerySet[Need]
    state: str
    is_mine: bool
    household: Household | None


def asked_needs(request: HouseRequest) -> AskedNeeds:
    """Those waiting, by state; of one household all of them. 404 for a household out of reach."""
    position, on = request.position, request.today
    is_mine, state, household = request.GET.get("who") == "mine", request.GET.get("state", ""), request.GET.get("household", "")
    rows: QuerySet[Need] = needs_for(position, on, True) if is_mine else Need.objects.visible_to(position)
    chosen = None
    if household.isdigit() and len(household) < 16:
        chosen = get_object_or_404(Household.objects.visible_to(position), pk=int(household))
        rows = rows.filter(household=chosen)
    if state in NeedState.values:
        rows = rows.filter(state=state)
    elif not is_mine and chosen is None:
        rows = rows.filter(state__in=[NeedState.NOTED, NeedState.CONFIRMED])
    return AskedNeeds(rows, state, is_mine, chosen)


@require_safe
@for_roles(*CASE_ROLES)
def need_list(request: HouseRequest) -> HttpResponse:
    """需求: those waiting, by state; of one household all of them."""
    return list_page(request)


def list_page(request: HouseRequest, bound: AnswerForm | None = None, pk: int = 0, reason: str = "", status: int = 200) -> HttpResponse:
    position = request.position
    asked = asked_needs(request)
    is_mine, state, chosen = asked.is_mine, asked.state, asked.household
    page = page_of(for_list(asked.rows).order_by("noted_on", "pk"), request.GET.get("page"))
    may_answer = position.has(*needs.ANSWERERS)

    def form_of(need: Need) -> AnswerForm | None:
        if not may_answer or need.state != NeedState.NOTED:
            return None
        return bound if bound is not None and need.pk == pk else AnswerForm(initial={"version": need.version}, auto_id=f"need{need.pk}_%s")

    context = {
        "page_obj": page, "rows": [need_row(need, form_of(need)) for need in page.object_list], "household": chosen, "state": state,
        "states": NeedState.choices, "is_mine": is_mine, "reason": reason, "may_push": position.has(Role.TASKFORCE),
        "may_note": position.has(*needs.NOTERS),
    }  # fmt: skip
    return render(request, "assistance/needs.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*needs.NOTERS)
def note_need(request: HouseRequest, pk: int) -> HttpResponse:
    """登记需求 for one household; a policy of the matcher may come along."""
    position, on = request.position, request.today
    household = get_object_or_404(Household.objects.visible_to(position).select_related("village"), pk=pk)
    is_post = request.method == "POST"
    initial = {name: request.GET[name] for name in ("policy", "kind", "person", "source") if name in request.GET}
    form = NeedForm(request.POST if is_post else None, household=household, on=on, initial=initial)
    if is_post and form.is_valid():
        try:
            noted = needs.note_need(household, by=position, on=on, **form.cleaned_data)
        except StepRefused as refusal:
            form.add_error(FIELD_OF.get(refusal.code), refusal.reason)
        else:
            messages.success(request, f"已登记{household}的需求“{needs.called(noted)}”，等群众确认后由县专班推送。")
            return redirect_to_household(household)
    open_needs = for_list(Need.objects.visible_to(position).open().filter(household=household))
    context = {"household": household, "form": form, "rows": [need_row(need) for need in open_needs]}
    return render(request, "assistance/note_need.html", context, status=422 if is_post else 200)


def redirect_to_household(household: Household) -> HttpResponseRedirect:
    response = redirect("assistance:needs")
    response["Location"] += f"?household={household.pk}"
    return response


@require_POST
@for_roles(*needs.ANSWERERS)
def need_answer(request: HouseRequest, pk: int) -> HttpResponse:
    """群众确认. Refused: the list again, with the reason and what was typed."""
    need = get_object_or_404(Need.objects.visible_to(request.position).select_related("household"), pk=pk)
    form = AnswerForm(request.POST, auto_id=f"need{pk}_%s")
    if not form.is_valid():
        return list_page(request, form, pk, "没有记录，下面标出的地方要补。已填的内容都在。", status=422)
    try:
        answered = needs.answer(need, by=request.position, on=request.today, **form.cleaned_data)
    except StalePage as stale:
        kept = form.cleaned_data["words"]
        return list_page(request, reason=stale.reason + (f"您写的是：{kept}" if kept else ""), status=409)
    except StepRefused as refusal:
        form.add_error("words" if refusal.code == "words_missing" else None, refusal.reason)
        return list_page(request, form, pk, refusal.reason, status=409)
    messages.success(request, f"已记录{answered.household}的意见：{answered.get_state_display()}。")
    back = request.POST.get("back", "")
    is_ours = back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    return redirect(back) if is_ours else redirect_to_household(need.household)


@dataclass(frozen=True)
class PushLine:
    """A confirmed need on the push page: the department it goes to, and in the preview exactly what that department is told."""

    need: Need
    about: str
    dept: str
    told: Told | None = None

    @property
    def dept_label(self) -> str:
        return Dept(self.dept).label


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(Role.TASKFORCE)
def push(request: HouseRequest) -> HttpResponse:
    """推送部门: tick, see what each department will be told, push. The preview writes nothing."""
    position = request.position
    waiting = Need.objects.visible_to(position).filter(state=NeedState.CONFIRMED)
    if request.method != "POST":
        return push_page(request, waiting)
    ticked = {int(pair.split(":")[0]): pair.split(":")[1] for pair in request.POST.getlist("need")[:BULK_LIMIT] if is_pair(pair)}
    chosen = list(
        waiting.filter(pk__in=ticked).select_related("household__village__parent", "household__facts", "person", "policy").order_by("pk")
    )
    depts = {need.pk: chosen_dept(request, need) for need in chosen}
    if not chosen:
        messages.error(request, "没有推送：请先勾选需求；已经推送过的不在表里。")
        return redirect("assistance:push")
    if request.POST.get("do") != "push":
        lines = [PushLine(need, need_row(need).about, depts[need.pk], told(need, depts[need.pk])) for need in chosen]
        return push_page(request, waiting, preview=sorted(lines, key=lambda line: list(Dept).index(Dept(line.dept))))
    done, refused = 0, []
    for need in chosen:
        try:
            referrals.push(need, dept=depts[need.pk], by=position, on=request.today, version=int(ticked[need.pk]))
            done += 1
        except StepRefused as refusal:
            refused.append(f"{need.household}“{need.get_kind_display()}”没有推送：{refusal.reason}")
    if done:
        messages.success(request, f"已推送{done}件，{len({depts[need.pk] for need in chosen})}个部门会在待办里看到。")
    for line in refused:
        messages.error(request, line)
    return redirect("assistance:push")


def is_pair(text: str) -> bool:
    first, _, second = text.partition(":")
    return all(part.isascii() and part.isdigit() and len(part) < 16 for part in (first, second))


def chosen_dept(request: HouseRequest, need: Need) -> str:
    """The department picked beside the row, or the usual one."""
    picked = request.POST.get(f"dept_{need.pk}", "")
    return picked if picked in Dept.values else dept_for(need.kind, need.policy)


def push_page(request: HouseRequest, waiting: QuerySet[Need], preview: list[PushLine] | None = None) -> HttpResponse:
    town, kind = request.GET.get("town", ""), request.GET.get("kind", "")
    rows = waiting.filter(**({"town_code": town} if town.isdigit() else {}), **({"kind": kind} if kind in NeedKind.values else {}))
    page = page_of(for_list(rows).order_by("noted_on", "pk"), request.GET.get("page"))
    groups: dict[str, list[PushLine]] = {}
    for need in page.object_list if preview is None else []:
        dept = dept_for(need.kind, need.policy)
        groups.setdefault(dept, []).append(PushLine(need, need_row(need).about, dept))
    context: dict[str, Any] = {
        "page_obj": page, "groups": [(Dept(dept).label, lines) for dept, lines in groups.items()], "depts": Dept.choices,
        "preview": preview, "preview_depts": len({line.dept for line in preview or []}), "town": town, "kind": kind, "kinds": NeedKind.choices,
    }  # fmt: skip
    return render(request, "assistance/push.html", context)


urlpatterns: list[URLPattern] = [
    path("needs/", need_list, name="needs"),
    path("needs/<int:pk>/answer/", need_answer, name="need_answer"),
    path("households/<int:pk>/need/", note_need, name="note_need"),
    path("push/", push, name="push"),
]
