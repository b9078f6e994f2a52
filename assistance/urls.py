"""Addresses of needs, pushes, measures and feedback."""

from assistance.list_exports import EXPORTS
from assistance.views import feedback, ledger, matches, measures, needs, referrals
from casework.export_pages import export_paths

app_name = "assistance"
urlpatterns = [
    *export_paths(EXPORTS),
    *needs.urlpatterns,
    *matches.urlpatterns,
    *referrals.urlpatterns,
    *measures.urlpatterns,
    *feedback.urlpatterns,
    *ledger.urlpatterns,
]
