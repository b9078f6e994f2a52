"""What the import pages ask for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from casework.package import WorkbookRefused
from registers.models import Choice
from registers.reading.book import ACCEPTED, open_book
from registers.sheets import SHEETS


class UploadForm(forms.Form):
    """One file of one register. What can be told from the parcel alone is refused here, with the form as it was typed."""

    sheet = forms.ChoiceField(label="台账", required=False, help_text="不选的，由表头识别。")
    file = forms.FileField(
        label="文件",
        help_text="收.xlsx、.xls、.csv。表头可以在前6行，上面可以有标题和填报单位；一镇一张工作表的一起读。",
        error_messages={
            "required": "请选文件。",
            "empty": "文件是空的（0字节）。请重新选择文件。",
            "missing": "请选文件。",
            "invalid": "文件没有传上来。请重新选择。",
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["sheet"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "由表头识别"), *((code, sheet.title) for code, sheet in SHEETS.items())]
        self.fields["file"].widget.attrs["accept"] = ",".join(ACCEPTED)

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > settings.UPLOAD_LIMIT_MB * 1024 * 1024:
            raise forms.ValidationError(f"文件超过{settings.UPLOAD_LIMIT_MB}MB。请分成几个文件再导入。")
        self.content = file.read()
        try:
            open_book(self.content, file.name or "")
        except WorkbookRefused as refused:
            raise forms.ValidationError(refused.reason) from refused
        return file


class RejectsForm(forms.Form):
    """Why somebody takes rows with whole ID numbers out of the house; kept in the reading log."""

    purpose = forms.CharField(
        label="用途",
        min_length=4,
        max_length=200,
        help_text="下载的是报送单位原来写的整行，含完整身份证号，会记入查阅日志。",
        error_messages={"required": "请写用途，如“退民政局改后重报”。", "min_length": "用途写得太短，请写明给谁、做什么。"},
    )


class ChoiceForm(forms.Form):
    """Which value stays where a file met what a person had checked."""

    choice = forms.ChoiceField(label="取哪个值", choices=Choice.choices, initial=Choice.KEEP, widget=forms.RadioSelect)
    reason = forms.CharField(label="理由", max_length=200, required=False, help_text="用台账值的要写，如“民政局已核对，以台账为准”。")


class WithdrawForm(forms.Form):
    """Why a whole batch is taken back; kept with the batch and in the chain of every household."""

    reason = forms.CharField(
        label="撤回的理由",
        min_length=4,
        max_length=200,
        help_text="如“文件传错了，是去年的台账”。写进每一户的办理记录。",
        error_messages={"required": "请写撤回的理由。", "min_length": "理由写得太短，请写明为什么撤回。"},
    )
