"""Model fields for sealed columns: what is read from them prints masked; the plain text must be asked for."""

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models.expressions import Combinable

from accounts.encryption import blind_index, seal, unseal


def mask_id_number(plain: str) -> str:
    """990101199001011234 → 990101********1234; anything shorter keeps only its ends."""
    if len(plain) >= 15:
        return plain[:6] + "*" * (len(plain) - 10) + plain[-4:]
    return mask_text(plain)


def mask_phone(plain: str) -> str:
    return plain[:3] + "****" + plain[-4:] if len(plain) >= 11 else mask_text(plain)


def mask_account(plain: str) -> str:
    return "*" * max(len(plain) - 4, 0) + plain[-4:] if len(plain) > 4 else mask_text(plain)


def mask_text(plain: str) -> str:
    return "*" * len(plain)


MASKS: dict[str, Callable[[str], str]] = {
    "id_number": mask_id_number,
    "phone": mask_phone,
    "account": mask_account,
    "certificate": mask_account,
    "health": lambda plain: "（健康信息，按权限查看）" if plain else "",
    "text": mask_text,
}


class Sealed:
    """A sealed value in memory. `str()` is its mask, so no template, log or f-string can show more; `reveal()` gives the plain text."""

    __slots__ = ("_mask", "_plain", "_sealed")

    def __init__(self, *, plain: str | None = None, sealed: bytes | None = None, mask: str = "text") -> None:
        self._plain, self._sealed, self._mask = plain, sealed, mask

    def reveal(self) -> str:
        """The plain text. Callers outside tests and imports must have recorded a purpose (accounts.reading.unmask)."""
        if self._plain is None:
            self._plain = unseal(self._sealed) if self._sealed else ""
        return self._plain

    @property
    def masked(self) -> str:
        return MASKS[self._mask](self.reveal())

    def __str__(self) -> str:
        return self.masked

    def __repr__(self) -> str:
        return f"<Sealed {self._mask}>"

    def __bool__(self) -> bool:
        return bool(self._plain or self._sealed)

    def __eq__(self, other: object) -> bool:
        return self.reveal() == (other.reveal() if isinstance(other, Sealed) else other)

    def __hash__(self) -> int:
        return hash(self.reveal())


class SealedField(models.BinaryField):
    """Text kept as SM4-GCM. `mask` names how it prints. Empty text is NULL. Not searchable; see BlindIndexField."""

    def __init__(self, *args: Any, mask: str = "text", **kwargs: Any) -> None:
        self.mask = mask
        kwargs.setdefault("null", True)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs["mask"] = self.mask
        return name, path, args, kwargs

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Sealed | None:
        return None if value is None else Sealed(sealed=bytes(value), mask=self.mask)

    def to_python(self, value: Any) -> Any:
        return value

    def get_prep_value(self, value: Any) -> bytes | None:
        if value is None or value == "":
            return None
        if isinstance(value, bytes):
            return value
        if isinstance(value, Sealed) and value._sealed:
            return value._sealed
        plain = value.reveal() if isinstance(value, Sealed) else str(value)
        return seal(plain) if plain else None

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        return super().get_db_prep_value(self.get_prep_value(value), connection, prepared)

    def value_to_string(self, obj: models.Model) -> str:
        return str(self.value_from_object(obj) or "")


class BlindIndexField(models.BinaryField):
    """HMAC of a sealed sibling, kept in step on save; look up with `blind_index(purpose, text)`."""

    def __init__(self, *args: Any, source: str = "", purpose: str = "", **kwargs: Any) -> None:
        self.source, self.purpose = source, purpose
        kwargs.setdefault("null", True)
        kwargs.setdefault("editable", False)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "source": self.source, "purpose": self.purpose}

    def pre_save(self, model_instance: models.Model, add: bool) -> bytes | None:
        value = getattr(model_instance, self.source)
        plain = value.reveal() if isinstance(value, Sealed) else (value or "")
        index = blind_index(self.purpose, plain) if plain else None
        setattr(model_instance, self.attname, index)
        return index

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> bytes | None:
        return None if value is None else bytes(value)


class FenField(models.BigIntegerField):
    """Money: integer 分 in the table, Decimal 元 in Python (design §8). Lookups and assignments take 元."""

    if TYPE_CHECKING:  # what django-stubs reads: 元, not the integers beneath
        _pyi_private_set_type: Decimal | int | str | Combinable  # type: ignore[assignment]
        _pyi_private_get_type: Decimal  # type: ignore[assignment]

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return None if value is None else Decimal(value).scaleb(-2)

    def to_python(self, value: Any) -> Any:
        return value if value is None or isinstance(value, Decimal) else Decimal(str(value))

    def get_prep_value(self, value: Any) -> Any:
        if value is None or hasattr(value, "resolve_expression"):
            return value
        fen = Decimal(str(value)).scaleb(2)
        if fen != fen.to_integral_value():
            raise ValueError(f"金额最多两位小数：{value}")
        return int(fen)

    def formfield(self, **kwargs: Any) -> Any:
        from django import forms

        return forms.DecimalField(decimal_places=2, max_digits=14, **kwargs)


class ExactFenField(models.DecimalField):
    """Money derived by a ratio (10 % of wages): 分 with six decimals in the table so that nothing is rounded on the way; Decimal 元 in Python."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_digits"], kwargs["decimal_places"] = 22, 6
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {key: value for key, value in kwargs.items() if key not in {"max_digits", "decimal_places"}}

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return None if value is None else value.scaleb(-2)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if value is None or hasattr(value, "resolve_expression"):
            return value
        return super().get_db_prep_value(self.to_python(value).scaleb(2), connection, prepared)
