"""Every address of the house."""

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("accounts.urls")),
    path("policies/", include("policies.urls")),
    path("households/", include("households.urls")),
    path("registers/", include("registers.urls")),
    path("", include("casework.urls")),
    path("", include("monitoring.urls")),
]
