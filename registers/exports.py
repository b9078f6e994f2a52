"""What goes out of the room of registers: the batches, and the reasons of the rejected rows of one."""

from __future__ import annotations

from django.shortcuts import get_object_or_404

from accounts.requests import HouseRequest
from accounts.roles import Role
from casework.export import Asked, Column, ListExport, label_of
from casework.xlsx_stream import Kind
from households.relations import RELATIONS
from registers.cells import LINES_PER_TAB
from registers.models import Batch, BatchState, MovementKind
from registers.movement_list import MovementFilter
from registers.sheets import SHEETS

NUMBER, MOMENT = Kind.NUMBER, Kind.MOMENT
BATCH = (
    Column("台账", "sheet", width=20, shape=label_of((code, sheet.title) for code, sheet in SHEETS.items())),
    Column("文件", "file_name", width=36),
    Column("状态", "state", shape=label_of(BatchState.choices)),
    Column("导入人", "asked_by_name", width=24),
    Column("上传时间", "asked_at", MOMENT, 18),
    Column("总行数", "total_rows", NUMBER),
    Column("新增", "new_rows", NUMBER),
    Column("变更", "changed_rows", NUMBER),
    Column("相同", "same_rows", NUMBER),
    Column("不在册另存", "aside_rows", NUMBER),
    Column("拒收", "rejected_rows", NUMBER),
)
PROBLEM = (
    Column("工作表", "tab_name", width=16),
    Column("行", "row_number", NUMBER, 8, lambda row: row % LINES_PER_TAB),
    Column("列号", "column_letter", width=8),
    Column("列", "column_title", width=20),
    Column("表里写的", "shown", width=30),
    Column("为什么、怎么改", "remedy", width=60),
)
MOVEMENT = (
    Column("变动", "kind", width=20, shape=label_of(MovementKind.choices)),
    Column("姓名", "name"),
    Column("与户主关系", "relation", shape=label_of(RELATIONS.items())),
    Column("原户户主", "from_name"),
    Column("原户编号", "from_no", width=22),
    Column("现户户主", "to_name"),
    Column("现户编号", "to_no", width=22),
    Column("日期", "day", Kind.DATE),
    Column("怎么认出来的", "why", width=50),
    Column("行", "row_number", NUMBER, 8, lambda row: row % LINES_PER_TAB if row else None),
)
READERS = (Role.REGISTER_ADMIN, Role.TASKFORCE)


def batches(request: HouseRequest) -> Asked:
    sheet = request.GET.get("sheet", "")
    found = Batch.objects.visible_to(request.position).with_file()
    chosen = SHEETS.get(sheet)
    return Asked(found.filter(sheet=sheet) if chosen else found, BATCH, [f"台账为{chosen.title}"] if chosen else [])


def problems(request: HouseRequest, pk: int) -> Asked:
    """The reasons with what was written masked, as the page shows them; the rows themselves go back by 下载拒收表."""
    batch = get_object_or_404(Batch.objects.visible_to(request.position), pk=pk)
    column = request.GET.get("column", "")
    found = batch.problems.filter(column_title=column) if column else batch.problems.all()
    return Asked(found, PROBLEM, [f"文件为{batch.file_name}", *([f"列为{column}"] if column else [])])


def movements(request: HouseRequest, pk: int) -> Asked:
    """The changes of membership as the page lists them, narrowed by kind and name."""
    batch = get_object_or_404(Batch.objects.visible_to(request.position), pk=pk)
    asked = MovementFilter.read(request.GET)
    return Asked(asked.narrow(batch.found.all()), MOVEMENT, [f"文件为{batch.file_name}", *asked.conditions])


EXPORTS = {"batches": ListExport("导入批次", "registers:batches", "批", READERS, batches)}
PROBLEMS = ListExport("拒收原因", "registers:batch", "条", READERS, problems)
MOVEMENTS = ListExport("成员与户的变动", "registers:batch", "处", READERS, movements)
