"""The three ways of `bench import`, each called in a process of its own on the same county with the same file; each answers CPU seconds
and memory.

- `binggui_import`: the product's own path as `import_register` takes it: the file is kept sealed, opened, its headings recognised, every cell validated, compared with
  what stands, new and changed rows written, with the trail by which the batch can be withdrawn, the lists its page shows, name search, chain and facts.
- `import_export_peer`: django-import-export (registers.bench.peer) on the people alone: no memberships, trail, search, chain or facts are asked of it.
- `read_and_copy`: what nobody can do without: python-calamine reads, the same three cells are sealed and indexed, the rows are copied into a bare table.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from accounts.encryption import blind_index, seal
from monitoring.bench.processes import cpu_seconds, peak_mb
from registers import batches, deciding
from registers.bench.people import ON, headings
from registers.models import Batch, BatchState
from registers.undo import withdraw

SEALED = {"证件号码": "id_number", "联系电话": "phone", "患病病种": "disease"}
Taken = tuple[float, int]


def take(sheet: str, path: Path, *, is_dry_run: bool = False) -> Batch:
    """One file through the product's door. Raises AssertionError unless every row was taken."""
    batch = batches.submit(sheet, path.read_bytes(), path.name, on=ON, by_name="bench", is_dry_run=is_dry_run, queued=False)
    batch = batches.run(batch.pk)
    wanted = BatchState.PREVIEWED if is_dry_run else BatchState.DONE
    assert batch.state == wanted and not batch.rejected_rows, (batch.state, batch.refusal, [str(p) for p in batch.problems.all()[:5]])
    return batch


def stand(households: Path, people: Path) -> Taken:
    """What stands before the import, brought in by the product."""
    started = cpu_seconds()
    take("households", households)
    take("members", people)
    return cpu_seconds() - started, peak_mb()


def binggui_import(path: Path) -> Taken:
    started = cpu_seconds()
    take("members", path)
    return cpu_seconds() - started, peak_mb()


def preview(path: Path) -> tuple[int, float, int]:
    """A batch up to the preview: its number, seconds, memory."""
    started = cpu_seconds()
    batch = take("members", path, is_dry_run=True)
    return batch.pk, cpu_seconds() - started, peak_mb()


def confirm(batch_id: int) -> tuple[int, float, int]:
    """The preview entered: the file is read and compared anew. Raises AssertionError unless it is in."""
    started = cpu_seconds()
    deciding.confirm(Batch.objects.get(pk=batch_id), by="bench", queued=False)
    assert batches.run(batch_id).state == BatchState.DONE
    return batch_id, cpu_seconds() - started, peak_mb()


def undo(batch_id: int) -> tuple[int, float, int]:
    """The batch taken back."""
    started = cpu_seconds()
    withdraw(Batch.objects.get(pk=batch_id), by="bench", reason="量一量要多久", on=ON)
    return batch_id, cpu_seconds() - started, peak_mb()


def import_export_peer(path: Path) -> Taken:
    from registers.bench.peer import import_people

    started = cpu_seconds()
    import_people(path)
    return cpu_seconds() - started, peak_mb()


def read_and_copy(path: Path) -> Taken:
    from python_calamine import CalamineWorkbook

    columns = ", ".join(f"c{number} {'bytea' if title in SEALED else 'text'}" for number, title in enumerate(headings()))
    indexes = ", ".join(f"i{number} bytea" for number, _ in enumerate(SEALED))
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE bench_copy ({columns}, {indexes})")
    started = cpu_seconds()
    rows: Iterator[Any] = iter(CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).iter_rows())
    heads = list(next(rows))
    places = [(heads.index(title), purpose) for title, purpose in SEALED.items()]
    with transaction.atomic(), connection.cursor() as cursor, cursor.copy("COPY bench_copy FROM STDIN") as copy:
        for row in rows:
            texts = [str(row[place]) for place, _ in places]
            for (place, _), text in zip(places, texts, strict=True):
                row[place] = seal(text)
            copy.write_row([*row, *(blind_index(purpose, text) for (_, purpose), text in zip(places, texts, strict=True))])
    return cpu_seconds() - started, peak_mb()
