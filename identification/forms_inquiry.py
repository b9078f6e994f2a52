"""Forms of means checks, home visits and community reviews. They check input; the verbs check the world.

Rows (what was found, who voted) are a formset: empty rows are left out, 加几行 asks for more of them without a script.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.core.files.uploadedfile import UploadedFile

from accounts.forms import DayField
from accounts.models import Position, PositionQuerySet
from casework.choices import PhotoKind
from casework.exceptions import StepRefused
from casework.photos import Photo, read_photo
from households.models import Member
from identification.case_forms import VersionForm
from identification.choices import MeansResult, VoteChoice
from identification.means_findings import ASSET_KINDS, INCOME_KINDS, LOOKED_AT, Found, FoundAsset, FoundIncome
from identification.models import Application, HomeVisit
from identification.one_form.parsing import Unreadable, amount, area

WORDS = forms.Textarea(attrs={"rows": 3})
ROWS, MOST_ROWS, MORE = 4, 40, 4
WHOLE_WINDOW, EACH_MONTH = "window", "month"


class CameraInput(forms.FileInput):
    def __init__(self) -> None:
        super().__init__(attrs={"accept": "image/jpeg,image/png", "capture": "environment"})


def read_photos(form: forms.Form, fields: Mapping[str, PhotoKind]) -> list[Photo]:
    """The photos chosen, judged by their content; what cannot be taken is said at its field."""
    photos = []
    for name, kind in fields.items():
        file = form.cleaned_data.get(name)
        if isinstance(file, UploadedFile):
            try:
                photos.append(read_photo(kind, file))
            except StepRefused as refusal:
                form.add_error(name, refusal.reason)
    return photos


class NumberField(forms.CharField):
    """An amount or an area as people write it: 12,000 is taken, 1.2万 refused with the right figure."""

    def __init__(self, *, is_area: bool = False, **kwargs: Any) -> None:
        super().__init__(
            max_length=20, required=False, widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "input n"}), **kwargs
        )
        self.is_area = is_area

    def clean(self, value: Any) -> Decimal | None:
        written = super().clean(value)
        if not written:
            return None
        try:
            return area(written) if self.is_area else amount(written, may_be_negative=True)
        except Unreadable as unreadable:
            raise forms.ValidationError(str(unreadable)) from None


class RowForm(forms.Form):
    """One row of a formset in a table: the heading stands above, so each input carries its label and the number of its row."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        number = (self.prefix or "").rsplit("-", 1)[-1]
        row = f"第{int(number) + 1}行" if number.isdigit() else ""
        for declared in self.fields.values():
            declared.widget.attrs["aria-label"] = f"{row}{declared.label}"


