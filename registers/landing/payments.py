"""一卡通发放: what was paid, and what came back with its reason."""

from __future__ import annotations

from typing import Any

from casework.working_days import first_of_month
from households.models import Payment
from households.record_choices import UNPAID, PaymentStatus
from registers.landing.job import Job, Outcome
from registers.landing.records import land

COLUMNS = ("fund_year", "amount", "account", "account_name", "bank", "paid_on", "status", "failure")


def payments(job: Job) -> Outcome:
    rows, seen = job.rows, dict[tuple[Any, ...], int]()
    months = rows.column("month")
    for index, month, paid_on, status, failure in rows.live("month", "paid_on", "status", "failure"):
        if month is None and paid_on is None:
            rows.reject(index, "month", "所属月份和发放日期至少填一个。")
        elif status == PaymentStatus.PAID and paid_on is None:
            rows.reject(index, "paid_on", "发放成功的要填发放日期。")
        elif status in UNPAID and not failure:
            rows.reject(index, "failure", "发放失败、退回的要填失败原因。")
        else:
            months[index] = month or first_of_month(paid_on)
    for index, *key in rows.live("id_number", "batch_no", "item", "month"):
        first = seen.setdefault(tuple(key), rows.lines[index])
        if first != rows.lines[index]:
            rows.reject(index, "batch_no", f"与{rows.tab.said(first)}是同一批次、同一人、同一项目、同一月份，只取{rows.tab.said(first)}。")
    return land(job, Payment, ("person_id", "batch_no", "item", "month"), COLUMNS)
