"""Forms at the window beside the one form: finding, opening, registering, papers. They check input; the verbs check the world."""

from __future__ import annotations

from typing import Any

from django import forms

from accounts.forms import DayField
from accounts.models import Position, Region
from accounts.roles import Role
from households.models import Household
from households.national_id import normalise
from identification.choices import AuthorisationKind, Channel, ProxyRelation
from identification.one_form import parsing, secrets
from identification.one_form.form import Parsed
from policies.categories import AreaType

CHANNELS = {
    Role.TOWN_CLERK: (Channel.WINDOW, Channel.ENTRUSTED, Channel.VILLAGE_PROXY),
    Role.VILLAGE_WORKER: (Channel.VILLAGE_PROXY,),
    Role.COUNTY_CLERK: (Channel.COUNTY_WINDOW, Channel.ENTRUSTED),
}


def channels_of(by: Position) -> list[tuple[str, str]]:
    """The ways in this position may register, in the order it usually meets them."""
    allowed = [channel for role, channels in CHANNELS.items() if by.has(role) for channel in channels]
    return [(str(channel), str(channel.label)) for channel in dict.fromkeys(allowed)]


class SecretForm(forms.Form):
    """A form that carries numbers of persons sealed from one try to the next and says them only masked."""

    SECRETS: tuple[str, ...] = ()

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        if data:
            data = data.copy()
            for name in self.SECRETS:
                if not data.get(name) and data.get(f"kept_{name}"):
                    data[name] = secrets.brought_back(data[f"kept_{name}"])
        super().__init__(data, *args, **kwargs)
        self.kept: dict[str, str] = {}

    def hide(self) -> None:
        """Before the page is shown again: readable numbers leave the inputs."""
        for name in self.SECRETS:
            text = str(self.data.get(name, ""))
            if text and (mask := secrets.masked(name, text)):
                self.fields[name].help_text = self[name].help_text = secrets.told_again(mask)
                self.kept[f"kept_{name}"] = secrets.carried(text)
                self.data = {**self.data.dict(), name: ""} if hasattr(self.data, "dict") else {**self.data, name: ""}


class DraftForm(SecretForm):
    """登记申请: who applies, how it comes in, who stands in for him."""

    SECRETS = ("proxy_phone",)

    applicant = forms.ChoiceField(label="申请人")
    channel = forms.ChoiceField(label="申请方式")
    proxy_name = forms.CharField(label="代办人姓名", max_length=40, required=False, help_text="村级代办、委托代办的填写")
    proxy_relation = forms.ChoiceField(label="代办人身份", choices=[("", "请选择"), *ProxyRelation.choices], required=False)
    proxy_phone = Parsed(parsing.mobile, label="代办人电话", widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}))
    wants_monitoring = forms.BooleanField(label="同时申请监测对象识别", required=False, initial=True)

    def __init__(self, data: Any = None, *, household: Household, by: Position) -> None:
        super().__init__(data)
        members = household.members.living().select_related("person").order_by("relation", "pk")
        self.fields["applicant"].choices = [  # type: ignore[attr-defined]
            (str(member.person_id), f"{member.person.name}（{member.get_relation_display()}）") for member in members
        ]
        self.fields["channel"].choices = channels_of(by)  # type: ignore[attr-defined]
        if by.has(Role.VILLAGE_WORKER) and not by.has(Role.TOWN_CLERK):
            self.fields["proxy_name"].initial = by.user.name
            self.fields["proxy_relation"].initial = ProxyRelation.VILLAGE_HELPER

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("channel") == Channel.ENTRUSTED:
            for name, words in (("proxy_name", "委托代办要写代办人姓名。"), ("proxy_relation", "委托代办要选代办人身份。")):
                if not cleaned.get(name):
                    self.add_error(name, words)
        return cleaned


def id_number(text: str) -> str:
    return normalise(text)


class NewHouseholdForm(SecretForm):
    """登记新户: the least that is needed; birth and sex follow from the number."""

    SECRETS = ("id_number", "phone")

    village = forms.ModelChoiceField(label="村（社区）", queryset=Region.objects.none(), empty_label="请选择")
    area_type = forms.ChoiceField(
        label="户籍类型", choices=[choice for choice in AreaType.choices if choice[0] != AreaType.UNIFIED], widget=forms.RadioSelect
    )
    address = forms.CharField(label="家庭住址", max_length=200, help_text="写到组和门牌")
    head_name = forms.CharField(label="户主姓名", max_length=60)
    id_number = Parsed(
        id_number,
        label="户主身份证号",
        max_length=24,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="18位；出生日期和性别由号码得出",
    )
    phone = Parsed(
        parsing.mobile, label="联系电话", widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}), help_text="手机号11位"
    )

    def __init__(self, data: Any = None, *, by: Position) -> None:
        super().__init__(data)
        villages = Region.objects.under(by.region).villages()
        self.fields["village"].queryset = villages  # type: ignore[attr-defined]
        if by.has(Role.VILLAGE_WORKER):
            self.fields["village"].initial = villages.first()
        for name in ("id_number", "phone"):
            self.fields[name].required = True

    def clean_id_number(self) -> str:
        number = self.cleaned_data.get("id_number")
        if not number:
            raise forms.ValidationError("还没有填。")
        return str(number)

    def clean_phone(self) -> str:
        phone = self.cleaned_data.get("phone")
        if not phone:
            raise forms.ValidationError("还没有填。")
        return str(phone)


class SignForm(forms.Form):
    """登记签字: who signed which paper, when, with a scan where there is one."""

    kind = forms.ChoiceField(label="签了哪一份", choices=AuthorisationKind.choices)
    signers = forms.MultipleChoiceField(label="谁签了", widget=forms.CheckboxSelectMultiple, required=False)
    signed_on = DayField(label="签署日期")
    scan = forms.FileField(label="扫描件", required=False, help_text="JPEG、PNG或PDF，8MB以内")

    def __init__(self, *args: Any, kinds: list[tuple[str, str]], people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices, self.fields["signers"].choices = kinds, people  # type: ignore[attr-defined]


class HandInForm(forms.Form):
    """收材料: which one, with a scan where there is one."""

    code = forms.ChoiceField(label="材料")
    scan = forms.FileField(label="扫描件", required=False, help_text="JPEG、PNG或PDF，8MB以内")

    def __init__(self, *args: Any, papers: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].choices = [("", "请选择"), *papers]  # type: ignore[attr-defined]


class AskPaperForm(forms.Form):
    """受理后通知补材料: once."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    codes = forms.MultipleChoiceField(label="还要补的材料", widget=forms.CheckboxSelectMultiple, required=False)
    note = forms.CharField(label="说明", max_length=200, required=False)

    def __init__(self, *args: Any, papers: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["codes"].choices = papers  # type: ignore[attr-defined]
