"""一户一条救助链: a step is called by its own name, and is told once where its evidence stands beside it."""

from __future__ import annotations

from datetime import date

from casework.choices import EventKind
from casework.models import Event
from households.presenters import chain

ON = date(2026, 6, 12)


def event(kind: EventKind, subject: int = 1, on: date = ON, **detail: str) -> Event:
    return Event(kind=kind, happened_on=on, by="姚兰（人社局业务员）", subject_type="referral", subject_id=subject, detail=detail)


def step(code: str, label: str, **more: str) -> Event:
    return event(EventKind.STEP, step=code, label=label, **more)


def test_a_step_is_called_by_its_name() -> None:
    (link,) = chain([step("receive", "签收")])
    assert (link.title, link.text) == ("签收", "姚兰（人社局业务员）")
    (link,) = chain([step("refuse", "不符合", note="不符合政策条件")])
    assert (link.title, link.text) == ("不符合", "姚兰（人社局业务员）：不符合政策条件")


def test_a_step_and_its_evidence_are_one_link() -> None:
    feedback = event(EventKind.FEEDBACK, quarter="2026年二季度", result="已落实")
    assert [link.title for link in chain([step("feed_back", "季度反馈"), feedback])] == ["季度反馈"]
    other = event(EventKind.FEEDBACK, subject=2, quarter="2026年二季度", result="已落实")
    assert len(chain([step("feed_back", "季度反馈"), other])) == 2, "another push's feedback does not tell of this one"
    later = event(EventKind.FEEDBACK, on=date(2026, 9, 1), quarter="2026年三季度", result="已落实")
    assert len(chain([step("feed_back", "季度反馈"), later])) == 2
