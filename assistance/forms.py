"""Forms of needs, pushes, measures and feedback. They check input; the verbs check the world."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet

from accounts.forms import DayField
from assistance.choices import ArrivalAnswer, FeedbackResult, MeasureKind, NeedKind, NeedSource, RefusalReason
from assistance.feedback import RESULT_OF_STATE
from assistance.kinds import NEED_OF_DOMAIN, measure_for
from assistance.models import Referral
from assistance.quarters import Quarter
from casework.choices import PhotoKind
from casework.exceptions import StepRefused
from casework.package import WorkbookRefused, open_package
from casework.photos import Photo, read_photo
from households.models import Household, Person
from policies.models import Policy

CHOOSE = ("", "请选择")


def chosen(values: Sequence[tuple[str, Any]]) -> list[tuple[str, Any]]:
    return [CHOOSE, *values]


class PolicyChoice(forms.ModelChoiceField):
    """A policy by its number in the table or by its code, as the matcher's links carry it."""

    def label_from_instance(self, policy: Policy) -> str:
        return f"{policy.name}（{policy.get_dept_display()}）"

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and value and not value.isdigit():
            found = self.queryset.filter(code=value).first() if self.queryset is not None else None
            value = found.pk if found else value
        return super().to_python(value)


class MemberChoice(forms.ModelChoiceField):
    def label_from_instance(self, person: Person) -> str:
        return person.name


