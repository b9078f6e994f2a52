"""Chinese names: initials for quick search, and the one- and two-character pieces by which a name is found (design §8).

The database makes the same pieces of every name for its index (households/sql/pieces_of_names.sql).

Surnames are read by our own table first: pypinyin reads 单 as dān, 仇 as chóu, 区 as qū unless told.
"""

from __future__ import annotations

import re
from functools import lru_cache

from pypinyin import Style, lazy_pinyin

# Initials of surnames whose usual reading differs from the surname's.
SURNAMES = {
    "单": "S", "仇": "Q", "解": "X", "查": "Z", "盖": "G", "曾": "Z", "区": "O", "任": "R", "华": "H", "朴": "P", "乐": "Y", "翟": "Z",
    "尉": "W", "缪": "M", "冼": "X", "洪": "H", "种": "C", "覃": "Q", "褚": "C", "祭": "Z", "宓": "M", "郇": "X", "郗": "X",
    "召": "S", "折": "S", "繁": "P", "员": "Y", "贠": "Y", "重": "C", "黑": "H", "秘": "B", "车": "C", "那": "N", "阚": "K", "都": "D",
    "隗": "W", "逄": "P", "谌": "C", "撒": "S", "卜": "B", "柏": "B", "纪": "J", "燕": "Y", "应": "Y", "宁": "N", "石": "S",
    "沈": "S", "长": "C", "薄": "B", "万": "W", "贾": "J", "俞": "Y", "余": "Y", "佘": "S", "厍": "S", "牟": "M", "妫": "G", "臧": "Z",
    "殷": "Y", "幺": "Y", "肖": "X", "莘": "X", "恽": "Y", "瞿": "Q", "钭": "T", "麴": "Q", "庹": "T", "弋": "Y", "眭": "S",
}  # fmt: skip
COMPOUND_SURNAMES = {
    "尉迟": "YC", "万俟": "MQ", "长孙": "ZS", "令狐": "LH", "欧阳": "OY", "司马": "SM", "上官": "SG", "诸葛": "ZG", "东方": "DF",
    "皇甫": "HF", "公孙": "GS", "慕容": "MR", "司徒": "ST", "司空": "SK", "夏侯": "XH", "宇文": "YW", "轩辕": "XY", "端木": "DM",
    "百里": "BL", "呼延": "HY", "南宫": "NG", "独孤": "DG", "申屠": "ST", "濮阳": "PY", "淳于": "CY", "单于": "CY", "太史": "TS",
    "公冶": "GY", "宗政": "ZZ", "澹台": "TT", "赫连": "HL", "钟离": "ZL", "闾丘": "LQ", "鲜于": "XY", "拓跋": "TB", "完颜": "WY",
    "子车": "ZJ", "颛孙": "ZS", "西门": "XM", "东郭": "DG", "第五": "DW", "纳兰": "NL", "闻人": "WR", "乐正": "YZ", "谷梁": "GL",
    "段干": "DG", "梁丘": "LQ", "左丘": "ZQ", "东门": "DM", "南门": "NM", "漆雕": "QD", "亓官": "QG", "巫马": "WM", "公羊": "GY",
    "公西": "GX", "壤驷": "RS", "夹谷": "JG", "微生": "WS", "羊舌": "YS",
}  # fmt: skip
# Characters that read otherwise in a given name than on their own: 任长霞 is Rén Chángxiá.
GIVEN = {"长": "C", "重": "C", "行": "X", "乐": "L", "盛": "S", "晟": "S", "单": "D", "车": "C"}
HAN = re.compile(r"[㐀-鿿豈-﫿\U00020000-\U0003134f]")
# 维吾尔、哈萨克 and foreign names are written with a middle dot; it is not part of any piece.
DOTS = re.compile(r"[·•・‧\s]+")


def plain(name: str) -> str:
    """The name without dots and blanks."""
    return DOTS.sub("", name)


@lru_cache(maxsize=65_536)  # given names repeat, and reading one costs more than writing its row
def _letters(text: str) -> str:
    syllables = lazy_pinyin(text, style=Style.NORMAL, errors=list)  # type: ignore[arg-type]  # unknown characters one by one
    if len(syllables) != len(text):
        return "".join(syllable[:1] for syllable in syllables).upper()
    return "".join(GIVEN.get(character, syllable[:1]) for character, syllable in zip(text, syllables, strict=True)).upper()


def initials(name: str) -> str:
    """周桂兰 → ZGL, 单雄信 → SXX, 尉迟恭 → YCG. Letters stay as they are; other signs fall away."""
    text = plain(name)
    if not text:
        return ""
    if text[:2] in COMPOUND_SURNAMES and len(text) > 2:
        letters = COMPOUND_SURNAMES[text[:2]] + _letters(text[2:])
    elif text[0] in SURNAMES:
        letters = SURNAMES[text[0]] + _letters(text[1:])
    else:
        letters = _letters(text)
    return re.sub(r"[^A-Z]", "", letters)[:30]


def grams(name: str) -> set[str]:
    """Every one- and two-character piece: 周桂兰 → 周, 桂, 兰, 周桂, 桂兰."""
    text = plain(name)
    return set(text) | {text[i : i + 2] for i in range(len(text) - 1)}


def is_han(text: str) -> bool:
    """Whether the text is written in Chinese characters, dots aside."""
    text = plain(text)
    return bool(text) and all(HAN.match(character) for character in text)
