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
    EventKind.IMPORT_WITHDRAWN: lambda by, d: f"{by}撤回“{d['sheet']}”的一次导入（批次{d['batch']}）：{d['reason']}",
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
    EventKind.FORM_FILLED: lambda by, d: f"{by}填写“一张表”：{d['what']}",
    EventKind.AUTHORISED: lambda by, d: f"{by}登记{d['what']}",
    EventKind.PAPER_RECEIVED: lambda by, d: f"{by}收到材料：{d['paper']}",
    EventKind.PAPER_ASKED: lambda by, d: f"{by}一次性告知要补：{d['papers']}",
    EventKind.CLOCK_STOPPED: lambda by, d: f"停钟：{d['reason']}",
    EventKind.CLOCK_STARTED: lambda by, d: f"恢复计时，停了{d['days']}个工作日，期限改为{d['due_on']}",
    EventKind.MEANS_CHECKED: lambda by, d: f"{by}：{d['what']}" + (f"，{d['result']}" if d.get("result") else ""),
    EventKind.HOME_VISITED: lambda by, d: f"{d['surveyors']}入户调查" + (f"，{d['what']}" if d.get("what") else ""),
    EventKind.COMMUNITY_REVIEWED: lambda by, d: f"{d['place']}民主评议：{d['result']}",
    EventKind.OPINION: lambda by, d: (
        f"{by}提出初审意见：{d['result']}" + (f"，与系统建议不同，理由：{d['reason']}" if d.get("reason") else "")
    ),
    EventKind.NOTICE_POSTED: lambda by, d: (
        f"{by}在{d['place']}" + (f"张贴公示，{d['days']}天，到{d['ends_on']}" if d["ends_on"] else "张贴长期公布，到退出为止")
    ),
    EventKind.NOTICE_PHOTO: lambda by, d: f"{by}上传公示栏照片，{d['taken_on']}拍摄",
    EventKind.NOTICE_REMOVED: lambda by, d: f"公示撤下：{d['reason']}",
    EventKind.OBJECTION: lambda by, d: f"公示期间有异议：{d['what']}",
    EventKind.KIN: lambda by, d: f"{by}登记近亲属{d['what']}：{d['staff']}，{d['relation']}",
    EventKind.VOTED: lambda by, d: f"{d['meeting']}：同意{d['agree']}，不同意{d['against']}，弃权{d['abstain']}，{d['result']}",
    EventKind.DETERMINED: lambda by, d: f"{by}：{d['result']}" + (f"，{d['start_on']}起" if d.get("start_on") else ""),
    EventKind.LETTER: lambda by, d: (
        f"《{d['title']}》（{d['number']}）{d['delivered_on']}送达" if d.get("delivered_on") else f"出具《{d['title']}》（{d['number']}）"
    ),
    EventKind.NEED_NOTED: lambda by, d: f"{by}登记需求：{d['need']}",
    EventKind.NEED_ANSWERED: lambda by, d: f"{by}记录群众意见：{d['need']}，{d['answer']}",
    EventKind.MEASURE: lambda by, d: f"{by}落实“{d['what']}”" + (f"，{d['amount']}元" if d.get("amount") else ""),
    EventKind.FEEDBACK: lambda by, d: f"{by}反馈{d['quarter']}：{d['result']}" + ("（逾期）" if d.get("late") else ""),
    EventKind.PEOPLE_MERGED: lambda by, d: f"{d['proposed_by']}提出、{by}批准：{d['gone']}与{d['keep']}是同一人，合并为一人，{d['result']}",
    EventKind.MERGE_UNDONE: lambda by, d: f"{by}撤销{d['gone']}与{d['keep']}的合并，恢复为两人：{d['reason']}",
    EventKind.MEMBERSHIP: lambda by, d: f"{by}办理{d['change']}：{d['what']}，{d['day']}起；{d['reason']}，凭{d['document']}",
    EventKind.DATA_ANSWERED: lambda by, d: f"{by}核对“{d['register']}”：{d['result']}，{d['words']}",
}


def sentence(event: Event) -> str:
    """The event in words; an unknown kind raises KeyError (the consistency test asks for one sentence per kind)."""
    return SENTENCES[event.kind](event.by, event.detail)
