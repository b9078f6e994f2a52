"""Applications over the API: the list's filters and scope, read only; `available_steps` are the page's buttons."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.choices import ReadingKind
from accounts.models import Position
from accounts.permissions import HasPosition
from accounts.reading import note
from accounts.roles import CASE_ROLES
from identification.case_buttons import available_steps
from identification.case_filters import CaseFilter
from identification.case_wording import with_opinion
from identification.models import Application, ClockPause, Letter


class ApplicationSerializer(serializers.ModelSerializer[Application]):
    """One line of the list."""

    household_no = serializers.CharField(source="household.household_no", read_only=True)
    head_name = serializers.CharField(source="household.head_name", read_only=True)
    village = serializers.CharField(source="household.village.name", read_only=True)
    town = serializers.CharField(source="household.village.parent.name", read_only=True)
    proposed_category = serializers.CharField(
        source="asked_category", read_only=True, help_text="of the opinion in force, empty before one"
    )
    proposed_tag = serializers.BooleanField(source="asked_tag", read_only=True)

    class Meta:
        model = Application
        fields = (
            "id", "version", "application_no", "state", "state_since", "due_on", "due_is_provisional", "paused_since", "channel", "household",
            "household_no", "head_name", "town", "village", "created_on", "submitted_on", "accepted_on", "closed_on", "refusal", "ending",
            "proposed_category", "proposed_tag",
        )  # fmt: skip
        read_only_fields = fields


class ClockPauseSerializer(serializers.ModelSerializer[ClockPause]):
    class Meta:
        model = ClockPause
        fields = ("reason", "started_on", "ended_on", "note")
        read_only_fields = fields


class LetterSerializer(serializers.ModelSerializer[Letter]):
    class Meta:
        model = Letter
        fields = ("id", "kind", "number", "issued_on", "delivered_on")
        read_only_fields = fields


class ApplicationDetailSerializer(ApplicationSerializer):
    """One application. `available_steps` are the codes this position may take now, with `version` as the page would send it."""

    pauses = ClockPauseSerializer(many=True, read_only=True)
    letters = LetterSerializer(many=True, read_only=True)
    available_steps = serializers.SerializerMethodField()

    class Meta(ApplicationSerializer.Meta):
        fields = (*ApplicationSerializer.Meta.fields, "pauses", "letters", "available_steps")  # type: ignore[assignment]
        read_only_fields = fields  # type: ignore[assignment]

    def get_available_steps(self, application: Application) -> list[str]:
        request = self.context["request"]._request
        return available_steps(application, request.position, request.today)


@extend_schema_view(list=extend_schema(summary="办件清单"), retrieve=extend_schema(summary="一件申请"))
class ApplicationViewSet(viewsets.ReadOnlyModelViewSet[Application]):
    """办件。只列本岗位辖区内的；筛选与页面同名。"""

    permission_classes = (HasPosition,)
    roles = tuple(CASE_ROLES)
    lookup_value_regex = r"\d+"
    queryset = Application.objects.none()

    def position(self) -> Position:
        return self.request._request.position

    def get_queryset(self) -> QuerySet[Application]:
        if getattr(self, "swagger_fake_view", False):
            return Application.objects.none()
        if self.action == "list":
            return with_opinion(CaseFilter.read(self.request.query_params, self.position(), self.request._request.today).cases().for_list())
        return with_opinion(Application.objects.visible_to(self.position()).for_page())

    def get_serializer_class(self) -> type[ApplicationSerializer]:
        return ApplicationSerializer if self.action == "list" else ApplicationDetailSerializer

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        case = self.get_object()
        subject = f"{case.household.household_no} 办件{case.application_no}"
        note(ReadingKind.READ, request=request._request, subject=subject, subject_id=case.household_id)
        return Response(self.get_serializer(case).data)
