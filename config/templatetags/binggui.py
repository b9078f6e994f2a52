"""Template filters and tags of the house; builtins of every template, so nothing has to be loaded."""

from __future__ import annotations

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django import template
from django.forms import BaseForm, BoundField
from django.utils import timezone
from django.utils.safestring import SafeString

from policies.categories import SHORT_LABELS, SupportCategory

register = template.Library()

MINUS = "−"
NOTHING = "—"
# Widgets that bring their own shape (a textarea has no input type); all others get the box of look.css.
BARE_INPUTS = frozenset({"", "checkbox", "radio", "file", "hidden", "select"})


def _decimal(value: Any) -> Decimal | None:
    return None if value is None or value == "" else Decimal(str(value))


def _signed(text: str) -> str:
    return text.replace("-", MINUS)


@register.filter
def yuan(value: Any) -> str:
    """Decimal 元 → 12,000.00; unknown is a dash, never zero."""
    amount = _decimal(value)
    return NOTHING if amount is None else _signed(f"{amount.quantize(Decimal('0.01'), ROUND_HALF_UP):,}")


@register.filter
def number(value: Any) -> str:
    """A count with thousands: 10,001."""
    return NOTHING if value is None or value == "" else _signed(f"{int(value):,}")


def _day(value: date | datetime | None) -> date | None:
    if isinstance(value, datetime):
        return (timezone.localtime(value) if timezone.is_aware(value) else value).date()
    return value or None


@register.filter
def cn_date(value: date | datetime | None) -> str:
    """2026年6月15日."""
    on = _day(value)
    return f"{on.year}年{on.month}月{on.day}日" if on else NOTHING


@register.filter
def cn_time(value: datetime | None) -> str:
    """2026年6月15日10:24, in the county's time."""
    if not value:
        return NOTHING
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return f"{cn_date(local)}{local:%H:%M}"


@register.filter
def cn_month(value: date | datetime | None) -> str:
    """2026年6月."""
    on = _day(value)
    return f"{on.year}年{on.month}月" if on else NOTHING


@register.filter
def md(value: date | datetime | None) -> str:
    """6月15日."""
    on = _day(value)
    return f"{on.month}月{on.day}日" if on else NOTHING


@register.filter
def category_css(value: str) -> str:
    """The colour class of a category: dibao → db."""
    return SupportCategory(value).css if value in SupportCategory.values else "qtkn"


@register.filter
def category_short(value: str) -> str:
    """低保 for dibao; empty when there is no category."""
    return SHORT_LABELS[SupportCategory(value)] if value in SupportCategory.values else ""


@register.filter
def error_count(form: BaseForm) -> int:
    """How many things a refused form asks to mend."""
    return sum(len(errors) for errors in form.errors.values())


# What Django says by itself, said the way the forms speak (look README §7).
PLAINER = {
    "该字段是必填项。": "还没有填。",
    "输入一个数字。": "应填数字，例如12000。",
    "输入整数。": "应填整数。",
    "输入一个有效的日期。": "日期没有看懂，可以写成2026-6-15或20260615。",
}


@register.filter
def plainly(error: Any) -> str:
    """A field's error in the house's words; errors our own forms wrote pass unchanged."""
    return PLAINER.get(str(error), str(error))


@register.filter
def control(field: BoundField) -> SafeString:
    """The widget of a form field in the house's box, error and hint tied to it by Django."""
    kind = getattr(field.field.widget, "input_type", "")
    known = field.field.widget.attrs.get("class", "")
    attrs: dict[str, str | bool] = {} if kind in BARE_INPUTS else {"class": f"input {known}".strip()}
    return field.as_widget(attrs=attrs)


@register.simple_tag(takes_context=True)
def url_with(context: template.Context, **changes: Any) -> str:
    """The current query string with these keys changed; None or empty takes one away. `?` alone clears all."""
    query = context["request"].GET.copy()
    for key, value in changes.items():
        if value is None or value == "":
            query.pop(key, None)
        else:
            query[key] = value
    return f"?{query.urlencode()}" if query else "?"
