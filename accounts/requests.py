"""What a request carries once our middleware has seen it; views behind `for_roles` may rely on all of it."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from accounts.models import Position, User


class HouseRequest(HttpRequest):
    """`position` acts, `today` is the county's day, `htmx` says whether only a part of the page is wanted.

    `waiting`: how much waits, by source of the desk, once the page has been asked.
    """

    user: User
    position: Position
    today: date
    htmx: HtmxDetails
    waiting: dict[str, int]
