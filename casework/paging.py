"""Pages of a long list: the count stops at 10,001, so that a county's list opens as fast as a village's (design §8)."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils.functional import cached_property

CAP = 10_001
PER_PAGE = 50


class CappedPaginator(Paginator):
    """A Paginator that never counts past the cap; `count_text` says 10,000以上 then."""

    @property
    def rows(self) -> QuerySet[Any]:
        return self.object_list  # type: ignore[return-value]

    @cached_property
    def count(self) -> int:
        return self.rows.order_by().values("pk")[:CAP].count()

    def page(self, number: Any) -> Page[Any]:
        """The rows of the page, joined to what they show only once they are chosen: their keys are read first."""
        found = super().page(number)
        keys = list(found.object_list.values_list("pk", flat=True))  # type: ignore[attr-defined]
        found.object_list = self.rows.filter(pk__in=keys) if keys else self.rows.none()
        return found

    @property
    def count_text(self) -> str:
        return f"{CAP - 1:,}以上" if self.count >= CAP else f"{self.count:,}"


def page_of(queryset: QuerySet[Any], number: str | None) -> Page[Any]:
    """The page asked for; nonsense or too far answers with the nearest one there is."""
    return CappedPaginator(queryset, PER_PAGE).get_page(number)
