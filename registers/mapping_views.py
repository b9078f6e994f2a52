"""The page where an administrator says which column is which before a file is read."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accounts.permissions import for_roles
from accounts.requests import HouseRequest
from accounts.roles import Role
from casework.exceptions import StepRefused
from casework.package import WorkbookRefused
from registers import asking
from registers.models import Batch, BatchState
from registers.reading.book import HEAD_ROWS
from registers.reading.headings import HEADER_ROWS
from registers.rows import shown
from registers.sheets import SHEETS


class MappingForm(forms.Form):
    """One choice of a column for each heading of the file, and the tabs that are read with it."""

    tabs = forms.MultipleChoiceField(label="工作表", widget=forms.CheckboxSelectMultiple, error_messages={"required": "至少选一张工作表。"})

    def __init__(self, question: asking.Question, data: QueryDict | None = None) -> None:
        self.question = question
        super().__init__(data)
        tabs = self.fields["tabs"]
        assert isinstance(tabs, forms.MultipleChoiceField)
        tabs.choices = [(tab.name, f"{tab.name}（{tab.reason}）" if tab.reason else tab.name) for tab in question.tabs]
        tabs.initial = question.read_tabs
        choices = [
            ("", "不取"),
            *((column.code, column.title + ("（必填）" if column.required else "")) for column in question.sheet.columns),
        ]
        for proposal in question.proposed.columns:
            label = f"{proposal.letter}列“{proposal.heading or '没有表头'}”"
            field = forms.ChoiceField(label=label, choices=choices, initial=proposal.code, required=False)
            self.fields[f"column_{proposal.index}"] = field

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Each heading beside its choice, with the first cells under it, masked."""
        found = []
        for proposal in self.question.proposed.columns:
            column = self.question.sheet.by_code.get(proposal.code)
            samples = [text for cell in proposal.samples if (text := shown(cell, column)[:24])]
            found.append({"proposal": proposal, "field": self[f"column_{proposal.index}"], "samples": samples})
        return found

    @property
    def codes(self) -> dict[int, str]:
        return {proposal.index: self.cleaned_data[f"column_{proposal.index}"] for proposal in self.question.proposed.columns}

    def clean(self) -> dict[str, Any]:
        sheet = self.question.sheet
        taken: dict[str, str] = {}
        for proposal in self.question.proposed.columns:
            name = f"column_{proposal.index}"
            code = self.cleaned_data.get(name, "")
            if code and code in taken:
                self.add_error(name, f"“{sheet.by_code[code].title}”已经对应了{taken[code]}列。一列只对应一次。")
            elif code:
                taken[code] = proposal.letter
        if lacking := [column.title for column in sheet.wanted if column.code not in taken]:
            raise forms.ValidationError(f"还没有对应：{'、'.join(lacking)}。表里没有的，请报送单位补上再导。")
        if not self.errors:
            try:
                asking.layout_of(self.question, self.codes, self.cleaned_data["tabs"])
            except WorkbookRefused as refused:
                self.add_error("tabs", refused.reason)
        return self.cleaned_data


class PlaceForm(forms.Form):
    """Where the heading stands."""

    tab = forms.ChoiceField(label="看哪张工作表", required=False)
    row = forms.TypedChoiceField(
        label="表头在第几行", coerce=int, choices=[(number, f"第{number}行") for number in range(1, HEADER_ROWS + 1)]
    )
    two = forms.BooleanField(label="表头占两行", required=False)

    def __init__(self, question: asking.Question) -> None:
        proposed = question.proposed
        super().__init__(initial={"tab": proposed.tab, "row": proposed.row, "two": proposed.last_row > proposed.row})
        tab = self.fields["tab"]
        assert isinstance(tab, forms.ChoiceField)
        tab.choices = [(name, name) for name in question.book.names]


@require_http_methods(["GET", "POST"])
@for_roles(Role.REGISTER_ADMIN)
def mapping(request: HouseRequest, pk: int) -> HttpResponse:
    """Ask which column is which; what was chosen stays when it is refused."""
    batch = get_object_or_404(Batch.objects.visible_to(request.position).select_related("asked_by__office", "county"), pk=pk)
    if batch.state != BatchState.MAPPING:
        if request.method == "POST":
            messages.error(request, "这一批不在等列对应。下面是最新情况。")
        return redirect("registers:batch", pk=pk)
    if request.POST.get("do") == "drop":
        return _dropped(request, batch)
    asked = request.POST or request.GET
    row, last_row = _rows(asked)
    try:
        question = asking.question_of(batch, asked.get("tab", ""), row, last_row)
    except WorkbookRefused as refused:
        messages.error(request, refused.reason)
        return redirect("registers:batch", pk=pk)
    form = MappingForm(question, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _answered(request, batch, form)
    context = {"batch": batch, "title": SHEETS[batch.sheet].title, "question": question, "form": form, "place": PlaceForm(question)}
    return render(request, "registers/mapping.html", context, status=422 if request.method == "POST" else 200)


def _rows(asked: QueryDict) -> tuple[int, int]:
    """(first, last) heading row as asked for; (0, 0) where nothing sensible is."""
    written = asked.get("row", "")
    row = int(written) if written.isdigit() and len(written) < 4 else 0
    if not 1 <= row < HEAD_ROWS:
        return 0, 0
    return row, row + (1 if asked.get("two") else 0)


def _answered(request: HouseRequest, batch: Batch, form: MappingForm) -> HttpResponse:
    order = form.question.book.names
    main, chosen = form.question.proposed.tab, set(form.cleaned_data["tabs"])
    tabs = [name for name in (main, *order) if name in chosen]
    try:
        asking.answer(batch, form.question, form.codes, list(dict.fromkeys(tabs)), by=request.position)
    except StepRefused as refused:
        messages.error(request, refused.reason)
    return redirect("registers:batch", pk=batch.pk)


def _dropped(request: HouseRequest, batch: Batch) -> HttpResponse:
    try:
        asking.drop(batch, by=str(request.position))
        messages.success(request, "这份文件没有读，也没有入库。")
    except StepRefused as refused:
        messages.error(request, refused.reason)
    return redirect("registers:batches")
