"""Alerts over the API: the pages' querysets and the pages' verbs, masked; refusals answer 409 {code, message}."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Position
from accounts.permissions import HasPosition
from accounts.roles import CASE_ROLES
from casework.actions import check_can_advance
from casework.exceptions import StepRefused
from monitoring.filters import AlertFilter
from monitoring.forms import PHOTO_FIELDS, VisitForm
from monitoring.models import Alert, Verification
from monitoring.steps import TAKE, available_steps, form_for
from monitoring.visits import verify
from monitoring.workflow import ALERT


class AlertSerializer(serializers.ModelSerializer[Alert]):
    """One line of the list. `available_steps` are the codes this position may take now, with `version` as the page would send it."""

    household_no = serializers.CharField(source="household.household_no", read_only=True)
    head_name = serializers.CharField(source="household.head_name", read_only=True)
    village = serializers.CharField(source="household.village.name", read_only=True)
    town = serializers.CharField(source="household.village.parent.name", read_only=True)
    person = serializers.CharField(source="person.name", default=None, read_only=True)
    assigned_to = serializers.StringRelatedField[Position]()
    available_steps = serializers.SerializerMethodField()

    class Meta:
        model = Alert
        fields = (
            "id", "version", "state", "state_since", "due_on", "due_is_provisional", "source", "rule", "title", "reason", "severity", "labels",
            "household", "household_no", "head_name", "town", "village", "person", "assigned_to", "opened_on", "closed_on", "outcome",
            "outcome_reason", "closed_reason", "available_steps",
        )  # fmt: skip
        read_only_fields = fields

    def get_available_steps(self, alert: Alert) -> list[str]:
        return available_steps(alert, self.context["request"]._request.position)


class VerificationSerializer(serializers.ModelSerializer[Verification]):
    visited_by = serializers.StringRelatedField[Position]()
    accompanied_by = serializers.StringRelatedField[Position]()

    class Meta:
        model = Verification
        fields = ("id", "visited_on", "visited_by", "accompanied_by", "informant", "findings", "outcome", "outcome_reason", "recorded_at")
        read_only_fields = fields


class AlertDetailSerializer(AlertSerializer):
    verifications = VerificationSerializer(many=True, read_only=True)

    class Meta(AlertSerializer.Meta):
        fields = (*AlertSerializer.Meta.fields, "verifications")  # type: ignore[assignment]
        read_only_fields = fields  # type: ignore[assignment]


class StepSerializer(serializers.Serializer[dict[str, Any]]):
    """What a step asks; which of them depends on the step, as on the page."""

    version = serializers.IntegerField(help_text="the version the alert was read with")
    to = serializers.IntegerField(required=False, help_text="assign: id of the position sent")
    note = serializers.CharField(required=False)
    outcome = serializers.CharField(required=False)


@extend_schema_view(list=extend_schema(summary="线索清单"), retrieve=extend_schema(summary="一条线索"))
class AlertViewSet(viewsets.ReadOnlyModelViewSet[Alert]):
    """线索。只列本岗位辖区内的；筛选与页面同名。"""

    permission_classes = (HasPosition,)
    roles = tuple(CASE_ROLES)
    lookup_value_regex = r"\d+"
    queryset = Alert.objects.none()

    def position(self) -> Position:
        return self.request._request.position

    def get_queryset(self) -> QuerySet[Alert]:
        if getattr(self, "swagger_fake_view", False):
            return Alert.objects.none()
        if self.action == "list":
            return AlertFilter.read(self.request.query_params, self.position(), self.request._request.today).alerts().for_list()
        return Alert.objects.visible_to(self.position()).for_page()

    def get_serializer_class(self) -> type[AlertSerializer]:
        return AlertSerializer if self.action == "list" else AlertDetailSerializer

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().retrieve(request, *args, **kwargs)

    @extend_schema(summary="办理一步", request=StepSerializer, responses=AlertDetailSerializer)
    @action(detail=True, methods=["post"], url_path=r"steps/(?P<code>[a-z_]+)", url_name="step")
    def step(self, request: Request, pk: str, code: str) -> Response:
        """The same forms and verbs as the page's buttons."""
        alert, by, on = self.get_object(), self.position(), request._request.today
        check_can_advance(ALERT, alert, code, by)
        form = (
            VisitForm(request.data, request.FILES, alert=alert, by=by, on=on)
            if code == "verify"
            else form_for(code, alert, by, on, request.data)
        )
        if not form.is_valid():
            raise StepRefused(
                "；".join(f"{form.fields[name].label or name}：{errors[0]}" for name, errors in form.errors.items()), "invalid"
            )
        if isinstance(form, VisitForm):
            values = {name: value for name, value in form.cleaned_data.items() if name not in PHOTO_FIELDS}
            verify(alert, by=by, on=on, photos=form.photos, **values)
        else:
            TAKE[code](alert, by=by, on=on, **form.cleaned_data)
        return Response(AlertDetailSerializer(self.get_object(), context=self.get_serializer_context()).data)
