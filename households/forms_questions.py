"""What is written when a member a register left out is found still here."""

from __future__ import annotations

from typing import Any

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
    whole_home = forms.BooleanField(
        label="全户都核实过了",
        required=False,
        help_text="家庭整册没有列这一户，其余待核实的人也一并记为仍在户",
    )

    def __init__(self, *args: Any, others: int = 0, **more: Any) -> None:
        """`others`: how many more of the household are asked about for the same reason; without them there is nothing to tick."""
        super().__init__(*args, **more)
        if not others:
            del self.fields["whole_home"]
