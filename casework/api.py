"""One handler for refusals in the API: 409 with {code, message}."""

from typing import Any

from rest_framework.response import Response
from rest_framework.views import exception_handler as default_handler

from casework.exceptions import StepRefused


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    if isinstance(error, StepRefused):
        return Response({"code": error.code, "message": error.reason}, status=409)
    return default_handler(error, context)
