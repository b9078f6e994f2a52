"""Changing one's own password."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts import passwords
from accounts.exceptions import Refused
from accounts.forms import ChangePasswordForm
from accounts.models import Position, User
from accounts.permissions import for_roles
from accounts.requests import HouseRequest
from accounts.signing import home_for


@sensitive_post_parameters("old", "new", "again")
@require_http_methods(["GET", "POST"])
@for_roles()
def change_password(request: HouseRequest) -> HttpResponse:
    user = cast(User, request.user)
    position: Position = request.position
    form = ChangePasswordForm(user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            passwords.change(user, form.cleaned_data["new"], by=position, request=request)
        except Refused as refusal:
            form.add_error("new", refusal.reason)
        else:
            update_session_auth_hash(request, user)
            messages.success(request, "口令已改。其他地方的登录已经退出。")
            return redirect(home_for(position))
    return render(request, "accounts/change_password.html", {"form": form, "is_first": user.must_change_password})
