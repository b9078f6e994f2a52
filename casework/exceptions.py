"""Refusals a page can answer: each carries its reason in Chinese."""


class StepRefused(Exception):
    """The step cannot be taken now; `reason` says what stops it and what would mend it."""

    def __init__(self, reason: str, code: str = "refused") -> None:
        super().__init__(reason)
        self.reason, self.code = reason, code


class StalePage(StepRefused):
    """Somebody else was faster: the thing has moved on since the page was shown."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason, "stale")
