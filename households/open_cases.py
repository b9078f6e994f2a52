"""Whether an application stands open on a household: rooms above answer here; who lives together does not change under a running case."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from casework.exceptions import StepRefused

# Households → a sentence for each case open on one of them.
Question = Callable[[list[int]], list[str]]
QUESTIONS: list[Question] = []


def register(question: Question) -> None:
    if question not in QUESTIONS:
        QUESTIONS.append(question)


def open_cases(household_ids: Iterable[int]) -> list[str]:
    ids = sorted(set(household_ids))
    return [words for question in QUESTIONS for words in question(ids)] if ids else []


def check_no_open_case(household_ids: Iterable[int]) -> None:
    """Raises StepRefused naming the cases."""
    if words := open_cases(household_ids):
        raise StepRefused("；".join(words) + "。先办结或终止这件申请，再来办。", "open_case")
