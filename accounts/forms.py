"""Forms of signing in, passwords, people, positions, the reading log and the whole number."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm

from accounts.choices import ReadingKind, UnmaskPurpose
from accounts.logs import redact
from accounts.models import Office, Position, Region, User
from accounts.roles import Role
from accounts.signing import positions_of
from accounts.today import today

# Dates are typed in any of the ways people write them (look README §5).
DAY_FORMATS = ["%Y-%m-%d", "%Y.%m.%d", "%Y/%m/%d", "%Y%m%d", "%Y年%m月%d日"]


class DayField(forms.DateField):
    """A day: 2026-9-17, 2026.9.17, 20260917 and 2026年9月17日 are all taken."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("input_formats", DAY_FORMATS)
        kwargs.setdefault("widget", forms.DateInput(format="%Y-%m-%d", attrs={"autocomplete": "off", "placeholder": "2026-6-15"}))
        kwargs.setdefault("error_messages", {"invalid": "日期写成2026-6-15这样。", "required": "请填日期。"})
        super().__init__(**kwargs)


class SignInForm(AuthenticationForm):
    """Account and password. What was wrong of the two is not told."""

    error_messages = {
        "invalid_login": "账号或口令不对。连续5次不对，这个账号停30分钟。",
        "inactive": "账号或口令不对。连续5次不对，这个账号停30分钟。",
    }

    def __init__(self, request: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        self.fields["username"].label, self.fields["password"].label = "账号", "口令"
        self.fields["username"].error_messages["required"] = "请填账号。"
        self.fields["password"].error_messages["required"] = "请填口令。"

    def confirm_login_allowed(self, user: Any) -> None:
        super().confirm_login_allowed(user)
        if not positions_of(user, today()):
            raise forms.ValidationError("这个账号今天没有在岗的岗位，请安全管理员安排岗位后再登录。", code="no_position")


class ChangePasswordForm(forms.Form):
    """The present password and the new one twice; strength is the action's to check."""

    old = forms.CharField(label="现在的口令", widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}), strip=False)
    new = forms.CharField(
        label="新口令", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="至少10个字符，不能全是数字，不能与账号、姓名相近，不能是最近5次用过的。",
    )  # fmt: skip
    again = forms.CharField(label="再输一次新口令", widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}), strip=False)

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_old(self) -> str:
        old: str = self.cleaned_data["old"]
        if not self.user.check_password(old):
            raise forms.ValidationError("现在的口令不对。")
        return old

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("new") and data.get("again") and data["new"] != data["again"]:
            self.add_error("again", "两次输入的新口令不一样。")
        return data


class PeopleFilter(forms.Form):
    q = forms.CharField(label="账号或姓名", required=False, max_length=40)
    state = forms.ChoiceField(
        label="状态",
        required=False,
        choices=[("", "全部"), ("active", "在用"), ("closed", "已停用"), ("locked", "已锁定"), ("must_change", "待改口令")],
    )


class PositionFilter(forms.Form):
    q = forms.CharField(label="姓名、账号或单位", required=False, max_length=40)
    role = forms.ChoiceField(label="角色", required=False, choices=[("", "全部"), *Role.choices])
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), ("in_force", "在岗"), ("ended", "已结束或未开始")])


class TermForm(forms.Form):
    """Roles and dates of a position."""

    roles = forms.MultipleChoiceField(
        label="角色", choices=Role.choices, widget=forms.CheckboxSelectMultiple,
        help_text="系统管理员、安全管理员、审计管理员三者不能由同一人兼任，且看不到业务数据。", error_messages={"required": "至少选一个角色。"},
    )  # fmt: skip
    since = DayField(label="起")
    until = DayField(label="止", required=False, help_text="最后一天在岗的日期；不填为长期。")


class GrantForm(TermForm):
    """A new position for a person already on the list of people."""

    username = forms.CharField(label="账号", max_length=40, help_text="本人的登录账号，由系统管理员开设。")
    office = forms.ModelChoiceField(label="单位", queryset=Office.objects.none(), empty_label="请选择")
    region = forms.ModelChoiceField(label="辖区", queryset=Region.objects.none(), empty_label="请选择", help_text="能看到的户以此为界。")
    title = forms.CharField(label="岗位名称", max_length=60)

    field_order = ["username", "office", "region", "title", "roles", "since", "until"]

    def __init__(self, by: Position, on: date, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"since": on})
        super().__init__(*args, **kwargs)
        within = Region.objects.under(by.region)
        self.people = User.objects.visible_to(by)
        self.fields["office"].queryset = Office.objects.filter(region__in=within)  # type: ignore[attr-defined]
        self.fields["region"].queryset = within  # type: ignore[attr-defined]

    def clean_username(self) -> User:
        user = self.people.filter(username=self.cleaned_data["username"].strip()).first()
        if user is None:
            raise forms.ValidationError("没有这个账号，请核对后再填。")
        return user


class ReadingLogFilter(forms.Form):
    kind = forms.ChoiceField(label="行为", required=False, choices=[("", "全部"), *ReadingKind.choices])
    who = forms.CharField(label="姓名或岗位", required=False, max_length=40)
    since = DayField(label="起", required=False)
    until = DayField(label="止", required=False)


class UnmaskForm(forms.Form):
    """Which value, and why: a purpose from the list and a sentence of at least four characters."""

    field = forms.CharField(widget=forms.HiddenInput, max_length=40)
    pk = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    purpose = forms.ChoiceField(label="用途", choices=UnmaskPurpose.choices, error_messages={"required": "请选用途。"})
    words = forms.CharField(
        label="具体说明", min_length=4, max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "请写明具体用途，至少4个字。", "min_length": "请写明具体用途，至少4个字。"},
    )  # fmt: skip
    back = forms.CharField(widget=forms.HiddenInput, required=False, max_length=300)

    def clean_words(self) -> str:
        return redact(self.cleaned_data["words"])