class NeedForm(forms.Form):
    """登记需求."""

    person = MemberChoice(label="谁的需求", queryset=Person.objects.none(), required=False, empty_label="全户")
    kind = forms.ChoiceField(label="需求", choices=chosen(NeedKind.choices))
    policy = PolicyChoice(label="对应政策", queryset=Policy.objects.none(), required=False, empty_label="还没有对应的政策")
    source = forms.ChoiceField(label="怎么知道的", choices=[(s.value, s.label) for s in NeedSource if s is not NeedSource.ALERT])
    words = forms.CharField(
        label="要解决什么", max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="什么事、缺什么，4个字以上。涉及病情的，只会推送给医保局、民政局",
    )  # fmt: skip

    def __init__(self, data: Any = None, *, household: Household, on: date, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        people: QuerySet[Person] = Person.objects.filter(memberships__in=household.members.living()).defer("id_number", "phone", "disease")
        self.fields["person"].queryset = people.order_by("memberships__pk")  # type: ignore[attr-defined]
        policies = Policy.objects.in_force(on).of_county(household.county_code).filter(for_organisations=False)
        self.fields["policy"].queryset = policies.order_by("dept", "code")  # type: ignore[attr-defined]
        for name in ("kind", "source"):
            self.fields[name].required = data is None
        if data is None and self.initial.get("policy"):
            found = self.fields["policy"].to_python(self.initial["policy"]) if self.known_policy() else None
            self.initial["policy"] = found.pk if found else ""
            if found and not self.initial.get("kind"):
                self.initial["kind"] = NEED_OF_DOMAIN[found.domain]

    def known_policy(self) -> bool:
        """Whether the address names a policy there is; another one is left out."""
        try:
            return self.fields["policy"].to_python(self.initial["policy"]) is not None
        except forms.ValidationError:
            return False

    def clean(self) -> dict[str, Any]:
        """The matcher's button sends a policy alone: kind and source follow from it."""
        cleaned = super().clean() or {}
        policy = cleaned.get("policy")
        if not cleaned.get("kind"):
            if policy is None:
                self.add_error("kind", "请选一种需求。")
            else:
                cleaned["kind"] = NEED_OF_DOMAIN[policy.domain]
        if not cleaned.get("source"):
            cleaned["source"] = NeedSource.MATCH if policy else NeedSource.VISIT
        return cleaned


class AnswerForm(forms.Form):
    """群众确认."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    agrees = forms.TypedChoiceField(
        label="群众意见", choices=[("yes", "同意推送"), ("no", "不需要")], coerce=lambda value: value == "yes", widget=forms.RadioSelect
    )
    words = forms.CharField(label="他怎么说", max_length=200, required=False, help_text="不需要的必须写")


class VersionForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)


class NoteForm(VersionForm):
    note = forms.CharField(label="理由", max_length=200, widget=forms.Textarea(attrs={"rows": 2}), help_text="4个字以上")


class RefuseForm(VersionForm):
    """不符合."""

    reason = forms.ChoiceField(label="原因", choices=chosen(RefusalReason.choices))
    basis = forms.CharField(label="依据条款", max_length=200, help_text="哪个文件的哪一条；镇里据此告知本人")


class VerifyForm(VersionForm):
    """核实到位."""

    answer = forms.ChoiceField(label="群众的回答", choices=ArrivalAnswer.choices, widget=forms.RadioSelect)
    words = forms.CharField(label="他怎么说", max_length=200, required=False, help_text="不满意、没有到位的必须写")

    def __init__(self, data: Any = None, *, is_refused: bool = False, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        field = self.fields["answer"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(a.value, a.label) for a in ArrivalAnswer if (a is ArrivalAnswer.INFORMED) == is_refused]


class FeedBackForm(VersionForm):
    """季度反馈, one push: the quarters it owes, and the result it has come to."""

    quarter = forms.ChoiceField(label="季度", choices=())
    result = forms.ChoiceField(label="结果", choices=FeedbackResult.choices)
    words = forms.CharField(label="说明", max_length=300, required=False, help_text="正在帮扶的，写帮到哪一步、还差什么")

    def __init__(self, data: Any = None, *, referral: Referral, quarters: Sequence[Quarter], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        fits = RESULT_OF_STATE.get(referral.state, FeedbackResult.HELPING)
        # Quarters skipped before a final result are answered 正在帮扶.
        offered = [fits] if fits is FeedbackResult.HELPING or len(quarters) < 2 else [fits, FeedbackResult.HELPING]
        results = [(result.value, result.label) for result in offered]
        for name, choices in (("quarter", [(q.code, q.label) for q in reversed(quarters)]), ("result", results)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices


class MeasureForm(VersionForm):
    """登记措施. A scan cannot be sent back to a browser: after a refusal it is chosen again."""

    form_key = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label="措施类别", choices=chosen(MeasureKind.choices))
    policy = PolicyChoice(label="按哪项政策", queryset=Policy.objects.none(), required=False, empty_label="没有对应的政策")
    title = forms.CharField(label="做了什么", max_length=80, required=False, help_text="一句话，不写病名；空着用政策简称")
    carried_out_on = DayField(label="落实日期")
    amount = forms.CharField(label="金额", required=False, help_text="没有金额的空着；可写12,000")
    evidence = forms.CharField(label="凭证", max_length=200, help_text="发放批次、验收单号、协议编号等，4个字以上")
    scan = forms.FileField(label="凭证照片", required=False, help_text="JPEG或PNG，可不附")

    def __init__(self, data: Any = None, files: Any = None, *, referral: Referral, on: date) -> None:
        initial = {
            "version": referral.version, "form_key": uuid4(), "kind": measure_for(referral.need.kind, referral.policy),
            "policy": referral.policy_id, "carried_out_on": on,
        }  # fmt: skip
        super().__init__(data, files, initial=initial)
        own = Policy.objects.in_force(on).of_county(referral.county_code).filter(dept=referral.dept)
        field = self.fields["policy"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = (own | Policy.objects.filter(referrals=referral.pk)).order_by("code")
        self.fields["scan"].widget = forms.FileInput(attrs={"accept": "image/jpeg,image/png"})

    def clean_amount(self) -> Decimal | None:
        try:
            return read_amount(self.cleaned_data["amount"])
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error

    def clean_scan(self) -> Photo | None:
        file = self.cleaned_data.get("scan")
        if not isinstance(file, UploadedFile):
            return None
        try:
            return read_photo(PhotoKind.PAPER, file)
        except StepRefused as refusal:
            raise forms.ValidationError(refusal.reason) from refusal


def read_amount(text: str) -> Decimal | None:
    """12,000.5 → Decimal; empty is unknown. 1.2万 is refused with the figure it stands for (look README §5)."""
    plain = text.strip().replace(",", "").replace("，", "").removesuffix("元")
    if not plain:
        return None
    if plain.endswith("万"):
        try:
            raise ValueError(f"请写成元：{Decimal(plain[:-1]) * 10000:,.0f}。")
        except ArithmeticError:
            raise ValueError(f"“{text[:20]}”不是金额，应填数字，例如12000。") from None
    try:
        amount = Decimal(plain)
    except ArithmeticError:
        raise ValueError(f"“{text[:20]}”不是金额，应填数字，例如12000。") from None
    if not amount.is_finite() or amount < 0 or amount >= Decimal(10) ** 10 or amount != round(amount, 2):
        raise ValueError("金额应是不为负的数，最多两位小数。")
    return amount


class FeedbackUploadForm(forms.Form):
    """The filled sheet of one quarter."""

    file = forms.FileField(
        label="填好的反馈表", help_text="只收.xlsx，用下载的表填；不要改动推送编号",
        error_messages={"required": "请选文件。", "empty": "文件是空的（0字节）。请重新选择文件。", "invalid": "文件没有传上来。请重新选择。"},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs["accept"] = ".xlsx"

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > settings.UPLOAD_LIMIT_MB * 1024 * 1024:
            raise forms.ValidationError(f"文件超过{settings.UPLOAD_LIMIT_MB}MB。请只留本季的反馈表。")
        self.content = file.read()
        try:
            open_package(self.content)
        except WorkbookRefused as refused:
            raise forms.ValidationError(refused.reason) from refused
        return file
