from django.urls import path

from casework.export_pages import export_paths, export_view
from registers import (
    decision_views,
    dictionary_pages,
    former_names,
    freshness_pages,
    heading_pages,
    mapping_views,
    report_pages,
    submission_pages,
    views,
)
from registers.exports import EXPORTS, MOVEMENTS, PROBLEMS
from registers.intake import pages as intake_pages
from registers.quality import pages as quality_pages

app_name = "registers"
urlpatterns = [
    *submission_pages.urlpatterns,
    *report_pages.urlpatterns,
    *export_paths(EXPORTS),
    path("<int:pk>/problems/export/", export_view(PROBLEMS), name="problems_export"),
    path("<int:pk>/movements/export/", export_view(MOVEMENTS), name="movements_export"),
    *dictionary_pages.urlpatterns,
    *former_names.urlpatterns,
    *freshness_pages.urlpatterns,
    *heading_pages.urlpatterns,
    *intake_pages.urlpatterns,
    *quality_pages.urlpatterns,
    path("", views.batch_list, name="batches"),
    path("upload/", views.upload, name="upload"),
    path("templates/<slug:sheet>/", views.template, name="template"),
    path("<int:pk>/", views.batch_detail, name="batch"),
    path("<int:pk>/mapping/", mapping_views.mapping, name="mapping"),
    path("<int:pk>/rejects/", views.rejects, name="rejects"),
    path("<int:pk>/confirm/", decision_views.confirm, name="confirm"),
    path("<int:pk>/decline/", decision_views.decline, name="decline"),
    path("<int:pk>/choose/", decision_views.choose, name="choose"),
    path("<int:pk>/cover/", decision_views.cover, name="cover"),
    path("<int:pk>/withdraw/", decision_views.withdraw, name="withdraw"),
    path("<int:pk>/retry/", views.retry, name="retry"),
]
