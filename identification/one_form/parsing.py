"""What is typed at the window, read: amounts, days, telephones. Pure; every refusal says what to write instead (look README §5, §7)."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal, InvalidOperation

LARGEST = Decimal(10) ** 10
DAY = re.compile(r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?|(\d{4})(\d{2})(\d{2})")
MOBILE = re.compile(r"1[3-9]\d{9}")


class Unreadable(ValueError):
    """What stands there cannot be taken; the message is the remedy, in Chinese."""


def tidy(text: str) -> str:
    """Half-width, without blanks around."""
    return unicodedata.normalize("NFKC", text).strip()


def amount(text: str, *, may_be_negative: bool = False) -> Decimal:
    """元 with at most two places; 12,000 and ¥12000元 are taken, 1.2万 is refused with the right figure offered."""
    written = re.sub(r"[,\s¥]", "", tidy(text)).replace("−", "-").removesuffix("元")
    if wan := re.fullmatch(r"(-?[\d.]+)万", written):
        raise Unreadable(f"金额按元填，不用万。“{text.strip()}”应填{_number(wan[1]) * 10000:,.0f}。")
    if qian := re.fullmatch(r"(-?[\d.]+)[千百]", written):
        factor = 1000 if "千" in written else 100
        raise Unreadable(f"金额按元填。“{text.strip()}”应填{_number(qian[1]) * factor:,.0f}。")
    value = _number(written)
    if abs(value) >= LARGEST:
        raise Unreadable("金额太大，请核对是否多写了0。")
    if value != value.quantize(Decimal("0.01")):
        raise Unreadable("金额最多两位小数。")
    if value < 0 and not may_be_negative:
        raise Unreadable("金额不能是负数。")
    return value.quantize(Decimal("0.01"))


def _number(written: str) -> Decimal:
    try:
        value = Decimal(written)
    except InvalidOperation:
        raise Unreadable("应填数字，如12000或12,000.50。") from None
    if not value.is_finite():
        raise Unreadable("应填数字，如12000或12,000.50。")
    return value


def area(text: str) -> Decimal:
    """Square metres, two places."""
    value = _number(re.sub(r"(平方米|平米|m2|㎡|平)$", "", tidy(text).replace(",", "")))
    if not 0 <= value < 100000:
        raise Unreadable("面积超出合理范围，请核对。")
    return value.quantize(Decimal("0.01"))


def count(text: str, most: int = 99) -> int:
    written = tidy(text).removesuffix("人")
    if not re.fullmatch(r"\d{1,4}", written) or int(written) > most:
        raise Unreadable(f"应填0到{most}的整数。")
    return int(written)


def day(text: str) -> date:
    """2026-9-17, 2026.9.17, 2026/9/17, 2026年9月17日 and 20260917."""
    found = DAY.fullmatch(tidy(text))
    if not found:
        raise Unreadable("日期没有看懂，可以写成2026-6-15或20260615。")
    year, month, number = (int(part) for part in found.groups() if part is not None)
    try:
        return date(year, month, number)
    except ValueError:
        raise Unreadable(f"没有{year}年{month}月{number}日这一天，请核对。") from None


def past_day(text: str, on: date) -> date:
    value = day(text)
    if value > on:
        raise Unreadable("日期不能晚于今天。")
    return value


def mobile(text: str) -> str:
    """An 11-digit mobile number."""
    written = re.sub(r"[\s-]", "", tidy(text))
    if not MOBILE.fullmatch(written):
        raise Unreadable(f"手机号应为11位、1开头，现在是{len(written)}位。" if len(written) != 11 else "手机号第二位应为3到9，请核对。")
    return written


def account(text: str) -> str:
    """An account or card number: digits only, 10 to 25 of them."""
    written = re.sub(r"[\s-]", "", tidy(text))
    if not re.fullmatch(r"\d{10,25}", written):
        raise Unreadable("账号应为10到25位数字，请对照存折或银行卡。")
    return written
