"""Drawing the controls of forms in Python: the one form has eighty of them, and Django's templates for them cost half the page.

The markup is Django's own, letter by letter but for blanks between tags (tests/config/test_widgets.py compares); what is not listed here is drawn by Django's templates.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

FOLDER = "django/forms/widgets/"
INPUTS = ("text", "number", "date", "hidden", "email", "url", "password", "file", "checkbox", "input")

Widget = Mapping[str, Any]
NOTHING = SafeString("")


class QuickRenderer(DjangoTemplates):
    """Django's renderer, with inputs, text areas and selects drawn without templates."""

    def render(self, template_name: str, context: Any, request: Any = None) -> str:
        draw = DRAWN.get(template_name)
        return draw(context["widget"]) if draw else super().render(template_name, context, request)


def attributes(attrs: Mapping[str, Any]) -> SafeString:
    """False is left out, True is the bare name."""
    if not attrs:
        return NOTHING
    said = [(name, value) for name, value in attrs.items() if value is not False]
    return format_html_join("", "{}", ((format_html(" {}" if value is True else ' {}="{}"', name, value),) for name, value in said))


def drawn_input(widget: Widget) -> SafeString:
    value = "" if widget["value"] is None else format_html(' value="{}"', widget["value"])
    return format_html('<input type="{}" name="{}"{}{}>', widget["type"], widget["name"], value, attributes(widget["attrs"]))


def drawn_textarea(widget: Widget) -> SafeString:
    return format_html('<textarea name="{}"{}>\n{}</textarea>', widget["name"], attributes(widget["attrs"]), widget["value"] or "")


def drawn_select(widget: Widget) -> SafeString:
    groups = format_html_join("\n", "{}", ((drawn_group(name, options),) for name, options, _ in widget["optgroups"]))
    return format_html('<select name="{}"{}>\n{}\n</select>', widget["name"], attributes(widget["attrs"]), groups)


def drawn_group(name: str | None, options: Iterable[Widget]) -> SafeString:
    cells = ((one["value"], attributes(one["attrs"]), one["label"]) for one in options)
    drawn = format_html_join("\n", '<option value="{}"{}>{}</option>', cells)
    return format_html('<optgroup label="{}">\n{}\n</optgroup>', name, drawn) if name else drawn


DRAWN: dict[str, Callable[[Widget], SafeString]] = {
    f"{FOLDER}select.html": drawn_select,
    f"{FOLDER}textarea.html": drawn_textarea,
    **{f"{FOLDER}{name}.html": drawn_input for name in INPUTS},
}
