"""Browsers of people by role."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import Position
from tests.monitoring.factories import ON


@pytest.fixture(autouse=True)
def the_day(settings) -> None:
    settings.FIXED_TODAY = ON


@pytest.fixture
def browser(county) -> Callable[[Position], Client]:
    """`browser(position)` is signed in as its holder."""

    def sign_in(position: Position) -> Client:
        client = Client()
        client.force_login(position.user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in
