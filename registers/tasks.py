"""Background imports. The row is the truth, these only wake (rulings E2)."""

import structlog
from celery import shared_task

from accounts.choices import RegionLevel
from accounts.models import Region
from accounts.today import today
from policies.models import ParameterMissing
from registers import alike, batches, matching, purge
from registers.models import Batch, BatchState, QualityRun
from registers.quality.run import check_quality

log = structlog.get_logger(__name__)


@shared_task
def run_batch(batch_id: int) -> str:
    """One file. Running it twice changes nothing."""
    batch = batches.run(batch_id)
    if batch.state == BatchState.DONE and batch.county:
        check_quality_of.delay(batch.county.code, after_import=True)
    return batch.state


@shared_task
def resume_stale() -> int:
    """Every minute by beat: batches whose worker died or whose message was lost."""
    return batches.resume_stale()


@shared_task
def find_alike(batch_id: int) -> int:
    """People whom a batch made or changed, compared with everybody. Running it twice writes nothing."""
    return alike.find_alike(batch_id)


@shared_task
def land_kept_rows() -> int:
    """Every minute by beat, and after every import of people: rows kept aside whose people have appeared. Running it twice writes nothing."""
    return matching.land_due(on=today())


@shared_task
def match_kept_rows() -> int:
    """Nightly by beat: all rows kept aside against everybody, for whoever was written while a file was being read."""
    return matching.mark_due() and matching.land_due(on=today())


@shared_task
def purge_trails() -> int:
    """Nightly by beat: values kept for withdrawals that can no longer be made, previews nobody confirmed, rows kept aside past their time (domain §11: no longer than needed)."""
    return purge.purge_trails(on=today()) + purge.purge_aside(on=today())


@shared_task
def check_quality_of(county_code: str, *, after_import: bool = False) -> int:
    """One county asked every data-quality rule. After an import only once no other waits: the last of a row of files does it for all.

    A threshold nobody set is no reason to fail an import: the night says it again, and the page shows when it was last checked.
    """
    if after_import and not _has_news(county_code):
        return 0
    try:
        return sum(check_quality(county, on=today()) for county in Region.objects.filter(level=RegionLevel.COUNTY, code=county_code))
    except ParameterMissing as missing:
        log.warning("quality_not_checked", county=county_code, reason=str(missing.args[0]))
        return 0


def _has_news(county_code: str) -> bool:
    """Whether the last file is in, and came after the last look."""
    batches_of = Batch.objects.filter(county__code=county_code)
    if batches_of.unfinished().exists():
        return False
    looked = QualityRun.objects.filter(county__code=county_code).values_list("finished_at", flat=True).first()
    return looked is None or batches_of.filter(state=BatchState.DONE, finished_at__gt=looked).exists()


@shared_task
def check_quality_nightly() -> int:
    """Every county once a night; run again it writes nothing."""
    return sum(check_quality(county, on=today()) for county in Region.objects.filter(level=RegionLevel.COUNTY))
