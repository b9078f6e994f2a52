"""曾用名: other names a town or village goes by in registers, remembered once and used by every later import of the county (domain §7.3, 5)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST

from accounts.choices import RegionLevel
from accounts.models import Position, Region, RegionAlias
from accounts.permissions import for_roles
from accounts.requests import HouseRequest
from accounts.roles import Role
from casework.paging import page_of
from registers.areas import bare
from registers.models import Batch

NAMED = (RegionLevel.TOWN, RegionLevel.VILLAGE)


def former_names(position: Position) -> QuerySet[RegionAlias]:
    """Those of the position's county."""
    return RegionAlias.objects.filter(region__code__startswith=position.region.code[:6]).select_related("region__parent")


class FormerNameForm(forms.Form):
    """A name as registers write it, and what it is called today."""

    name = forms.CharField(
        label="曾用名", max_length=60, help_text="照台账里的写法，如“老湾村”“城关街道办事处”。", error_messages={"required": "请写曾用名。"}
    )
    region = forms.ChoiceField(label="现在的名称", error_messages={"required": "请选现在的镇街或村。", "invalid_choice": "请从列表里选。"})

    def __init__(self, position: Position, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.county_code = position.region.code[:6]
        regions = Region.objects.filter(code__startswith=self.county_code, level__in=NAMED).select_related("parent").order_by("code")
        self.regions = {str(region.pk): region for region in regions}
        field = self.fields["region"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "请选"), *((key, full_name(region)) for key, region in self.regions.items())]

    def clean_name(self) -> str:
        name: str = "".join(self.cleaned_data["name"].split())
        if any(char.isdigit() for char in name):
            raise forms.ValidationError("曾用名不写数字。区划代码的变更在“区划”台账的曾用代码里填。")
        return name

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        name, region = cleaned.get("name"), self.regions.get(cleaned.get("region", ""))
        if not name or not region:
            return cleaned
        standing = [other for other in self.regions.values() if bare(other.name) == bare(name)]
        if standing:
            raise forms.ValidationError({"name": f"“{name}”是{full_name(standing[0])}现在的名称，导入时本来就认得，不用登记。"})
        within = region.parent or region
        if other := RegionAlias.objects.filter(name=name, within=within).select_related("region__parent").first():
            said = "已经登记过" if other.region_id == region.pk else f"已登记为{full_name(other.region)}的曾用名，先在下面去掉"
            raise forms.ValidationError({"name": f"“{name}”{said}。"})
        return cleaned

    def save(self) -> RegionAlias:
        region = self.regions[self.cleaned_data["region"]]
        return RegionAlias.objects.create(name=self.cleaned_data["name"], within=region.parent or region, region=region)


def full_name(region: Region) -> str:
    """镇名＋村名; a town by itself."""
    return f"{region.parent.name}{region.name}" if region.level == RegionLevel.VILLAGE and region.parent else region.name


@require_http_methods(["GET", "POST"])
@for_roles(Role.REGISTER_ADMIN)
def former_name_list(request: HouseRequest) -> HttpResponse:
    """All of the county, and a form for one more; `batch` leads back to the file whose rows were refused for it."""
    batch = _batch(request)
    form = FormerNameForm(request.position, request.POST or None, initial={"name": request.GET.get("name", "")[:60]})
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            alias = form.save()
        messages.success(request, f"“{alias.name}”已登记为{full_name(alias.region)}的曾用名。把拒收的行再导一次即可。")
        return redirect("registers:batch", pk=batch.pk) if batch else redirect("registers:former_names")
    found = former_names(request.position).order_by("region__code", "name")
    if word := request.GET.get("q", "").strip():
        found = (found.filter(name__contains=word) | found.filter(region__name__contains=word)).order_by("region__code", "name")
    page = page_of(found, request.GET.get("page"))
    context = {
        "form": form,
        "page_obj": page,
        "names": [(alias, full_name(alias.region)) for alias in page.object_list],
        "word": word,
        "batch": batch,
    }
    return render(request, "registers/former_names.html", context, status=422 if request.method == "POST" else 200)


def _batch(request: HouseRequest) -> Batch | None:
    asked = request.GET.get("batch", "")
    return Batch.objects.visible_to(request.position).filter(pk=asked).first() if asked.isdigit() else None


@require_POST
@for_roles(Role.REGISTER_ADMIN)
def remove_former_name(request: HouseRequest, pk: int) -> HttpResponse:
    """Forget a name; what was imported by it stays."""
    alias = get_object_or_404(former_names(request.position), pk=pk)
    name, region = alias.name, full_name(alias.region)
    alias.delete()
    messages.success(request, f"已去掉{region}的曾用名“{name}”。以前按它导入的户不变。")
    return redirect("registers:former_names")


urlpatterns = [
    path("former-names/", former_name_list, name="former_names"),
    path("former-names/<int:pk>/remove/", remove_former_name, name="remove_former_name"),
]
