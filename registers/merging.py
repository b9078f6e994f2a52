"""Comparing what a file says with what stands, and writing only the difference (rulings E4, design §8).

Rows are copied into a temporary table with HMAC columns in place of sealed text; one statement finds the new and the changed ones; only their
sealed cells are encrypted. An empty cell says nothing: it never overwrites what stands, and neither does one that meets a value checked by hand
(registers.conflicts). Everything happens in the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, models

from accounts.encryption import blind_index, seal
from accounts.fields import BlindIndexField, FenField, SealedField
from registers import conflicts

Record = tuple[int, Sequence[Any]]


@dataclass(frozen=True)
class Plan:
    """What of a model a file writes. `key` finds the standing row, `columns` are compared; all by attname.

    `once`: set when the row is new, kept afterwards. `follow`: written along with a change but no change by themselves.
    `reset`: a kept column is set anew when one of these changed. `new`: values of new rows where the file says nothing.
    `maybe_null`: key columns that may be empty; two empty ones meet. `together`: columns that stay with a column kept as it was checked.
    `known`: an expression over the standing row `t`, read for every Excel row when all is written.
    `derived`: columns worked out of the text of another, only where that one is new or another than before.
    """

    model: type[models.Model]
    key: tuple[str, ...]
    columns: tuple[str, ...]
    once: tuple[str, ...] = ()
    follow: tuple[str, ...] = ()
    reset: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    new: Mapping[str, Any] = field(default_factory=dict)
    maybe_null: tuple[str, ...] = ()
    together: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    derived: Mapping[str, tuple[str, Callable[[str], str]]] = field(default_factory=dict)
    known: str = ""

    @property
    def order(self) -> tuple[str, ...]:
        """The order in which a record carries its values."""
        return (*self.key, *self.columns, *self.once, *self.follow)


@dataclass(frozen=True)
class Merged:
    """Excel rows by what became of them; those in neither set were the same. `targets`: the row of the model each of them wrote last.

    `known`: what `Plan.known` says of the standing row of every Excel row, the same ones included.
    """

    new: frozenset[int]
    changed: frozenset[int]
    targets: Mapping[int, int] = field(default_factory=dict)
    known: Mapping[int, Any] = field(default_factory=dict)


class Merge:
    """One comparison; `of` several models in one transaction each take their own temporary tables."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.fields = {f.attname: f for f in plan.model._meta.concrete_fields}
        self.table = plan.model._meta.db_table
        self.sealed = {name: self._index_of(name) for name in plan.order if isinstance(self.fields[name], SealedField)}
        self.staged = [name for name in plan.order if name not in self.sealed]
        self.staged += [index for index in self.sealed.values() if index not in self.staged]
        # What costs too much to be made for rows that turn out to be the same: (column, what it is made from, how).
        self.late: list[tuple[str, str, str, Callable[[str], Any]]] = [(name, name, self.sealed[name], seal) for name in self.sealed]
        self.late += [(name, source, source, work) for name, (source, work) in plan.derived.items()]
        self.stage, self.verdict, self.made = (f"{part}_{self.table}" for part in ("stage", "verdict", "made"))

    def _known(self, cursor: Any) -> dict[int, Any]:
        cursor.execute(f"SELECT s.line, {self.plan.known} FROM {self.stage} s JOIN {self.table} t ON {self.meets()}")
        return dict(cursor.fetchall())

    def _index_of(self, name: str) -> str:
        return next(f.attname for f in self.fields.values() if isinstance(f, BlindIndexField) and f.source == name)

    def run(self, records: Iterable[Record]) -> Merged:
        with connection.cursor() as cursor:
            plain = self._copy(cursor, records)
            conflicts.keep_checked(cursor, self, plain)
            self._compare(cursor)
            self._make(cursor, plain)
            self._update(cursor)
            self._insert(cursor)
            cursor.execute(f"SELECT line, bool_or(is_new), max(target) FROM {self.verdict} GROUP BY line")
            verdicts = cursor.fetchall()
            known = self._known(cursor) if self.plan.known else {}
            cursor.execute(f"DROP TABLE {self.stage}, {self.verdict}, {self.made}")
        new, changed = (frozenset(line for line, is_new, _ in verdicts if is_new == wanted) for wanted in (True, False))
        return Merged(new, changed, {line: target for line, _, target in verdicts}, known)

    def _copy(self, cursor: Any, records: Iterable[Record]) -> dict[str, Sequence[Any]]:
        """Stage the rows; returns the texts that columns are made from by row: those of sealed ones never reach the database as they are."""
        types = ", ".join(f'"{name}" {self.fields[name].db_type(connection)}' for name in self.staged)
        cursor.execute(f"CREATE TEMP TABLE {self.stage} (n integer, line integer, {types}) ON COMMIT DROP")
        given = list(records)
        # Column by column: a step of Python for every cell would cost more than the comparison itself.
        values: list[Sequence[Any]] = list(zip(*(row for _, row in given), strict=True)) if given else [() for _ in self.plan.order]
        by_name = dict(zip(self.plan.order, values, strict=True))
        plain = {source: by_name[source] for _, source, _, _ in self.late}
        for name, column in by_name.items():
            if isinstance(self.fields[name], FenField):
                by_name[name] = [None if amount is None else int(amount.scaleb(2)) for amount in column]
        for name, index in self.sealed.items():
            if index not in by_name:
                by_name[index] = _indexes(self.fields[index].purpose, by_name[name])  # type: ignore[attr-defined]
        columns = ", ".join(f'"{name}"' for name in self.staged)
        with cursor.copy(f"COPY {self.stage} (n, line, {columns}) FROM STDIN") as copy:
            write, lines = copy.write_row, [line for line, _ in given]
            for row in zip(range(len(given)), lines, *(by_name[name] for name in self.staged), strict=True):
                write(row)
        cursor.execute(f"ANALYZE {self.stage} (n, {', '.join(self.plan.key)})")
        return plain

    def _compare(self, cursor: Any) -> None:
        compared = [self.sealed.get(name, name) for name in self.plan.columns]
        differs = " OR ".join(
            f's."{name}" IS NOT NULL AND s."{name}" IS DISTINCT FROM t."{name}"' for name in compared if name not in self.plan.key
        )
        cursor.execute(
            # New rows get their number here: the trail finds the Excel row by it (registers.trail).
            f"CREATE TEMP TABLE {self.verdict} ON COMMIT DROP AS SELECT n, line, id IS NULL AS is_new, "
            f"CASE WHEN id IS NULL THEN nextval(pg_get_serial_sequence('{self.table}', 'id')) ELSE id END AS target "
            f"FROM (SELECT s.n, s.line, t.id FROM {self.stage} s LEFT JOIN {self.table} t ON {self.meets()} "
            f"WHERE t.id IS NULL OR {differs or 'false'} ORDER BY s.n) found"
        )
        cursor.execute(f"ANALYZE {self.verdict}")

    def meets(self) -> str:
        # IS NOT DISTINCT FROM cannot be hashed: only where a key column may really be empty.
        return " AND ".join(
            f't."{name}" IS NOT DISTINCT FROM s."{name}"' if name in self.plan.maybe_null else f't."{name}" = s."{name}"'
            for name in self.plan.key
        )

    def _make(self, cursor: Any, plain: dict[str, Sequence[Any]]) -> None:
        """Encrypt the sealed cells of new rows and the changed sealed cells of standing ones; work out the derived ones likewise."""
        columns = "".join(f', "{name}" {self.fields[name].db_type(connection)}' for name, *_ in self.late)
        cursor.execute(f"CREATE TEMP TABLE {self.made} (n integer{columns}) ON COMMIT DROP")
        if not self.late:
            return
        flags = ", ".join(
            f'(v.is_new OR s."{compared}" IS NOT NULL AND s."{compared}" IS DISTINCT FROM t."{compared}")'
            for _, _, compared, _ in self.late
        )
        cursor.execute(
            f"SELECT v.n, {flags} FROM {self.verdict} v JOIN {self.stage} s USING (n) LEFT JOIN {self.table} t ON t.id = v.target"
        )
        needed = cursor.fetchall()
        sources, works = [plain[source] for _, source, _, _ in self.late], [work for *_, work in self.late]
        with cursor.copy(f"COPY {self.made} FROM STDIN") as copy:
            for n, *wanted in needed:
                texts = [column[n] if flag else None for column, flag in zip(sources, wanted, strict=True)]
                copy.write_row([n, *[work(text) if text else None for work, text in zip(works, texts, strict=True)]])
        cursor.execute(f"ANALYZE {self.made}")

    def _update(self, cursor: Any) -> None:
        plan = self.plan
        sets: list[str] = []
        for name in (*plan.columns, *plan.follow, *plan.derived):
            source = "c" if name in self.sealed or name in plan.derived else "s"
            sets.append(f'"{name}" = coalesce({source}."{name}", t."{name}")')
        sets += [f'"{index}" = coalesce(s."{index}", t."{index}")' for index in self.sealed.values() if index not in plan.key]
        for kept, causes in plan.reset.items():
            moved = " OR ".join(f's."{cause}" IS DISTINCT FROM t."{cause}"' for cause in causes)
            sets.append(f'"{kept}" = CASE WHEN {moved} THEN s."{kept}" ELSE t."{kept}" END')
        sets += [f'"{f.attname}" = now()' for f in self.fields.values() if getattr(f, "auto_now", False)]
        cursor.execute(
            f"UPDATE {self.table} t SET {', '.join(sets)} FROM {self.verdict} v JOIN {self.stage} s USING (n) LEFT JOIN {self.made} c USING (n) "
            "WHERE t.id = v.target AND NOT v.is_new"
        )

    def _insert(self, cursor: Any) -> None:
        names, expressions, values = [], [], []
        for name, f in self.fields.items():
            names.append(f'"{name}"')
            if f.primary_key:
                expressions.append("v.target")
                continue
            source = f'c."{name}"' if name in self.sealed or name in self.plan.derived else f's."{name}"' if name in self.staged else None
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
            f"FROM {self.verdict} v JOIN {self.stage} s USING (n) LEFT JOIN {self.made} c USING (n) WHERE v.is_new ORDER BY n",
            values,
        )


def _indexes(purpose: str, texts: Sequence[str | None]) -> list[bytes | None]:
    """The blind index of every text, each different one worked out once."""
    found: dict[str | None, bytes | None] = {text: blind_index(purpose, text) if text else None for text in set(texts)}
    return [found[text] for text in texts]


def _default(f: Any) -> Any:
    if f.has_default():
        return f.get_default()
    return "" if isinstance(f, models.CharField | models.TextField) and not f.null else None


def merge(plan: Plan, records: Iterable[Record]) -> Merged:
    """Write what is new or changed; returns which Excel rows those were. No key may come twice in `records`."""
    return Merge(plan).run(records)
