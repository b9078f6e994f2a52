"""Addresses of alerts, visits, the board, runs, rules and data tasks."""

from django.urls import path

from casework.export_pages import export_paths
from monitoring.exports import EXPORTS
from monitoring.views import (
    alerts,
    board,
    data_tasks,
    facts,
    group_lists,
    hints,
    hours,
    near,
    platform_file,
    precision,
    rules,
    runs,
    visits,
    wrong_data,
)

app_name = "monitoring"
urlpatterns = [
    *export_paths(EXPORTS),
    path("alerts/", alerts.alert_list, name="alerts"),
    path("alerts/assign/", alerts.assign_many, name="assign"),
    path("alerts/recheck/", alerts.recheck_many, name="recheck"),
    path("alerts/group-lists/", group_lists.group_lists, name="group_lists"),
    path("alerts/group-lists/new/", group_lists.new_group_list, name="new_group_list"),
    path("alerts/platform-file/", platform_file.platform_file, name="platform_file"),
    path("alerts/visit-list/", visits.visit_list, name="visit_list"),
    path("alerts/<int:pk>/", alerts.alert_detail, name="alert"),
    path("alerts/<int:pk>/steps/<slug:code>/", alerts.take_step, name="step"),
    path("alerts/<int:pk>/verify/", visits.verify_visit, name="verify"),
    path("alerts/households/<int:pk>/", hints.household_panel, name="household_panel"),
    path("alerts/households/<int:pk>/hint/", hints.hint, name="hint"),
    path("visit-photos/<int:pk>/", visits.photo, name="photo"),
    path("near-line/", near.near, name="near"),
    path("board/", board.board, name="board"),
    path("runs/", runs.run_list, name="runs"),
    path("runs/start/", runs.start_run, name="start_run"),
    path("runs/<int:pk>/", runs.run_detail, name="run"),
    path("runs/<int:pk>/difference/", runs.run_difference, name="run_difference"),
    path("runs/<int:pk>/repeat/", runs.repeat_run, name="repeat_run"),
    path("runs/hours/", hours.hours, name="hours"),
    path("runs/hours/<slug:code>/", hours.set_night_hour, name="set_hour"),
    path("rules/", rules.rule_list, name="rules"),
    path("rules/facts/", facts.fact_list, name="facts"),
    path("rules/<str:code>/", rules.rule_detail, name="rule"),
    path("rules-precision/", precision.precision, name="precision"),
    path("data-tasks/wrong/", wrong_data.wrong_data, name="wrong_data"),
    path("data-tasks/", data_tasks.data_tasks, name="data_tasks"),
]
