"""The interface for other systems: one address a register to send to, one for a batch, one for its rows. A key of its own, no session, no cookie."""

from __future__ import annotations

import json
import re
from typing import Any, ClassVar

import structlog
from django.urls import path
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, NotFound, ParseError
from rest_framework.parsers import JSONParser
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView

from accounts.models import User
from accounts.today import today
from registers.intake import deliveries, keys
from registers.intake.sent import MOST_ROWS, RowsRefused
from registers.kinds import example, is_required, kind_of, options
from registers.models import Batch, BatchState, SystemKey
from registers.sheets.base import Column, Sheet

log = structlog.get_logger(__name__)

PAGE_ROWS = 1000
MOST_BYTES = 32 * 1024 * 1024
NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")


class BySystemKey(BaseAuthentication):
    """`Authorization: Bearer bg_…`. Every request asks again whether the key and its position are in force."""

    def authenticate(self, request: Request) -> tuple[User, SystemKey] | None:
        word, _, text = get_authorization_header(request).decode("latin-1").partition(" ")
        if word.lower() != "bearer":
            return None
        key = keys.holder_of(text.strip(), on=today())
        if key is None:
            log.warning("system_key_refused", address=request.META.get("REMOTE_ADDR"))
            raise AuthenticationFailed("密钥不对、已到期或已停用。请向安全管理员换发。")
        keys.used(key)
        return key.position.user, key

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


class BySystemKeyScheme(OpenApiAuthenticationExtension):
    """What the description of the interface says of it."""

    target_class = BySystemKey
    name = "systemKey"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "安全管理员发放的接口密钥"}


class HasSystemKey(BasePermission):
    message = "请带上接口密钥。"

    def has_permission(self, request: Request, view: Any) -> bool:
        return isinstance(request.auth, SystemKey)


