"""Numbers of persons and names of illnesses that were typed: kept sealed, said again only masked. An input of one stays empty, and empty leaves what is kept."""

from __future__ import annotations

import base64
import re
from binascii import Error as BadBase64
from collections.abc import Callable, Mapping, Sequence

from accounts.encryption import CannotUnseal, seal, unseal
from accounts.fields import MASKS, mask_account, mask_id_number, mask_phone
from accounts.logs import redact
from households.national_id import normalise
from identification.one_form import parsing

READERS: dict[str, tuple[Callable[[str], str], Callable[[str], str]]] = {
    "phone": (parsing.mobile, mask_phone),
    "proxy_phone": (parsing.mobile, mask_phone),
    "bank_account": (parsing.account, mask_account),
    "id_number": (normalise, mask_id_number),
    "disease": (str.strip, MASKS["health"]),
}
OF_MEMBER = re.compile(r"n\d+-id_number|[mn]\d+-disease")


def is_secret(name: str) -> bool:
    return name in READERS or bool(OF_MEMBER.fullmatch(name))


def without_numbers(typed: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """What was typed, numbers of persons cut out of the words; they belong into the inputs made for them."""
    return {name: list(values) if is_secret(name) else [redact(value) for value in values] for name, values in typed.items()}


def masked(name: str, text: str) -> str:
    """The mask of a number that can be read; "" for one that cannot: that is only a slip of the pen and is shown for mending."""
    read, mask = READERS[name.split("-")[-1]]
    try:
        return mask(read(text))
    except ValueError:
        return ""


def told_again(mask: str) -> str:
    return f"已填{mask}，要改才重填"


def carried(text: str) -> str:
    """The sealed number as a page may carry it to the next try."""
    return base64.urlsafe_b64encode(seal(text)).decode()


def brought_back(token: str) -> str:
    """What `carried` sealed; "" for anything else."""
    try:
        return unseal(base64.urlsafe_b64decode(token.encode()))
    except (BadBase64, CannotUnseal, ValueError, IndexError):
        return ""
