"""Addresses of alerts, visits, the board, runs, rules and data tasks."""

from django.urls import path

from casework.export_pages import export_paths
from monitoring.exports import EXPORTS
from monitoring.views import alerts, board, data_tasks, hints, near, rules, runs, visits

app_name = "monitoring"
urlpatterns = [
    *export_paths(EXPORTS),
    path("alerts/", alerts.alert_list, name="alerts"),
    path("alerts/assign/", alerts.assign_many, name="assign"),
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
    path("rules/", rules.rule_list, name="rules"),
    path("rules/<str:code>/", rules.rule_detail, name="rule"),
    path("data-tasks/", data_tasks.data_tasks, name="data_tasks"),
]
