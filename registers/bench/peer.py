"""The same register through django-import-export, tuned with what it offers: bulk mode in large batches, the cached loader, unchanged rows skipped, no pages of
differences, no reports of skipped rows, one transaction, its own reader of .xlsx.

Its cells go through the register's own parsers (which remember what they parsed, as ours do) and into the same model with the same sealed fields. A development package
(pyproject.toml), imported here only. Writing the comparison and the reading anew for it by hand would be another program: what that gains is told in docs/measurements.md.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from accounts.encryption import blind_index
from households.models import Person
from households.national_id import birth_date, sex_code
from registers.landing.people import PERSON_TEXT
from registers.parsing import is_blank, taken
from registers.sheets import SHEETS
from registers.sheets.base import Column

try:
    from import_export import fields, resources, widgets
    from import_export.formats.base_formats import XLSX
    from import_export.instance_loaders import CachedInstanceLoader
except ImportError as missing:
    raise CommandError(f"对照的 django-import-export 没有装（{missing.name}）。请先 make dev 装上开发用的包。") from missing

SHEET = SHEETS["members"]
SEALED = {"id_number": "id_index", "phone": "phone_index", "disease": "disease_index"}
BATCH = 2_000  # rows a statement


class Parsed(widgets.Widget):
    """A cell by the register's own parser, or its blind index (`purpose`)."""

    def __init__(self, column: Column, purpose: str = "") -> None:
        super().__init__()
        self.column, self.purpose = column, purpose
        self.memo: dict[Any, Any] = {}

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        key = (type(value), value)
        if key not in self.memo:
            self.memo[key] = self.parsed(value)
        return self.memo[key]

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        """What the library lists as the old and the new value of a row."""
        return value.hex() if isinstance(value, bytes) else str(value)

    def parsed(self, value: Any) -> Any:
        if is_blank(value):
            if self.column.required:
                raise ValueError("必填，不能为空。")
            return None
        found = taken(self.column.parse(value))
        return blind_index(self.purpose, found) if self.purpose else found


class FieldOf(fields.Field):
    """A column of ours; an empty cell says nothing and leaves what stands."""

    def __init__(self, attribute: str | None, column: Column, purpose: str = "") -> None:
        super().__init__(attribute=attribute, column_name=column.title, widget=Parsed(column, purpose))

    def save(self, instance: Any, row: Any, is_m2m: bool = False, **kwargs: Any) -> None:
        if (value := self.clean(row)) is not None and self.attribute:
            setattr(instance, self.attribute, value)


def columns() -> dict[str, FieldOf]:
    """All 21 columns are validated; those of the membership are kept nowhere."""
    found = {column.code: FieldOf(column.code if column.code in PERSON_TEXT else None, column) for column in SHEET.columns}
    return found | {index: FieldOf(index, SHEET.by_code[code], code) for code, index in SEALED.items()}


class PeopleResource(resources.ModelResource):
    """One row a person, found by the index of his number."""

    def __init__(self) -> None:
        super().__init__()
        self.fields.clear()
        self.fields.update(columns())

    class Meta:
        model = Person
        import_id_fields = ("id_index",)
        instance_loader_class = CachedInstanceLoader
        use_bulk = True
        batch_size = BATCH
        skip_unchanged = True
        skip_html_diff = True
        report_skipped = False
        use_transactions = True

    def import_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        super().import_instance(instance, row, **kwargs)
        number = instance.id_number if isinstance(instance.id_number, str) else ""
        if number and (instance.birth != birth_date(number) or instance.sex != sex_code(number)):
            raise ValueError("与身份证号里的出生日期或性别不符。")

    def get_bulk_update_fields(self) -> list[str]:
        return [*(name for name in PERSON_TEXT if name != "id_number"), "phone_index", "disease_index"]


def import_people(path: Path) -> dict[str, int]:
    """The file into the people; how many were new, updated and skipped. Raises ImportError when a row failed."""
    data = XLSX().create_dataset(path.read_bytes())
    result = PeopleResource().import_data(data, raise_errors=True, use_transactions=True, collect_failed_rows=False)
    return {kind: result.totals[kind] for kind in ("new", "update", "skip")}
