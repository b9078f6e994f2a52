"""What households asks before it changes who lives together: the applications open on them, drafts too, in words."""

from __future__ import annotations

from identification.models import Application


def open_case_words(household_ids: list[int]) -> list[str]:
    rows = Application.objects.open().filter(household__in=household_ids).select_related("household").defer("form").order_by("pk")
    return [f"{row.household}有在办申请（办件号{row.application_no}，{row.state_label}）" for row in rows]
