"""One whole number, once, after naming a purpose."""

from __future__ import annotations

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from accounts import unmasking
from accounts.choices import UnmaskPurpose
from accounts.exceptions import Refused
from accounts.forms import UnmaskForm
from accounts.permissions import for_roles
from accounts.requests import HouseRequest
from accounts.roles import UNMASK_ROLES, Role


def _completed(posted: QueryDict) -> QueryDict:
    """A short form may send its sentence as the purpose itself: kept as the words, and the list is asked for."""
    data = posted.copy()
    if data.get("purpose") and data["purpose"] not in UnmaskPurpose.values and not data.get("words"):
        data["words"] = str(data["purpose"])
        data["purpose"] = ""
    return data


@require_POST
@for_roles(*sorted(UNMASK_ROLES | {Role.DEPT_STAFF}))
def unmask(request: HouseRequest) -> HttpResponse:
    """Answers with the value itself, never by redirecting: it must not enter an address, a session or a cache (no-store)."""
    by = request.position
    form = UnmaskForm(_completed(request.POST))
    back = form.data.get("back", "")
    context = {"form": form, "back": back if url_has_allowed_host_and_scheme(back, {request.get_host()}) else ""}
    if form["field"].errors or form["pk"].errors:
        raise Http404
    data = form.cleaned_data
    found = unmasking.find(data["field"], data["pk"], by)
    if found is None:
        raise Http404
    context["label"], context["whose"] = found[0], found[1].whose
    if form.is_valid():
        try:
            context["shown"] = unmasking.unmask(
                data["field"], data["pk"], by=by, on=request.today,
                purpose=UnmaskPurpose(data["purpose"]), words=data["words"], request=request,
            )  # fmt: skip
        except Refused as refusal:
            form.add_error(None, refusal.reason)
    return render(request, "accounts/unmask.html", context)
