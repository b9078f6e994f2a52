"""One sentence per kind of event: what the chain, the audit and the export read aloud."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from casework.choices import EventKind

if TYPE_CHECKING:
    from casework.models import Event

# Who did it, in words, and the event's detail.
Sentence = Callable[[str, dict[str, Any]], str]

SENTENCES: dict[str, Sentence] = {
    EventKind.REGISTERED: lambda by, d: f"{by}登记建档",
    EventKind.IMPORTED: lambda by, d: f"{by}导入“{d['sheet']}”：新增{d.get('new', 0)}条，变更{d.get('changed', 0)}条",
    EventKind.CATEGORY_ADOPTED: lambda by, d: f"按{d['register']}转入存量认定：{d['result']}",
    EventKind.ALERT_OPENED: lambda by, d: f"{d['code']} {d['title']}：{d['reason']}",
    EventKind.ALERT_CLOSED_BY_ITSELF: lambda by, d: f"{d['code']} {d['title']}不再成立，线索自行关闭：{d['reason']}",
    EventKind.ALERT_NOTE: lambda by, d: f"{d['code']} {d['title']}核实期间情况变化：{d['reason']}",
    EventKind.STEP: lambda by, d: f"{by}：{d['label']}" + (f"，{d['note']}" if d.get("note") else ""),
    EventKind.VERIFIED: lambda by, d: f"{d['visitors']}入户核实，结论：{d['outcome']}" + (f"，{d['reason']}" if d.get("reason") else ""),
    EventKind.DATA_ASKED: lambda by, d: f"缺“{d['datum']}”，暂不能判断{d['rules']}，请{d['supplier']}补",
    EventKind.DATA_SUPPLIED: lambda by, d: f"“{d['datum']}”已补齐",
    EventKind.DUE_MOVED: lambda by, d: f"工作日表更新，{d['what']}期限由{d['old']}改为{d['new']}",
    EventKind.UNMASKED: lambda by, d: f"{by}查看完整{d['field']}，用途：{d['purpose']}",
}


def sentence(event: Event) -> str:
    """The event in words; an unknown kind raises KeyError (the consistency test asks for one sentence per kind)."""
    return SENTENCES[event.kind](event.by, event.detail)
