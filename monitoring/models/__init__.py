"""One noun per file; import from here."""

from monitoring.models.alert import Alert, AlertQuerySet
from monitoring.models.data_answer import DataAnswer, DataAnswerQuerySet
from monitoring.models.episode import HitEpisode, HitEpisodeQuerySet
from monitoring.models.group_list import GroupList, GroupListQuerySet
from monitoring.models.night_hour import NightHour, NightHourQuerySet
from monitoring.models.platform_file import PlatformFile, PlatformFileQuerySet, PlatformRow
from monitoring.models.rule_switch import RuleSwitch, RuleSwitchQuerySet
from monitoring.models.run import ScreeningRun
from monitoring.models.scenario import Scenario, ScenarioChange, ScenarioHousehold, ScenarioHouseholdQuerySet, ScenarioTotal
from monitoring.models.task import DataTask, DataTaskQuerySet
from monitoring.models.visit import Verification, VisitPhoto

__all__ = [
    "Alert",
    "AlertQuerySet",
    "DataAnswer",
    "DataAnswerQuerySet",
    "DataTask",
    "DataTaskQuerySet",
    "GroupList",
    "GroupListQuerySet",
    "HitEpisode",
    "HitEpisodeQuerySet",
    "NightHour",
    "NightHourQuerySet",
    "PlatformFile",
    "PlatformFileQuerySet",
    "PlatformRow",
    "RuleSwitch",
    "RuleSwitchQuerySet",
    "Scenario",
    "ScenarioChange",
    "ScenarioHousehold",
    "ScenarioHouseholdQuerySet",
    "ScenarioTotal",
    "ScreeningRun",
    "Verification",
    "VisitPhoto",
]
