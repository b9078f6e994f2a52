"""Addresses of applications, inquiries, notices, panels and letters."""

from casework.export_pages import export_paths
from identification.exports import EXPORTS
from identification.views import applications, checks, inquiry, intake, letters, membership, minutes, notices, opinions, panels, visits

app_name = "identification"
urlpatterns = [
    *export_paths(EXPORTS),
    *applications.urlpatterns,
    *intake.urlpatterns,
    *inquiry.urlpatterns,
    *visits.urlpatterns,
    *opinions.urlpatterns,
    *notices.urlpatterns,
    *panels.urlpatterns,
    *minutes.urlpatterns,
    *checks.urlpatterns,
    *letters.urlpatterns,
    *membership.urlpatterns,
]