class FoundForm(RowForm):
    """One thing found. `amount` is that of the whole window or of each month; for property its value."""

    kind = forms.ChoiceField(label="类别", required=False, choices=[("", "—"), *INCOME_KINDS.items(), *ASSET_KINDS.items()])
    person = forms.ChoiceField(label="谁的", required=False)
    item = forms.CharField(label="项目", max_length=30, required=False, widget=forms.TextInput(attrs={"list": "items"}))
    amount = NumberField(label="金额（元）")
    per = forms.ChoiceField(label="口径", required=False, choices=[(WHOLE_WINDOW, "计算期合计"), (EACH_MONTH, "每月")])
    since = forms.ChoiceField(label="从", required=False)
    until = forms.ChoiceField(label="到", required=False)
    area = NumberField(label="面积（平方米）", is_area=True)

    def __init__(self, *args: Any, members: Sequence[Member], months: Sequence[date], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = {str(member.person_id): member.person for member in members}
        self.months = list(months)
        by_month = [(f"{month:%Y-%m}", f"{month:%Y年%-m月}") for month in months]
        self.fields["person"].choices = [("", "全户"), *((pk, person.name) for pk, person in self.members.items())]  # type: ignore[attr-defined]
        self.fields["since"].choices = [("", "期初"), *by_month]  # type: ignore[attr-defined]
        self.fields["until"].choices = [("", "期末"), *by_month]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.is_said(cleaned):
            return cleaned
        if not cleaned.get("kind"):
            self.add_error("kind", "请选类别。")
        if not (cleaned.get("item") or "").strip():
            self.add_error("item", "请写项目。")
        if cleaned.get("kind") in INCOME_KINDS and "amount" in cleaned and cleaned["amount"] is None:
            self.add_error("amount", "请写金额。")
        if cleaned.get("since") and cleaned.get("until") and cleaned["since"] > cleaned["until"]:
            self.add_error("until", "止月早于起月。")
        return cleaned

    @staticmethod
    def is_said(cleaned: Mapping[str, Any]) -> bool:
        return any(cleaned.get(name) not in (None, "") for name in ("kind", "person", "item", "amount", "area"))

    @property
    def found(self) -> Found | None:
        """The row as the verb takes it; None where nothing was written."""
        said = self.cleaned_data
        if not self.is_said(said):
            return None
        person, item = self.members.get(said["person"]), said["item"].strip()
        if said["kind"] in ASSET_KINDS:
            return FoundAsset(said["kind"], item, said["amount"], said["area"], person)
        months: tuple[date, ...] = ()
        if said["per"] == EACH_MONTH:
            since, until = said["since"] or "0000", said["until"] or "9999"
            months = tuple(month for month in self.months if since <= f"{month:%Y-%m}" <= until)
        return FoundIncome(said["kind"], item, said["amount"], person, months)


FoundRows = forms.formset_factory(FoundForm, extra=ROWS, max_num=MOST_ROWS, absolute_max=MOST_ROWS)


def with_more_rows(data: Any, prefix: str) -> Any:
    """What was typed, with a few empty rows more."""
    typed = data.copy()
    name = f"{prefix}-TOTAL_FORMS"
    total = typed.get(name, "")
    typed[name] = str(min((int(total) if total.isdigit() else ROWS) + MORE, MOST_ROWS))
    return typed


class ReportForm(VersionForm):
    """出具核对结果."""

    result = forms.ChoiceField(label="核对结果", choices=MeansResult.choices, widget=forms.RadioSelect)
    report_no = forms.CharField(label="核对报告号", max_length=40, required=False, help_text="没有授权、没有核对的不用填")
    looked_at = forms.MultipleChoiceField(
        label="核对了哪些", choices=list(LOOKED_AT.items()), widget=forms.CheckboxSelectMultiple, initial=list(LOOKED_AT),
        help_text="勾选的类别没有查到的，按“没有”计入；没有核对的类别请去掉勾",
    )  # fmt: skip
    vehicles = forms.CharField(
        label="查到的车辆",
        max_length=200,
        required=False,
        help_text="计入的车辆上面写一行，金额填购置价；这里写车型、登记日期，不写号牌。只写这里的，辆数按不详",
    )
    findings = forms.CharField(label="核对情况", max_length=2000, widget=WORDS, help_text="比对了哪些数据、与申报差在哪里，10个字以上")


class ObjectionForm(VersionForm):
    """登记核对异议: what the applicant says and brings."""

    objection = forms.CharField(label="异议和证明", max_length=1000, widget=WORDS, help_text="申请人怎么说、交了什么证明，10个字以上")
    proof = forms.FileField(label="证明照片", required=False, widget=CameraInput, help_text="JPEG或PNG，8MB以内")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["photos"] = read_photos(self, {"proof": PhotoKind.PAPER})
        cleaned.pop("proof", None)
        return cleaned


class SurveyorChoice(forms.ModelChoiceField):
    def label_from_instance(self, position: Position) -> str:
        return f"{position.user.name}（{position.office.name}）"


class PlanVisitForm(forms.Form):
    """安排入户: two different surveyors of the town. `version` is that of the visit whose surveyors change."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    first = SurveyorChoice(label="调查员", queryset=Position.objects.none(), empty_label="请选择")
    second = SurveyorChoice(
        label="第二调查员", queryset=Position.objects.none(), empty_label="请选择", help_text="须两名不同的人，都要签字"
    )

    def __init__(self, *args: Any, surveyors: PositionQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("first", "second"):
            self.fields[name].queryset = surveyors  # type: ignore[attr-defined]


VISIT_PHOTOS = {"photo_door": PhotoKind.DOOR, "photo_house": PhotoKind.HOUSE, "photo_family": PhotoKind.FAMILY}


class HomeVisitForm(forms.Form):
    """入户调查, for the phone. Photos cannot be sent back to a browser: after a refusal they are chosen again."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    form_key = forms.UUIDField(widget=forms.HiddenInput)
    visited_on = DayField(label="入户日期")
    informant = forms.CharField(label="谁在场", max_length=40, help_text="户主本人、配偶，或写姓名与关系")
    findings = forms.CharField(label="看到的情况", max_length=2000, widget=WORDS, help_text="住房、劳动、生病、生活，写看到的，10个字以上")
    neighbours = forms.CharField(label="邻里访问", max_length=2000, widget=WORDS, help_text="问了谁、怎么说，10个字以上")
    difficulty = forms.CharField(
        label="主要困难和自主应对能力", max_length=2000, widget=WORDS, help_text="难在哪里、自己能做什么，10个字以上"
    )
    needs = forms.CharField(label="提出的需求", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    position_text = forms.CharField(label="定位", max_length=60, required=False, help_text="手机地图上的经纬度，如109.2315,34.9087")
    member_signed = forms.BooleanField(label="家庭成员已在调查表上签字", required=False)
    photo_door = forms.FileField(label="门口", required=False, widget=CameraInput)
    photo_house = forms.FileField(label="房屋", required=False, widget=CameraInput)
    photo_family = forms.FileField(label="家人", required=False, widget=CameraInput)

    @classmethod
    def of(cls, visit: HomeVisit, on: date) -> HomeVisitForm:
        """Empty for a first record, filled with what stands there for a correction."""
        initial: dict[str, Any] = {"version": visit.version, "form_key": uuid4(), "visited_on": visit.visited_on or on}
        for name in ("informant", "findings", "neighbours", "difficulty", "needs", "position_text", "member_signed"):
            initial[name] = getattr(visit, name)
        return cls(initial=initial)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["photos"] = read_photos(self, VISIT_PHOTOS)
        for name in VISIT_PHOTOS:
            cleaned.pop(name, None)
        return cleaned


class WantReviewForm(forms.Form):
    """安排民主评议: why."""

    reason = forms.CharField(label="为什么要评议", max_length=200, widget=WORDS, help_text="谁有疑问、疑在哪里，10个字以上")


class ReviewForm(forms.Form):
    """记录民主评议."""

    form_key = forms.UUIDField(widget=forms.HiddenInput)
    held_on = DayField(label="评议日期")
    place = forms.CharField(label="地点", max_length=80)
    host = forms.CharField(label="主持人", max_length=40)
    minutes = forms.CharField(
        label="评议记录", max_length=4000, widget=forms.Textarea(attrs={"rows": 6}), help_text="谁说了什么，10个字以上"
    )
    photo = forms.FileField(label="会场照片", required=False, widget=CameraInput, help_text="JPEG或PNG，8MB以内")

    @classmethod
    def of(cls, application: Application, on: date) -> ReviewForm:
        return cls(initial={"form_key": uuid4(), "held_on": on, "place": f"{application.household.village.name}村委会"})

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["photos"] = read_photos(self, {"photo": PhotoKind.OTHER})
        cleaned.pop("photo", None)
        return cleaned


class BallotForm(RowForm):
    """One person present."""

    name = forms.CharField(label="姓名", max_length=40, required=False)
    role = forms.CharField(label="身份", max_length=40, required=False)
    choice = forms.ChoiceField(label="意见", choices=[("", "—"), *VoteChoice.choices], required=False)


BallotRows = forms.formset_factory(BallotForm, extra=8, max_num=MOST_ROWS, absolute_max=MOST_ROWS)
