"""What is typed about two people who may be one. Forms check input; the verbs check the world."""

from __future__ import annotations

from typing import Any

from django import forms

from households.merge_members import possible_homes
from households.models import Household, SuspectedPair


class ChooseForm(forms.Form):
    """Which row stays and where the one person lives: what a preview needs, by GET."""

    keep = forms.ChoiceField(label="保留哪一条记录", widget=forms.RadioSelect, error_messages={"required": "请选保留哪一条记录。"})
    home = forms.ChoiceField(label="合并后生活在哪一户", widget=forms.RadioSelect, error_messages={"required": "请选合并后生活在哪一户。"})

    def __init__(self, data: Any = None, *, pair: SuspectedPair) -> None:
        super().__init__(data)
        self.pair = pair
        self.homes: dict[str, Household] = {str(home.pk): home for home in possible_homes(pair.person_a, pair.person_b)}
        self.fields["keep"].choices = [(str(pair.person_a_id), f"甲：{pair.person_a}"), (str(pair.person_b_id), f"乙：{pair.person_b}")]  # type: ignore[attr-defined]
        self.fields["home"].choices = [(key, f"{home.village.name}{home}（{home.household_no}）") for key, home in self.homes.items()]  # type: ignore[attr-defined]
        if len(self.homes) < 2:
            self.fields["home"].required = False
            self.fields["home"].initial = next(iter(self.homes), "")

    @property
    def chosen_home(self) -> Household | None:
        return self.homes.get(self.cleaned_data.get("home") or next(iter(self.homes), ""))