class ExactJSONParser(JSONParser):
    """Numbers stay as they were written: an amount is never a binary fraction on the way."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        content = stream.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise ParseError(f"一批最多{MOST_BYTES // 1024 // 1024}MB。请分批送。")
        try:
            return json.loads(content.decode("utf-8"), parse_float=str, parse_int=str)
        except (ValueError, RecursionError) as error:
            raise ParseError("内容不是UTF-8的JSON。") from error


class BatchSerializer(serializers.ModelSerializer[Batch]):
    """How far a batch is, and its counts; `refusal` says why nothing of it was taken."""

    state_name = serializers.CharField(source="get_state_display", read_only=True)
    is_finished = serializers.SerializerMethodField()
    address = serializers.SerializerMethodField()

    class Meta:
        model = Batch
        fields = (
            "id", "sheet", "state", "state_name", "is_finished", "refusal", "total_rows", "new_rows", "changed_rows", "same_rows", "rejected_rows",
            "aside_rows", "warned_rows", "conflict_rows", "asked_at", "finished_at", "address",
        )  # fmt: skip
        read_only_fields = fields

    def get_is_finished(self, batch: Batch) -> bool:
        return deliveries.is_finished(batch) or batch.state in (BatchState.REFUSED, BatchState.FAILED)

    @extend_schema(responses=OpenApiTypes.URI)
    def get_address(self, batch: Batch) -> str:
        return reverse("api-intake-batch", kwargs={"pk": batch.pk}, request=self.context["request"])


class ProblemSerializer(serializers.Serializer[Any]):
    kind = serializers.CharField()
    column = serializers.CharField()
    remedy = serializers.CharField()


class RowSerializer(serializers.Serializer[Any]):
    row = serializers.IntegerField(help_text="从1数起")
    verdict = serializers.ChoiceField(
        choices=["new", "changed", "same", "rejected", "aside"], help_text="aside：这个人不在册，行已另存，人在册后补入"
    )
    problems = ProblemSerializer(many=True)


class IntakeView(APIView):
    """What all addresses of the interface share."""

    authentication_classes = (BySystemKey,)
    permission_classes = (HasSystemKey,)
    parser_classes = (ExactJSONParser,)

    @staticmethod
    def key(request: Request) -> SystemKey:
        assert isinstance(request.auth, SystemKey)
        return request.auth

    def batch(self, request: Request, pk: int) -> Batch:
        found = Batch.objects.filter(pk=pk, deliveries__key=self.key(request)).first()
        if found is None:
            raise NotFound("没有这一批，或者不是本系统送的。")
        return found


class DeliveryView(IntakeView):
    """送一批数据。带 Idempotency-Key（8到64位字母、数字、点、横线）：没收到回音就用同一个编号再送，不会重复入库。"""

    sheet: ClassVar[Sheet]

    def post(self, request: Request) -> Response:
        number = request.headers.get("Idempotency-Key", "")
        if not NUMBER.fullmatch(number):
            raise ParseError("请带Idempotency-Key：8到64位字母、数字、点、横线，每批一个，重送时不变。")
        rows = request.data.get("rows") if isinstance(request.data, dict) else None
        try:
            batch, is_new = deliveries.deliver(self.sheet, rows, number, key=self.key(request), on=today())
        except RowsRefused as refused:
            faults = [{"row": fault.row, "column": fault.column, "remedy": fault.remedy} for fault in refused.faults]
            return Response({"code": "rows_refused", "message": refused.reason, "faults": faults}, status=422)
        return Response(BatchSerializer(batch, context={"request": request}).data, status=202 if is_new else 200)


class BatchView(IntakeView):
    """一批的进度与结果。"""

    @extend_schema(summary="一批的结果", responses=BatchSerializer, tags=["intake"])
    def get(self, request: Request, pk: int) -> Response:
        return Response(BatchSerializer(self.batch(request, pk), context={"request": request}).data)


class RowsView(IntakeView):
    """每一行的结果，一次1000行。"""

    @extend_schema(
        summary="每一行的结果", responses=RowSerializer(many=True), tags=["intake"],
        parameters=[OpenApiParameter("first", int, description="从第几行起，默认1")],
    )  # fmt: skip
    def get(self, request: Request, pk: int) -> Response:
        batch, asked = self.batch(request, pk), request.query_params.get("first", "1")
        if not deliveries.is_finished(batch):
            return Response({"code": "not_finished", "message": f"这一批{batch.get_state_display()}，还没有逐行结果。"}, status=409)
        if not re.fullmatch(r"[1-9]\d{0,5}", asked):
            raise ParseError("first写成行号，从1数起。")
        first = int(asked)
        return Response(RowSerializer(deliveries.verdicts(batch, first, first + PAGE_ROWS - 1), many=True).data)


def said_of(column: Column) -> str:
    """One line about a column: heading, kind, unit, choices, what must be."""
    kind = kind_of(column)
    parts = [column.title, kind.label + (f"（{kind.unit}）" if kind.unit else ""), is_required(column)]
    if choices := options(column):
        parts.append("：".join(("可写", "、".join(choices))))
    if column.help:
        parts.append(column.help.rstrip("。"))
    if value := example(column):
        parts.append(f"如{value}")
    return "；".join(parts)


def view_of(sheet: Sheet) -> type[DeliveryView]:
    """The address of one register, described by its own declaration."""
    name = "".join(part.title() for part in sheet.code.split("_"))
    columns = {
        column.code: serializers.CharField(
            required=column.required, allow_blank=not column.required, allow_null=True, help_text=said_of(column)
        )
        for column in sheet.columns
    }
    row = type(f"{name}Row", (serializers.Serializer,), columns)
    rows = {"rows": row(many=True, help_text=f"1到{MOST_ROWS}行")}
    body = type(f"{name}Rows", (serializers.Serializer,), rows)
    view = type(f"{name}DeliveryView", (DeliveryView,), {"sheet": sheet, "__doc__": DeliveryView.__doc__})
    return extend_schema(
        summary=f"送“{sheet.title}”（{sheet.owner}）", request=body, responses={200: BatchSerializer, 202: BatchSerializer}, tags=["intake"],
        operation_id=f"intake_{sheet.code}",
        parameters=[OpenApiParameter("Idempotency-Key", str, OpenApiParameter.HEADER, required=True, description="本批的编号，重送时不变")],
    )(view)  # fmt: skip


urlpatterns = [
    *(path(f"intake/{code}/", view_of(sheet).as_view(), name=f"api-intake-{code}") for code, sheet in keys.SENDABLE.items()),
    path("intake/batches/<int:pk>/", BatchView.as_view(), name="api-intake-batch"),
    path("intake/batches/<int:pk>/rows/", RowsView.as_view(), name="api-intake-rows"),
]
