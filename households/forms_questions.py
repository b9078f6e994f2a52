"""What is written when a member a register left out is found still here."""

from __future__ import annotations

from django import forms


class StillHereForm(forms.Form):
    evidence = forms.CharField(
        label="怎么核实的",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="6个字以上，如“6月15日入户，见到本人，邻居证实常住”",
        error_messages={"required": "请写怎么核实的。"},
    )
    document = forms.CharField(
        label="凭什么材料",
        max_length=100,
        help_text="例如户口簿、居住证明、走访照片，不写号码",
        error_messages={"required": "请写凭什么材料。"},
    )
