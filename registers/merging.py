"""Comparing what a file says with what stands, and writing only the difference (rulings E4, design §8).

Rows are copied into a temporary table with HMAC columns in place of sealed text; one statement finds the new and the changed ones; only their
sealed cells are encrypted. An empty cell says nothing: it never overwrites what stands. Everything happens in the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, models

from accounts.encryption import blind_index, seal
from accounts.fields import BlindIndexField, FenField, SealedField

Record = tuple[int, Sequence[Any]]


@dataclass(frozen=True)
class Plan:
    """What of a model a file writes. `key` finds the standing row, `columns` are compared; all by attname.

    `once`: set when the row is new, kept afterwards. `follow`: written along with a change but no change by themselves.
    `reset`: a kept column is set anew when one of these changed. `new`: values of new rows where the file says nothing.
    `maybe_null`: key columns that may be empty; two empty ones meet.
    """

    model: type[models.Model]
    key: tuple[str, ...]
    columns: tuple[str, ...]
    once: tuple[str, ...] = ()
    follow: tuple[str, ...] = ()
    reset: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    new: Mapping[str, Any] = field(default_factory=dict)
    maybe_null: tuple[str, ...] = ()

    @property
    def order(self) -> tuple[str, ...]:
        """The order in which a record carries its values."""
        return (*self.key, *self.columns, *self.once, *self.follow)


@dataclass(frozen=True)
class Merged:
    """Excel rows by what became of them; those in neither set were the same."""

    new: frozenset[int]
    changed: frozenset[int]


class Merge:
    """One comparison; `of` several models in one transaction each take their own temporary tables."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.fields = {f.attname: f for f in plan.model._meta.concrete_fields}
        self.table = plan.model._meta.db_table
        self.sealed = {name: self._index_of(name) for name in plan.order if isinstance(self.fields[name], SealedField)}
        self.staged = [name for name in plan.order if name not in self.sealed]
        self.staged += [index for index in self.sealed.values() if index not in self.staged]
        self.stage, self.verdict, self.cipher = (f"{part}_{self.table}" for part in ("stage", "verdict", "cipher"))

    def _index_of(self, name: str) -> str:
        return next(f.attname for f in self.fields.values() if isinstance(f, BlindIndexField) and f.source == name)

    def run(self, records: Iterable[Record]) -> Merged:
        with connection.cursor() as cursor:
            plain = self._copy(cursor, records)
            self._compare(cursor)
            self._seal(cursor, plain)
            self._update(cursor)
            self._insert(cursor)
            cursor.execute(f"SELECT line, bool_or(is_new) FROM {self.verdict} GROUP BY line")
            verdicts = cursor.fetchall()
            cursor.execute(f"DROP TABLE {self.stage}, {self.verdict}, {self.cipher}")
        return Merged(frozenset(line for line, new in verdicts if new), frozenset(line for line, new in verdicts if not new))

    def _copy(self, cursor: Any, records: Iterable[Record]) -> dict[str, dict[int, str]]:
        """Stage the rows; returns the plain text of sealed columns by row, which never reaches the database."""
        types = ", ".join(f'"{name}" {self.fields[name].db_type(connection)}' for name in self.staged)
        cursor.execute(f"CREATE TEMP TABLE {self.stage} (n integer, line integer, {types}) ON COMMIT DROP")
        order = self.plan.order
        position = {name: place for place, name in enumerate(order)}
        fens = [position[name] for name in order if isinstance(self.fields[name], FenField)]
        purposes = {name: self.fields[index].purpose for name, index in self.sealed.items()}  # type: ignore[attr-defined]
        memo: dict[tuple[str, str], bytes] = {}
        plain: dict[str, dict[int, str]] = {name: {} for name in self.sealed}
        taken = [position[name] for name in self.staged if name in position]
        hashed = [name for name in self.sealed if self.sealed[name] not in position]
        columns = ", ".join(f'"{name}"' for name in self.staged)
        with cursor.copy(f"COPY {self.stage} (n, line, {columns}) FROM STDIN") as copy:
            for n, (line, given) in enumerate(records):
                values = list(given)
                for place in fens:
                    if values[place] is not None:
                        values[place] = int(values[place].scaleb(2))
                for name in self.sealed:
                    if values[position[name]]:
                        plain[name][n] = values[position[name]]
                row = [n, line, *[values[place] for place in taken]]
                for name in hashed:
                    text = values[position[name]]
                    if not text:
                        row.append(None)
                        continue
                    index = memo.get((purposes[name], text))
                    if index is None:
                        index = memo[purposes[name], text] = blind_index(purposes[name], text)
                    row.append(index)
                copy.write_row(row)
        cursor.execute(f"ANALYZE {self.stage}")
        return plain

    def _compare(self, cursor: Any) -> None:
        compared = [self.sealed.get(name, name) for name in self.plan.columns]
        differs = " OR ".join(
            f's."{name}" IS NOT NULL AND s."{name}" IS DISTINCT FROM t."{name}"' for name in compared if name not in self.plan.key
        )
        cursor.execute(
            f"CREATE TEMP TABLE {self.verdict} ON COMMIT DROP AS SELECT s.n, s.line, t.id AS target, t.id IS NULL AS is_new "
            f"FROM {self.stage} s LEFT JOIN {self.table} t ON {self._meets()} WHERE t.id IS NULL OR {differs or 'false'}"
        )
        cursor.execute(f"ANALYZE {self.verdict}")

    def _meets(self) -> str:
        # IS NOT DISTINCT FROM cannot be hashed: only where a key column may really be empty.
        return " AND ".join(
            f't."{name}" IS NOT DISTINCT FROM s."{name}"' if name in self.plan.maybe_null else f't."{name}" = s."{name}"'
            for name in self.plan.key
        )

    def _seal(self, cursor: Any, plain: dict[str, dict[int, str]]) -> None:
        """Encrypt the sealed cells of new rows and the changed sealed cells of standing ones."""
        columns = "".join(f', "{name}" bytea' for name in self.sealed)
        cursor.execute(f"CREATE TEMP TABLE {self.cipher} (n integer{columns}) ON COMMIT DROP")
        if not self.sealed:
            return
        flags = ", ".join(f'(v.is_new OR s."{index}" IS DISTINCT FROM t."{index}")' for index in self.sealed.values())
        cursor.execute(
            f"SELECT v.n, {flags} FROM {self.verdict} v JOIN {self.stage} s USING (n) LEFT JOIN {self.table} t ON t.id = v.target"
        )
        needed = cursor.fetchall()
        with cursor.copy(f"COPY {self.cipher} FROM STDIN") as copy:
            for n, *wanted in needed:
                texts = [plain[name].get(n) if flag else None for name, flag in zip(self.sealed, wanted, strict=True)]
                copy.write_row([n, *[seal(text) if text else None for text in texts]])
        cursor.execute(f"ANALYZE {self.cipher}")

    def _update(self, cursor: Any) -> None:
        plan = self.plan
        sets: list[str] = []
        for name in (*plan.columns, *plan.follow):
            source = "c" if name in self.sealed else "s"
            sets.append(f'"{name}" = coalesce({source}."{name}", t."{name}")')
        sets += [f'"{index}" = coalesce(s."{index}", t."{index}")' for index in self.sealed.values() if index not in plan.key]
        for kept, causes in plan.reset.items():
            moved = " OR ".join(f's."{cause}" IS DISTINCT FROM t."{cause}"' for cause in causes)
            sets.append(f'"{kept}" = CASE WHEN {moved} THEN s."{kept}" ELSE t."{kept}" END')
        sets += [f'"{f.attname}" = now()' for f in self.fields.values() if getattr(f, "auto_now", False)]
        cursor.execute(
            f"UPDATE {self.table} t SET {', '.join(sets)} FROM {self.verdict} v JOIN {self.stage} s USING (n) LEFT JOIN {self.cipher} c USING (n) "
            "WHERE t.id = v.target AND NOT v.is_new"
        )

    def _insert(self, cursor: Any) -> None:
        names, expressions, values = [], [], []
        for name, f in self.fields.items():
            if f.primary_key:
                continue
            names.append(f'"{name}"')
            source = f'c."{name}"' if name in self.sealed else f's."{name}"' if name in self.staged else None
            if getattr(f, "auto_now", False) or getattr(f, "auto_now_add", False):
                expressions.append("now()")
                continue
            default = self.plan.new[name] if name in self.plan.new else _default(f)
            if default is not None:
                expressions.append(f"coalesce({source}, %s::{f.db_type(connection)})" if source else f"%s::{f.db_type(connection)}")
                values.append(f.get_db_prep_save(default, connection))
            else:
                expressions.append(source or "NULL")
        cursor.execute(
            f"INSERT INTO {self.table} ({', '.join(names)}) SELECT {', '.join(expressions)} "
            f"FROM {self.verdict} v JOIN {self.stage} s USING (n) LEFT JOIN {self.cipher} c USING (n) WHERE v.is_new ORDER BY n",
            values,
        )


def _default(f: Any) -> Any:
    if f.has_default():
        return f.get_default()
    return "" if isinstance(f, models.CharField | models.TextField) and not f.null else None


def merge(plan: Plan, records: Iterable[Record]) -> Merged:
    """Write what is new or changed; returns which Excel rows those were. No key may come twice in `records`."""
    return Merge(plan).run(records)
