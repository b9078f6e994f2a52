"""One noun per file; import from here."""

from monitoring.models.alert import Alert, AlertQuerySet
from monitoring.models.episode import HitEpisode, HitEpisodeQuerySet
from monitoring.models.run import ScreeningRun
from monitoring.models.task import DataTask, DataTaskQuerySet
from monitoring.models.visit import Verification, VisitPhoto

__all__ = [
    "Alert",
    "AlertQuerySet",
    "DataTask",
    "DataTaskQuerySet",
    "HitEpisode",
    "HitEpisodeQuerySet",
    "ScreeningRun",
    "Verification",
    "VisitPhoto",
]
