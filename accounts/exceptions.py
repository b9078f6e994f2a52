"""What the two lowest rooms refuse: the floors above have casework.exceptions.StepRefused, which they cannot import."""


class Refused(Exception):
    """Not done; `reason` says in Chinese what stops it and what would mend it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
