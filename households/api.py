"""Households over the API: the pages' querysets, masked numbers, the same scope."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers, viewsets
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.choices import ReadingKind
from accounts.permissions import HasPosition
from accounts.reading import note
from accounts.roles import CASE_ROLES
from households.filters import HouseholdFilter
from households.models import Household, HouseholdFacts, Member


class MaskedField(serializers.CharField):
    """A sealed value as its mask; the whole number is never on the API."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(read_only=True, **kwargs)

    def to_representation(self, value: Any) -> str:
        return str(value)


class MemberSerializer(serializers.ModelSerializer[Member]):
    name = serializers.CharField(source="person.name", read_only=True)
    id_number = MaskedField(source="person.id_number", help_text="masked")
    birth = serializers.DateField(source="person.birth", read_only=True)
    relation = serializers.CharField(source="get_relation_display", read_only=True)

    class Meta:
        model = Member
        fields = ("id", "name", "id_number", "birth", "relation", "status", "category", "is_claim", "left_on")


class FactsSerializer(serializers.ModelSerializer[HouseholdFacts]):
    """元 over the window; null is unknown, never zero."""

    low_income_line = serializers.DecimalField(source="parameters.low_income_line", max_digits=14, decimal_places=2, read_only=True)

    class Meta:
        model = HouseholdFacts
        fields = (
            "window_start",
            "window_end",
            "counted_members",
            "income_members",
            "gross",
            "recognised",
            "net",
            "low_income_line",
            "known_on",
        )


class HouseholdSerializer(serializers.ModelSerializer[Household]):
    """One line of the list."""

    town = serializers.CharField(source="village.parent.name", read_only=True)
    village = serializers.CharField(source="village.name", read_only=True)

    class Meta:
        model = Household
        fields: tuple[str, ...] = (
            "id", "household_no", "head_name", "town", "village", "town_code", "village_code", "area_type", "household_kind",
            "category", "has_monitoring_tag", "monitoring_kind", "updated_at",
        )  # fmt: skip


class HouseholdDetailSerializer(HouseholdSerializer):
    phone = MaskedField(help_text="masked")
    members = MemberSerializer(many=True, read_only=True)
    facts = serializers.SerializerMethodField()

    class Meta(HouseholdSerializer.Meta):
        fields: tuple[str, ...] = (*HouseholdSerializer.Meta.fields, "address", "phone", "risks", "helper", "members", "facts")

    @extend_schema(responses=FactsSerializer)
    def get_facts(self, household: Household) -> dict[str, Any] | None:
        facts = getattr(household, "facts", None)
        return FactsSerializer(facts).data if facts else None


class HouseholdCursor(CursorPagination):
    """Keyset paging: any depth costs the same."""

    ordering = "household_no"
    page_size = 50


@extend_schema_view(list=extend_schema(summary="家庭清单"), retrieve=extend_schema(summary="一户"))
class HouseholdViewSet(viewsets.ReadOnlyModelViewSet[Household]):
    """家庭。只列本岗位辖区内的户；号码一律掩码。"""

    permission_classes = [HasPosition]
    roles = tuple(sorted(CASE_ROLES))
    pagination_class = HouseholdCursor
    queryset = Household.objects.none()

    def get_serializer_class(self) -> type[HouseholdSerializer]:
        return HouseholdDetailSerializer if self.action == "retrieve" else HouseholdSerializer

    def get_queryset(self) -> QuerySet[Household]:
        if getattr(self, "swagger_fake_view", False):
            return Household.objects.none()
        position = self.request._request.position
        scope = Household.objects.visible_to(position)
        if self.action == "retrieve":
            return scope.select_related("village__parent", "facts__parameters").prefetch_related("members__person")
        return (
            HouseholdFilter(self.request.GET, scope, position=position).qs.select_related("village__parent").defer("phone", "bank_account")
        )

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        household = self.get_object()
        note(ReadingKind.READ, request=request._request, subject=f"{household.household_no} 接口", subject_id=household.pk)
        return Response(self.get_serializer(household).data)
