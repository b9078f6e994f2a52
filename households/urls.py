"""Addresses of households."""

from django.urls import path

from casework.export_pages import export_paths
from households import views, views_duplicates, views_questions
from households.exports import EXPORTS

app_name = "households"
urlpatterns = [
    *export_paths(EXPORTS),
    path("", views.household_list, name="list"),
    path("search/", views.search, name="search"),
    *views_duplicates.urlpatterns,
    *views_questions.urlpatterns,
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/members/", views.members, name="members"),
    path("<int:pk>/incomes/", views.incomes, name="incomes"),
    path("<int:pk>/spending/", views.spending, name="spending"),
    path("<int:pk>/records/", views.records, name="records"),
    path("<int:pk>/registers/", views.registers, name="registers"),
    path("<int:pk>/trail/", views.trail, name="trail"),
]
