"""What the import pages ask for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from registers.package import WorkbookRefused, open_package
from registers.sheets import SHEETS


class UploadForm(forms.Form):
    """One file of one register. What can be told from the parcel alone is refused here, with the form as it was typed."""

    sheet = forms.ChoiceField(label="台账", required=False, help_text="不选的，由表头识别。")
    file = forms.FileField(
        label="文件",
        help_text="只收.xlsx。表头可以在前6行，上面可以有标题和填报单位。",
        error_messages={
            "required": "请选文件。",
            "empty": "文件是空的（0字节）。请重新选择文件。",
            "missing": "请选文件。",
            "invalid": "文件没有传上来。请重新选择。",
        },
    )
    is_dry_run = forms.BooleanField(label="只试读，不入库", required=False, help_text="只看新增、变更、相同、拒收各多少行。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["sheet"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "由表头识别"), *((code, sheet.title) for code, sheet in SHEETS.items())]
        self.fields["file"].widget.attrs["accept"] = ".xlsx"

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > settings.UPLOAD_LIMIT_MB * 1024 * 1024:
            raise forms.ValidationError(f"文件超过{settings.UPLOAD_LIMIT_MB}MB。请分成几个文件再导入。")
        self.content = file.read()
        try:
            open_package(self.content)
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
