"""What a batch found, kept with it: counts, rows by verdict, reasons, rejected rows; and what survives when the register is rolled back."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable

from django.db import connection, models

from registers.landing import Outcome
from registers.models import Batch, BatchRow, Change, Conflict, Movement, ProblemKind, RejectedRow, RowProblem, Verdict
from registers.rows import LONG_NUMBER, Problem, Rows

# The remedies of Rows.leave_out_repeated and of the landings that find two rows of one thing.
REPEATED = re.compile(r"与(“[^”]*”)?第\d+行(重复|是同一)")
# Columns a row may be called by, the first that the register has.
LABELS = ("name", "head_name", "obligor_name", "title", "application_no", "household_no", "code")


def kind_of(problem: Problem) -> ProblemKind:
    if problem.is_warning:
        return ProblemKind.WARNED
    return ProblemKind.REPEATED if REPEATED.match(problem.remedy) else ProblemKind.REJECTED


def count(batch_id: int, rows: Rows, outcome: Outcome) -> dict[str, int]:
    """The verdicts over all Excel rows: new + changed + same + rejected + kept aside = total; repeated ones are among the rejected."""
    dead = {rows.lines[index] for index in rows.refused}
    new, changed = outcome.new - dead, outcome.changed - outcome.new - dead
    refused = {problem.line for problem in rows.problems if kind_of(problem) == ProblemKind.REJECTED}
    met = Conflict.objects.filter(batch_id=batch_id, is_seen=True).exclude(row_number__in=dead)
    return {
        "total_rows": len(rows),
        "new_rows": len(new),
        "changed_rows": len(changed),
        "rejected_rows": len(dead),
        "aside_rows": len(rows.aside),
        "repeated_rows": len(dead - refused),
        "same_rows": len(rows) - len(new) - len(changed) - len(dead) - len(rows.aside),
        "conflict_rows": met.values("row_number").distinct().count(),
        "warned_rows": len({problem.line for problem in rows.warnings} - dead),
    }


def keep(batch: Batch, rows: Rows, outcome: Outcome) -> None:
    """The rows by verdict, the reasons and the rejected rows, replacing those of an earlier reading."""
    dead = {rows.lines[index] for index in rows.refused}
    aside = {rows.lines[index] for index in rows.aside}
    code = next((code for code in LABELS if code in rows.sheet.by_code), "")
    labels = dict(zip(rows.lines, rows.column(code), strict=True)) if code else {}
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {BatchRow._meta.db_table} (batch_id, row_number, verdict, label) FROM STDIN") as copy,
    ):
        for verdict, lines in ((Verdict.NEW, outcome.new - dead), (Verdict.CHANGED, outcome.changed - outcome.new - dead)):
            for line in sorted(lines):
                copy.write_row((batch.pk, line, verdict.value, safe(str(labels.get(line) or ""))[:80]))
        for line in sorted(aside):  # somebody we keep no record of is not named
            copy.write_row((batch.pk, line, Verdict.ASIDE.value, ""))
    RowProblem.objects.bulk_create(
        (
            RowProblem(
                batch=batch,
                row_number=problem.line,
                tab_name=rows.tab_of(problem.line),
                column_letter=problem.column_letter,
                column_title=safe(problem.column_title)[:60],
                written=problem.written[:2000],
                shown=problem.shown,
                remedy=problem.remedy,
                kind=kind_of(problem),
            )
            for problem in (*rows.problems, *rows.warnings)
        ),
        batch_size=2000,
    )
    RejectedRow.objects.bulk_create(
        (
            RejectedRow(batch=batch, row_number=line, tab_name=rows.tab_of(line), cells=rows.original(index))
            for index in sorted(rows.refused)
            for line in (rows.lines[index],)
        ),
        batch_size=2000,
    )


def forget(batch_id: int) -> None:
    """Drop what an earlier reading of this batch left; decisions about conflicts stay until the next reading has met them or not."""
    drop_lists(batch_id, (BatchRow, RowProblem, RejectedRow, Change, Movement))
    Conflict.objects.filter(batch_id=batch_id).update(is_seen=False)


def drop_lists(batch_id: int, kinds: Iterable[type[models.Model]] = (BatchRow, RowProblem, RejectedRow, Change, Conflict)) -> None:
    for model in kinds:
        model._default_manager.filter(batch_id=batch_id)._raw_delete("default")


def drop_unseen(batch_id: int) -> None:
    """Conflicts that the latest reading did not meet again."""
    Conflict.objects.filter(batch_id=batch_id, is_seen=False).delete()


CARRIED: tuple[type[models.Model], ...] = (Change, Conflict, Movement)


def pack(batch_id: int) -> list[list[bytes]]:
    """The changes, conflicts and movements of a preview, compressed, to be laid down again when the register is rolled back."""
    packed = []
    with connection.cursor() as cursor:
        for model in CARRIED:
            squeeze = zlib.compressobj(1)
            parts = []
            query = f"COPY (SELECT {_columns(model)} FROM {model._meta.db_table} WHERE batch_id = {int(batch_id)} ORDER BY id) TO STDOUT"
            with cursor.copy(query) as copy:
                parts += [part for chunk in copy if (part := squeeze.compress(bytes(chunk)))]
            packed.append([*parts, squeeze.flush()])
    return packed


def unpack(batch_id: int, packed: list[list[bytes]]) -> None:
    """Lay down what `pack` took."""
    drop_lists(batch_id, CARRIED)
    with connection.cursor() as cursor:
        for model, parts in zip(CARRIED, packed, strict=True):
            widen = zlib.decompressobj()
            with cursor.copy(f"COPY {model._meta.db_table} ({_columns(model)}) FROM STDIN") as copy:
                for part in parts:
                    copy.write(widen.decompress(part))
                copy.write(widen.flush())


def _columns(model: type[models.Model]) -> str:
    return ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields if not field.primary_key)


def safe(text: str) -> str:
    """Headings and reasons never carry a long number: somebody's heading row may be a data row."""
    return LONG_NUMBER.sub(lambda found: found[0][:6] + "*" * (len(found[0]) - 6), text)
