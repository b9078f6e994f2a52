"""A person's name as registers write it: inner blanks, the minority dot in many shapes, (已故), characters no keyboard has (domain §7.3). Pure."""

from __future__ import annotations

import re

from registers.cells import BadCell, Raw, Remarked, no_error, tidy

DOTS = re.compile(r"[·•.・‧∙⋅․･·ᐧ⸱●○◦]+")
LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
HAN = re.compile(r"[\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U000323af]")
# What a clerk adds to a name, with the remark that answers it. Nothing of it is written: the column that asks for it is another.
DEAD = re.compile(r"(?:\((?:已故|故|亡|已亡|死亡|已死亡|去世|已去世|病故|注销)\)|(?<=.{2})(?:已故|已死亡|已去世))$")
ROLE = re.compile(r"\((?:户主|本人|男|女|外出|在外|外出务工)\)$")
UNKNOWN_SHAPES = re.compile(r"[?□■◻◼〓�＿_＃#@&]")
HOW_TO_TYPE = "姓名里有认不出的字。请照户口簿补上这个字：用微软拼音先打u再打各部件的拼音，或从身份证读卡结果里复制。"


def name(raw: Raw) -> str | Remarked:
    """The name alone: inner blanks dropped (Latin names keep one), the minority dot unified to ·; what is added in brackets is remarked upon."""
    value, remark = no_error(tidy(raw)), ""
    if DEAD.search(value):
        value, remark = DEAD.sub("", value), "姓名后注了已故，只取姓名，人员状态没有改。确已去世的，在“人员状态”或“死亡”台账里填。"
    elif ROLE.search(value):
        value, remark = ROLE.sub("", value), "姓名后的括号说明没有取，只取姓名。"
    value = DOTS.sub("·", re.sub(r"\s+", " " if LATIN.search(value) else "", value)).strip(" ·")
    _check(value)
    return Remarked(value, remark) if remark else value


def _check(value: str) -> None:
    if not value:
        raise BadCell("没有姓名。请照户口簿填写。")
    if re.search(r"[()\[\]【】〔〕<>《》]", value):
        raise BadCell("姓名里带了括号说明。这一列只填姓名，已故等情况填到“人员状态”。")
    if UNKNOWN_SHAPES.search(value) or any(_is_private(char) for char in value):
        raise BadCell(HOW_TO_TYPE)
    if "*" in value:
        raise BadCell("姓名被遮盖了。请向报送单位要完整的姓名。")
    if any(char.isdigit() for char in value):
        raise BadCell("姓名里有数字。请照户口簿填写。")
    if re.search(r"[、,;/|]", value):
        raise BadCell("一格里写了几个人。请一人一行。")
    if HAN.search(value) and LATIN.search(value):
        raise BadCell("姓名里汉字和拼音混写。" + HOW_TO_TYPE.partition("。")[2])
    if any(not char.isprintable() for char in value):
        raise BadCell("姓名里有看不见的字符。请重新输入。")
    if len(value) > 60:
        raise BadCell("太长，最多60个字。")


def _is_private(char: str) -> bool:
    """A character some machine drew for itself; others show it as a box."""
    return "\ue000" <= char <= "\uf8ff" or char >= "\U000f0000"
