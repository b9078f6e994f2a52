"""What every verb of the inquiry asks first: the case as it is now, still under inquiry, and somebody whose duty it is there."""

from __future__ import annotations

import re

from accounts.models import Position
from accounts.roles import Role
from casework.exceptions import StepRefused
from identification.choices import ApplicationState
from identification.kin import check_no_conflict
from identification.models import Application
from identification.steps import check_words, locked

# An ID number or a mobile number somewhere in free text.
NUMBERS = re.compile(r"(?<!\d)(\d{17}[\dXx]|1[3-9]\d{9}|\d{16,19})(?!\d)")


def under_inquiry(application: Application) -> Application:
    """The locked case, or StepRefused saying where it stands. Locked before any of its records, so two verbs never wait for each other."""
    case = locked(application)
    if case.state != ApplicationState.UNDER_INQUIRY:
        raise StepRefused(f"这件申请现在是“{case.state_label}”，只有“调查核实中”才能办调查。", "not_under_inquiry")
    return case


def check_duty(by: Position, role: Role, what: str, application: Application) -> None:
    """The right post, over this village, and no kin of the household. Raises StepRefused."""
    if not by.has(role):
        raise StepRefused(f"{what}由{role.label}办理，您的岗位是{by.title}。", "wrong_role")
    if not application.village_code.startswith(by.region.code):
        raise StepRefused(f"{application.household}在{application.household.village.name}，不在{by.title}的辖区内。", "wrong_region")
    check_no_conflict(by, application.household)


def plain_words(text: str, what: str, length: int = 10) -> str:
    """Enough words, and no number of a person or an account in them: findings are read on many pages (SE-04)."""
    if NUMBERS.search(text):
        raise StepRefused(f"{what}里不要写证件号、电话或账号，写姓名即可。", "number_in_words")
    return check_words(text, what, length) if length else text.strip()
