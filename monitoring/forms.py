"""Forms of alerts and visits. They check input; the actions check the world."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from accounts.models import Position, PositionQuerySet, Region
from casework.choices import PhotoKind
from casework.exceptions import StepRefused
from casework.package import WorkbookRefused
from casework.photos import Photo, read_photo
from monitoring.choices import Outcome
from monitoring.hints import HINT_SOURCES
from monitoring.models import Alert
from monitoring.models.data_answer import BY_PEOPLE
from monitoring.nightly import CountyNight
from monitoring.owners import OWNERS, registers_of_rule
from monitoring.people import companions_for
from monitoring.platform_file import WHY_LENGTH, read_clues
from monitoring.wording import SEVERITY

DAY_FORMATS = ["%Y-%m-%d", "%Y.%m.%d", "%Y%m%d", "%Y年%m月%d日", "%Y/%m/%d"]


class PersonChoice(forms.ModelChoiceField):
    """A select of positions: name and place, the post after it."""

    def label_from_instance(self, position: Position) -> str:
        return f"{position.user.name}（{position.region.name}·{position.office.name}）"


class WorkerChoice(forms.ModelChoiceField):
    def label_from_instance(self, position: Position) -> str:
        return f"{position.region.name} {position.user.name}"


class AssignForm(forms.Form):
    """分派、改派: who goes."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    to = WorkerChoice(label="核实人", queryset=Position.objects.none(), empty_label="请选择村级信息员")
    note = forms.CharField(label="交代的话", max_length=200, required=False)

    def __init__(self, *args: Any, workers: PositionQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = workers  # type: ignore[attr-defined]


class DataAnswerForm(forms.Form):
    """What the department found of a datum that people found wrong."""

    kind = forms.ChoiceField(
        label="核对结果", choices=[(kind.value, kind.label) for kind in BY_PEOPLE], widget=forms.RadioSelect, error_messages={"required": "请选一个核对结果。"}
    )  # fmt: skip
    words = forms.CharField(
        label="改了什么，或根据什么认为无误", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="已更正的写原来是什么、改成了什么；无误的写根据。10个字以上，镇里看得到，不写证件号码",
        error_messages={"required": "请写改了什么，或根据什么认为无误。"},
    )  # fmt: skip


OFF = "off"


class HourForm(forms.Form):
    """夜间筛查时刻: an hour of the day, or none."""

    hour = forms.TypedChoiceField(
        label="时刻", choices=[(OFF, "不自动筛查"), *((str(hour), f"每天{hour}时") for hour in range(24))],
        coerce=lambda value: None if value == OFF else int(value),
    )  # fmt: skip
    note = forms.CharField(label="说明", max_length=200, required=False)

    @classmethod
    def for_night(cls, night: CountyNight) -> HourForm:
        return cls(initial={"hour": OFF if night.hour is None else night.hour}, auto_id=f"id_{night.county.code}_%s")


class NoteForm(forms.Form):
    """A step back or up: why."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    note = forms.CharField(label="理由", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class StartForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)


class CloseForm(forms.Form):
    """审定办结: the town confirms the visit's outcome, the county may choose."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    outcome = forms.ChoiceField(
        label="结论", choices=[("", "请选择"), *Outcome.choices], required=False, help_text="与核实结论不同的，意见里写明理由，10个字以上"
    )  # fmt: skip
    note = forms.CharField(label="审定意见", max_length=280, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, may_choose: bool, concluded: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].initial = concluded
        if not may_choose:
            del self.fields["outcome"]


class HintForm(forms.Form):
    """登记线索."""

    source = forms.ChoiceField(label="来源", choices=[("", "请选择"), *((source.value, source.label) for source in HINT_SOURCES)])
    title = forms.CharField(label="事由", max_length=80, help_text="一句话，如：正房漏雨")
    reason = forms.CharField(
        label="情况", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}), help_text="什么时候、什么事、谁说的，10个字以上"
    )
    severity = forms.TypedChoiceField(label="程度", choices=list(SEVERITY.items()), coerce=int, initial=2)


