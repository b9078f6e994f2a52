"""Pages of organisation and people, one subject per file."""

from accounts.views.passwords import change_password
from accounts.views.people import issue_password, people, set_active, unlock
from accounts.views.positions import grant, position, positions
from accounts.views.reading_log import reading_log
from accounts.views.sign_in import choose_position, demo_sign_in, keep_alive, locked_out, sign_in, sign_out
from accounts.views.unmask import unmask

__all__ = [
    "change_password",
    "choose_position",
    "demo_sign_in",
    "grant",
    "issue_password",
    "keep_alive",
    "locked_out",
    "people",
    "position",
    "positions",
    "reading_log",
    "set_active",
    "sign_in",
    "sign_out",
    "unlock",
    "unmask",
]
