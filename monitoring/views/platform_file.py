"""上级下发名单: the file in, what became of each row out."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts.permissions import for_roles
from accounts.requests import HouseRequest
from monitoring.forms import PlatformFileForm
from monitoring.platform_file import ENTERED_BY, take_clues


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*ENTERED_BY)
def platform_file(request: HouseRequest) -> HttpResponse:
    """Good rows are taken, the others told with the way to mend them; the same file again takes nothing twice."""
    form = PlatformFileForm(request.POST, request.FILES) if request.method == "POST" else PlatformFileForm()
    context: dict[str, object] = {"form": form}
    if request.method == "POST" and form.is_valid():
        context["taken"] = take_clues(form.clues, by=request.position, on=request.today)
        context["form"] = PlatformFileForm()
        return render(request, "monitoring/platform_file.html", context)
    return render(request, "monitoring/platform_file.html", context, status=422 if request.method == "POST" else 200)
