"""What somebody writes as his reason: long enough to say something, and without numbers of persons."""

from __future__ import annotations

from accounts.logs import redact
from casework.exceptions import StepRefused

LENGTH = 6
MOST = 300


def check_words(text: str, what: str, length: int = LENGTH) -> str:
    """The words without blanks around them and without long numbers. Raises StepRefused asking for more, or for less."""
    words = redact(text.strip())
    if len(words) < length:
        raise StepRefused(f"要写明{what}（{length}个字以上）。", "words_missing")
    if len(words) > MOST:
        raise StepRefused(f"{what}请写在{MOST}字以内，现在{len(words)}字。", "words_too_many")
    return words
