"""Controls drawn in Python are Django's own, but for blanks between tags."""

from __future__ import annotations

import re

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates

from config.widgets import QuickRenderer

NASTY = "<b>\"柳溪\" & '石桥'</b>"
CHOICES = [("", "请选择"), ("1", NASTY), ("镇", [("2", "柳溪镇"), (NASTY, "石桥镇")]), (3, "三")]


def bare(html: str) -> str:
    return re.sub(r">\s+<", "><", html.strip())


@pytest.mark.parametrize("value", [None, "", "1", 3, NASTY])
@pytest.mark.parametrize("attrs", [{}, {"id": "x", "class": NASTY, "required": True, "disabled": False, "maxlength": 12}])
@pytest.mark.parametrize(
    "widget",
    [
        forms.TextInput(), forms.NumberInput(), forms.DateInput(attrs={"type": "date"}), forms.HiddenInput(), forms.EmailInput(), forms.URLInput(),
        forms.PasswordInput(render_value=True), forms.FileInput(), forms.CheckboxInput(), forms.Textarea(attrs={"rows": 3}), forms.Select(choices=CHOICES),
        forms.SelectMultiple(choices=CHOICES), forms.NullBooleanSelect(), forms.RadioSelect(choices=CHOICES), forms.CheckboxSelectMultiple(choices=CHOICES),
    ],
    ids=lambda widget: type(widget).__name__,
)  # fmt: skip
def test_a_control_is_the_one_django_draws(widget, attrs, value):
    name = f"field{NASTY}"
    assert bare(widget.render(name, value, attrs, QuickRenderer())) == bare(widget.render(name, value, attrs, DjangoTemplates()))
