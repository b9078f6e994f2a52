"""Monthly tables, one file each. Every number is counted from the queryset its list shows, so that sum and list cannot differ."""

from registers.reports.added import ADDED
from registers.reports.base import Period, Report
from registers.reports.caught import CAUGHT
from registers.reports.deceased import DECEASED
from registers.reports.monthly import MONTHLY
from registers.reports.stopped import STOPPED

REPORTS: dict[str, Report] = {report.code: report for report in (MONTHLY, ADDED, STOPPED, DECEASED, CAUGHT)}

__all__ = ["REPORTS", "Period", "Report"]
