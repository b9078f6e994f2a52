"""人员: the 系统管理员's list of accounts. No post, no household, no number of anybody is shown here."""

from __future__ import annotations

from datetime import timedelta

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts import actions, passwords
from accounts.exceptions import Refused
from accounts.forms import PeopleFilter
from accounts.models import Position, User
from accounts.permissions import for_roles
from accounts.requests import HouseRequest
from accounts.roles import Role
from accounts.views.filtering import back_to, chips_of

PER_PAGE = 50
STATES = {
    "active": Q(is_active=True),
    "closed": Q(is_active=False),
    "locked": Q(is_locked=True),
    "must_change": Q(must_change_password=True),
}


def _with_lock(people: QuerySet[User]) -> QuerySet[User]:
    """Annotates `is_locked`: five failures within the last half hour."""
    since = timezone.now() - timedelta(hours=settings.AXES_COOLOFF_TIME)
    failed = (
        AccessAttempt.objects.filter(username=OuterRef("username"), attempt_time__gte=since)
        .order_by()
        .values("username")
        .annotate(failures=Sum("failures_since_start"))
        .filter(failures__gte=settings.AXES_FAILURE_LIMIT)
    )
    return people.annotate(is_locked=Exists(failed))


def asked_people(request: HouseRequest, form: PeopleFilter) -> QuerySet[User]:
    """The rows the address asks for, each with the posts in force; no telephone."""
    found = _with_lock(User.objects.visible_to(request.position))
    if form.is_valid():
        q, state = form.cleaned_data["q"].strip(), form.cleaned_data["state"]
        if q:
            found = found.filter(Q(username__icontains=q) | Q(name__icontains=q))
        found = found.filter(STATES.get(state, Q()))
    in_force = Prefetch("positions", Position.objects.in_force(request.today).select_related("office"), to_attr="in_force")
    return found.prefetch_related(in_force).defer("phone")


@require_GET
@for_roles(Role.SYS_ADMIN)
def people(request: HouseRequest) -> HttpResponse:
    form = PeopleFilter(request.GET)
    page = Paginator(asked_people(request, form), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "accounts/people.html", {"form": form, "page": page, "chips": chips_of(form, request)})


def _person(request: HouseRequest, pk: int) -> User:
    return get_object_or_404(User.objects.visible_to(request.position), pk=pk)


@require_POST
@for_roles(Role.SYS_ADMIN)
def set_active(request: HouseRequest, pk: int) -> HttpResponse:
    user, is_active = _person(request, pk), request.POST.get("active") == "1"
    try:
        actions.set_active(user, is_active, by=request.position, request=request)
        messages.success(request, f"已{'启用' if is_active else '停用'}账号{user.username}（{user.name}）。")
    except Refused as refusal:
        messages.error(request, refusal.reason)
    return redirect(back_to(request, "accounts:people"))


@require_POST
@for_roles(Role.SYS_ADMIN)
def unlock(request: HouseRequest, pk: int) -> HttpResponse:
    user = _person(request, pk)
    actions.unlock(user, by=request.position, request=request)
    messages.success(request, f"账号{user.username}（{user.name}）已解锁，可以再登录。")
    return redirect(back_to(request, "accounts:people"))


@require_POST
@for_roles(Role.SYS_ADMIN)
def issue_password(request: HouseRequest, pk: int) -> HttpResponse:
    """Answers with the password itself instead of redirecting: it is shown once and kept nowhere it could be read again."""
    user = _person(request, pk)
    if user == request.user:
        messages.error(request, "自己的口令请在“改口令”里改。")
        return redirect(back_to(request, "accounts:people"))
    plain = passwords.issue(user, by=request.position, request=request)
    return render(request, "accounts/password_issued.html", {"person": user, "plain": plain, "back": back_to(request, "accounts:people")})
