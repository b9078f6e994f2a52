"""The API's addresses: one router, the schema, and its page without anything inline."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.routers import SimpleRouter

from accounts.permissions import for_roles
from households.api import HouseholdViewSet
from identification.api import ApplicationViewSet
from monitoring.api import AlertViewSet
from registers.intake.api import urlpatterns as intake

router = SimpleRouter()
router.register("households", HouseholdViewSet, basename="api-household")
router.register("alerts", AlertViewSet, basename="api-alert")
router.register("applications", ApplicationViewSet, basename="api-application")

signed_in = for_roles()

urlpatterns = [
    path("", include(router.urls)),
    *intake,
    path("schema/", signed_in(SpectacularAPIView.as_view()), name="api-schema"),
    path("docs/", signed_in(SpectacularSwaggerSplitView.as_view(url_name="api-schema", template_name="api/docs.html")), name="api-docs"),
]
