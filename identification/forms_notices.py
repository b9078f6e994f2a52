"""Forms of notices and objections. They check input; the verbs check the world."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from accounts.forms import DayField
from casework.choices import PhotoKind
from casework.exceptions import StepRefused
from casework.photos import Photo, read_photo

PHOTO_INPUT = {"accept": "image/jpeg,image/png", "capture": "environment"}
WORDS = forms.Textarea(attrs={"rows": 3})


class VersionForm(forms.Form):
    """A step that asks nothing but the version the page was shown with."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class WithPhoto(forms.Form):
    """Reads the photo by its content; `photo_read` is the judged one, None where none was chosen."""

    photo_read: Photo | None = None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        file = cleaned.get("photo")
        if isinstance(file, UploadedFile):
            try:
                self.photo_read = read_photo(PhotoKind.BOARD, file)
            except StepRefused as refusal:
                self.add_error("photo", refusal.reason)
        return cleaned


class PostForm(WithPhoto, VersionForm):
    """张贴公示; the photo may follow."""

    photo = forms.FileField(label="公示栏照片", required=False, widget=forms.FileInput(attrs=PHOTO_INPUT), help_text="贴好后拍，JPEG或PNG，8MB以内；也可以贴出后再传")  # fmt: skip


class PhotoForm(WithPhoto):
    """上传公示栏照片."""

    taken_on = DayField(label="拍摄日期")
    photo = forms.FileField(
        label="公示栏照片", widget=forms.FileInput(attrs=PHOTO_INPUT), help_text="看得清公示和公示栏，JPEG或PNG，8MB以内",
        error_messages={"required": "请选照片。"},
    )  # fmt: skip


class ObjectForm(VersionForm):
    """登记公示异议. Who objects may stay unnamed."""

    content = forms.CharField(label="异议内容", max_length=1000, widget=WORDS, help_text="反映什么事、在哪里、什么时候，10个字以上")
    raised_by_name = forms.CharField(
        label="反映人",
        max_length=40,
        required=False,
        help_text="封存保密，村里看不到",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    raised_by_phone = forms.CharField(
        label="反映人电话",
        max_length=20,
        required=False,
        help_text="留了电话的要答复",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class SettleForm(VersionForm):
    """核实异议."""

    finding = forms.CharField(label="核实结果", max_length=1000, widget=WORDS, help_text="查了什么、问了谁、结果怎样，10个字以上")
    is_upheld = forms.TypedChoiceField(
        label="异议是否属实", choices=[("yes", "属实"), ("no", "不属实")], coerce=lambda value: value == "yes", widget=forms.RadioSelect,
        help_text="属实的，重新调查时开民主评议，确认前送县级抽查", error_messages={"required": "请选属实还是不属实。"},
    )  # fmt: skip