class GroupListForm(forms.Form):
    """村民组长月报: whose, which month; `nothing` says that there was nothing to tell."""

    village = forms.ChoiceField(label="村（社区）")
    group = forms.CharField(label="村民组", max_length=30, help_text="如：三组")
    leader = forms.CharField(label="组长", max_length=40)
    month = forms.ChoiceField(label="月份")
    nothing = forms.BooleanField(label="本月没有情况", required=False)

    def __init__(self, *args: Any, villages: list[Region], months: list[date], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["village"].choices = [(village.code, village.name) for village in villages]  # type: ignore[attr-defined]
        self.fields["month"].choices = [(f"{month:%Y-%m-%d}", f"{month:%Y年%-m月}") for month in months]  # type: ignore[attr-defined]


class GroupLineForm(forms.Form):
    """One household of the list; a line left empty is none, a line begun is to be finished."""

    whose = forms.CharField(label="户主姓名或户编号", max_length=40, required=False)
    title = forms.CharField(label="事由", max_length=80, required=False)
    reason = forms.CharField(label="情况", max_length=500, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if any(cleaned.values()):
            for name in ("whose", "title", "reason"):
                if not cleaned.get(name):
                    self.add_error(name, f"请填{self.fields[name].label}。")
        return cleaned


class PlatformFileForm(forms.Form):
    """上级下发名单."""

    file = forms.FileField(
        label="名单文件", help_text="只收.xlsx，要有“证件号码”“姓名”“事由”列，“情况”可以没有",
        error_messages={"required": "请选文件。", "empty": "文件是空的（0字节）。请重新选择文件。", "invalid": "文件没有传上来。请重新选择。"},
    )  # fmt: skip

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > settings.UPLOAD_LIMIT_MB * 1024 * 1024:
            raise forms.ValidationError(f"文件超过{settings.UPLOAD_LIMIT_MB}MB。请分开上传。")
        try:
            self.content = file.read()
            self.clues = read_clues(self.content)
        except WorkbookRefused as refused:
            raise forms.ValidationError(refused.reason) from refused
        return file


class FileWithdrawForm(forms.Form):
    """Why a whole list is taken back."""

    reason = forms.CharField(
        label="撤回的理由", min_length=WHY_LENGTH, max_length=200, help_text="如“文件传错了，是别县的名单”。写进每一户的办理记录",
        error_messages={"required": "请写撤回的理由。", "min_length": "理由写得太短，请写明为什么撤回。"},
    )  # fmt: skip


class RefusedRowsForm(forms.Form):
    """Why somebody takes rows with whole ID numbers out of the house."""

    purpose = forms.CharField(
        label="用途", min_length=4, max_length=200, help_text="下载的是原来的整行，含完整证件号码，会记入查阅日志",
        error_messages={"required": "请写用途，如“退省平台核对”。", "min_length": "用途写得太短，请写明给谁、做什么。"},
    )  # fmt: skip


class VisitForm(forms.Form):
    """入户核实, for the phone. Photos cannot be sent back to a browser: after a refusal they are chosen again."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    form_key = forms.UUIDField(widget=forms.HiddenInput)
    visited_on = forms.DateField(
        label="入户日期", input_formats=DAY_FORMATS, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    informant = forms.CharField(label="谁在场", max_length=40, help_text="户主本人、配偶，或写姓名与关系")
    accompanied_by = PersonChoice(label="同行核实人", queryset=Position.objects.none(), empty_label="请选择", help_text="须两个不同的人")
    findings = forms.CharField(
        label="看到的情况", max_length=2000, widget=forms.Textarea(attrs={"rows": 4}), help_text="写看到的，10个字以上"
    )
    outcome = forms.ChoiceField(label="您的判断", choices=Outcome.choices, widget=forms.RadioSelect)
    outcome_reason = forms.CharField(
        label="判断的理由", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="判断为无风险、数据错误、重复线索的必须写，10个字以上",
    )  # fmt: skip
    wrong_register = forms.ChoiceField(label="哪一份部门数据与实际不符", required=False, help_text="判断为数据错误的必须选；退给那个部门改")
    photo_house = forms.FileField(label="房屋", required=False)
    photo_family = forms.FileField(label="家人", required=False)
    photo_paper = forms.FileField(label="票据", required=False)

    def __init__(self, data: Any = None, files: Any = None, *, alert: Alert, by: Position, on: date) -> None:
        super().__init__(data, files, initial={"version": alert.version, "form_key": uuid4(), "visited_on": on})
        self.fields["accompanied_by"].queryset = companions_for(alert, by, on)  # type: ignore[attr-defined]
        self.fields["visited_on"].widget.attrs.update(min=f"{alert.opened_on:%Y-%m-%d}", max=f"{on:%Y-%m-%d}")
        registers = registers_of_rule(alert.rule)
        self.fields["wrong_register"].choices = [("", "都与实际相符"), *((name, f"{name}（{OWNERS[name].label}）") for name in registers)]  # type: ignore[attr-defined]
        if not registers:
            del self.fields["wrong_register"]
        for name in PHOTO_FIELDS:
            self.fields[name].widget = forms.FileInput(attrs={"accept": "image/jpeg,image/png", "capture": "environment"})

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.photos: list[Photo] = []
        for name, kind in PHOTO_FIELDS.items():
            file = cleaned.get(name)
            if isinstance(file, UploadedFile):
                try:
                    self.photos.append(read_photo(kind, file))
                except StepRefused as refusal:
                    self.add_error(name, refusal.reason)
        return cleaned


PHOTO_FIELDS = {"photo_house": PhotoKind.HOUSE, "photo_family": PhotoKind.FAMILY, "photo_paper": PhotoKind.PAPER}
