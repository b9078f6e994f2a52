"""`{% load charts %}{% stacked_bars board.region_chart 643 60 %}`: an SVG at its real pixel width, with a sentence for who cannot see it."""

from __future__ import annotations

from typing import Any

from django import template

from casework.charts import BarChart

register = template.Library()


@register.inclusion_tag("monitoring/_stacked_bars.html")
def stacked_bars(chart: BarChart, width: int = 643, label_width: int = 60) -> dict[str, Any]:
    return {"chart": chart, "bars": chart.drawn(width, label_width), "width": width, "height": chart.height, "label_x": label_width}
