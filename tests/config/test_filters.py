from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from config.templatetags import binggui


@pytest.mark.parametrize(
    ("amount", "shown"),
    [(Decimal("12000"), "12,000.00"), (Decimal("-320.5"), "−320.50"), (0, "0.00"), (None, "—"), (Decimal("0.005"), "0.01")],
)
def test_yuan_has_two_places_and_a_true_minus(amount, shown):
    assert binggui.yuan(amount) == shown


def test_whole_yuan_and_numbers_have_thousands():
    assert binggui.number(10001) == "10,001"
    assert binggui.number(None) == "—"


def test_days_read_as_on_paper():
    assert binggui.cn_date(date(2026, 6, 15)) == "2026年6月15日"
    assert binggui.md(date(2026, 6, 5)) == "6月5日"
    assert binggui.cn_month(date(2026, 6, 5)) == "2026年6月"
    assert binggui.cn_date(None) == "—"


def test_instants_are_told_in_the_countys_time():
    late = datetime(2026, 6, 14, 16, 24, tzinfo=UTC)
    assert binggui.cn_time(late) == "2026年6月15日00:24"
    assert binggui.cn_date(late) == "2026年6月15日"


def test_url_with_changes_one_key_and_keeps_the_rest():
    request = RequestFactory().get("/?town=990101100&page=3")
    template = Template("{% url_with page=None sort='no' %}")
    assert template.render(Context({"request": request})) == "?town=990101100&amp;sort=no"


def test_a_category_has_a_colour_and_a_short_name():
    assert (binggui.category_css("dibao_margin"), binggui.category_short("dibao_margin")) == ("dbby", "低保边缘")
    assert (binggui.category_css(""), binggui.category_short("")) == ("qtkn", "")
