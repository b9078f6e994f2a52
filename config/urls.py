"""Every address of the house."""

from django.urls import include, path
from health_check.views import HealthCheckView

from config import pages

urlpatterns = [
    path("accounts/", include("accounts.urls")),
    path("policies/", include("policies.urls")),
    path("households/", include("households.urls")),
    path("registers/", include("registers.urls")),
    path("cases/", include("identification.urls")),
    path("help/", include("assistance.urls")),
    path("components/", pages.gallery, name="gallery"),
    path("api/", include("config.api_urls")),
    # For the operator's machine only: nginx lets nobody else in (deploy/nginx.conf).
    path("health/", HealthCheckView.as_view(checks=["health_check.checks.Database", "health_check.checks.Cache"]), name="health"),
    path("", include("django_prometheus.urls")),
    path("", include("casework.urls")),
    path("", include("monitoring.urls")),
]

handler403 = "config.pages.forbidden"
handler404 = "config.pages.not_found"
handler500 = "config.pages.broken"
