"""Dated numbers with plain defaults."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import factory
from django.utils import timezone

from policies.models import Parameter
from policies.parameters import DEFINITIONS


class ParameterFactory(factory.django.DjangoModelFactory):
    """A confirmed row; `confirmed_at=None, proposed_by=…` for one that waits."""

    class Meta:
        model = Parameter

    code = "low_income_line"
    region = None
    number = Decimal("9048")
    unit = factory.LazyAttribute(lambda row: str(DEFINITIONS[row.code].units[0]))
    valid_from = date(2026, 1, 1)
    source = "测试文件〔2026〕1号"
    confirmed_at = factory.LazyFunction(timezone.now)

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        row = super()._create(model_class, *args, **kwargs)
        row.refresh_from_db()
        return row
