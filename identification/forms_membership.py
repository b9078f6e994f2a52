"""What is typed about a change of members: one form for all kinds, each asking only what it needs."""

from __future__ import annotations

import hashlib
from typing import Any

from django import forms
from django.forms import BoundField

from accounts.forms import DayField
from accounts.models import Position, Region
from households.choices import MemberStatus
from households.models import Household, Member
from households.relations import RELATIONS
from identification.forms_intake import SecretForm
from identification.membership import MemberChange, Told
from policies.categories import SHORT_LABELS

C = MemberChange
NEEDS: dict[MemberChange, tuple[str, ...]] = {
    C.BIRTH: ("name", "id_number", "relation"), C.MOVE_IN: ("name", "id_number", "relation"), C.DEATH: ("going", "relations"),
    C.MOVE_OUT: ("way", "target_no", "going", "relations"), C.SPLIT: ("village", "address", "going", "relations"), C.JOIN: ("target_no", "relations"),
    C.HEAD: ("relations",),
}  # fmt: skip
HINTS = {
    C.BIRTH: "先到派出所落户，用新户口的身份证号登记。",
    C.MOVE_IN: "此人登记在本镇另一户的，同时从那一户迁出；在外镇的，先由那里办迁出。",
    C.DEATH: "勾选去世的人。户主去世的，在右边一栏另选户主。",
    C.MOVE_OUT: "勾选离开的人。迁到本辖区另一户的填那一户的户编号，关系写在新户里是户主的什么人。",
    C.SPLIT: "勾选分出去的人，其中一位选为户主；留下的人也要有一位户主。",
    C.JOIN: "全家并入另一户，关系写在新户里是户主的什么人。这一户保留户编号，不再有成员。",
    C.HEAD: "选一位新户主，其余人的关系照新户主改。",
}
RELATION_CHOICES = [("", "请选择"), *RELATIONS.items()]


class MemberChangeForm(SecretForm):
    """`going-<membership>` ticks who is concerned, `relation-<membership>` says what he is afterwards."""

    SECRETS = ("id_number",)

    name = forms.CharField(label="姓名", max_length=60)
    id_number = forms.CharField(
        label="身份证号", max_length=24, widget=forms.TextInput(attrs={"autocomplete": "off"}), help_text="18位；出生日期和性别由号码得出"
    )
    relation = forms.ChoiceField(label="与户主关系", choices=RELATION_CHOICES)
    way = forms.ChoiceField(
        label="怎样离开",
        choices=[(one.value, one.label) for one in (MemberStatus.MARRIED_OUT, MemberStatus.MOVED_OUT)],
        widget=forms.RadioSelect,
    )
    target_no = forms.CharField(label="迁到哪一户（户编号）", max_length=30, required=False, help_text="迁到外镇的不填")
    village = forms.ModelChoiceField(label="新户所在的村（社区）", queryset=Region.objects.none(), empty_label=None)
    address = forms.CharField(label="新户住址", max_length=200, required=False, help_text="不填的，与原户相同")
    day = DayField(label="变动日期", help_text="从这一天起，例如出生、死亡、迁出的日期")
    reason = forms.CharField(label="原因", max_length=200, widget=forms.Textarea(attrs={"rows": 2}), help_text="6个字以上")
    document = forms.CharField(label="凭什么材料", max_length=100, help_text="例如出生医学证明、死亡证明、结婚证、户口簿，不写号码")

    def __init__(self, data: Any = None, *, change: MemberChange, household: Household, by: Position, ticked: str = "") -> None:
        super().__init__(data)
        self.change = change
        asked = {*NEEDS[change], "day", "reason", "document"}
        for name in list(self.fields):
            if name not in asked:
                del self.fields[name]
        if "village" in self.fields:
            self.fields["village"].queryset = Region.objects.under(by.region).villages()  # type: ignore[attr-defined]
            self.fields["village"].initial = household.village_id
        if change is C.JOIN:
            self.fields["target_no"].required = True
            self.fields["target_no"].label, self.fields["target_no"].help_text = "并入哪一户（户编号）", ""
        living = Member.objects.living().filter(household=household).select_related("person").order_by("relation", "pk")
        self.members = list(living) if "relations" in asked else []
        for member in self.members:
            if "going" in asked:
                self.fields[f"going-{member.pk}"] = forms.BooleanField(
                    label=f"办理{member.person}", required=False, initial=str(member.pk) == ticked
                )
            self.fields[f"relation-{member.pk}"] = forms.ChoiceField(
                label=f"{member.person}办完后与户主关系", choices=RELATION_CHOICES, initial=member.relation
            )

    @property
    def plain(self) -> list[BoundField]:
        """The fields that are not of the table of members, in the order asked."""
        return [field for field in self if "-" not in field.name]

    @property
    def table(self) -> list[tuple[Member, str, BoundField | None, BoundField]]:
        return [
            (member, SHORT_LABELS.get(member.category, ""), self[f"going-{member.pk}"] if f"going-{member.pk}" in self.fields else None, self[f"relation-{member.pk}"])  # type: ignore[call-overload]
            for member in self.members
        ]  # fmt: skip

    def told(self) -> Told:
        data = self.cleaned_data
        return Told(
            day=data["day"], reason=data["reason"], document=data["document"], name=data.get("name", ""), id_number=data.get("id_number", ""),
            going=[member.pk for member in self.members if data.get(f"going-{member.pk}")],
            relations={member.pk: data[f"relation-{member.pk}"] for member in self.members},
            relation=data.get("relation", ""), way=data.get("way", MemberStatus.MOVED_OUT), target_no=data.get("target_no", ""),
            village=data.get("village"), address=data.get("address", ""),
        )  # fmt: skip

    def digest(self) -> str:
        """What was typed, so that what is confirmed is what was looked at."""
        told = self.told()
        return hashlib.sha256(repr((self.change, told)).encode()).hexdigest()[:16]
