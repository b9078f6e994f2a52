"""与户主关系: GB/T 4761 codes (domain §8.3). Words of other systems are aliases in registers."""

RELATIONS: dict[str, str] = {
    "01": "本人", "02": "户主", "10": "配偶", "20": "子", "21": "独生子", "22": "长子", "23": "次子", "27": "养子或继子", "28": "女婿",
    "30": "女", "31": "独生女", "32": "长女", "33": "次女", "37": "养女或继女", "38": "儿媳", "40": "孙辈", "41": "孙子", "42": "孙女",
    "43": "外孙子", "44": "外孙女", "45": "孙媳", "46": "孙女婿", "47": "曾孙子", "48": "曾孙女", "50": "父母", "51": "父亲", "52": "母亲",
    "53": "公公", "54": "婆婆", "55": "岳父", "56": "岳母", "57": "继父或养父", "58": "继母或养母", "60": "祖辈", "61": "祖父", "62": "祖母",
    "63": "外祖父", "64": "外祖母", "70": "兄弟姐妹", "71": "兄", "72": "嫂", "73": "弟", "74": "弟媳", "75": "姐", "76": "姐夫", "77": "妹",
    "78": "妹夫", "80": "其他", "81": "伯父", "82": "伯母", "83": "叔父", "84": "婶母", "85": "舅父", "86": "舅母", "87": "姨父", "88": "姨母",
    "89": "姑父", "90": "姑母", "93": "侄子", "94": "侄女", "95": "外甥", "96": "外甥女", "97": "其他亲属", "99": "非亲属",
}  # fmt: skip
HEAD, SPOUSE = "02", "10"
PARENTS = ("50", "51", "52", "57", "58")  # the head's own
PARENTS_IN_LAW = ("53", "54", "55", "56")  # the spouse's
CHILDREN = tuple(code for code in RELATIONS if code[0] in "23" and code not in {"28", "38"})
GRANDCHILDREN = ("40", "41", "42", "43", "44", "47", "48")
# Who comes into a family by marrying: spouse, children's and grandchildren's, brothers' and sisters'.
MARRIED_INTO = (SPOUSE, "28", "38", "45", "46", "72", "74", "76", "78")
OTHER = "80"

# What the former head is to the one who comes after him, by what that one was to him: (a man, a woman, where the sex is not known).
_TURNED: dict[str, tuple[str, str, str]] = {
    SPOUSE: (SPOUSE, SPOUSE, SPOUSE),
    **dict.fromkeys(("20", "21", "22", "23", "30", "31", "32", "33"), ("51", "52", "50")),
    **dict.fromkeys(("27", "37"), ("57", "58", "50")),
    "28": ("55", "56", OTHER),
    "38": ("53", "54", OTHER),
    **dict.fromkeys(("40", "41", "42"), ("61", "62", "60")),
    **dict.fromkeys(("43", "44"), ("63", "64", "60")),
    **dict.fromkeys(("50", "51", "52"), ("20", "30", OTHER)),
    **dict.fromkeys(("57", "58"), ("27", "37", OTHER)),
    **dict.fromkeys(("53", "54"), (OTHER, "38", OTHER)),
    **dict.fromkeys(("55", "56"), ("28", OTHER, OTHER)),
    **dict.fromkeys(("60", "61", "62"), ("41", "42", "40")),
    **dict.fromkeys(("63", "64"), ("43", "44", "40")),
    **dict.fromkeys(("71", "75"), ("73", "77", "70")),
    **dict.fromkeys(("73", "77"), ("71", "75", "70")),
    "70": ("70", "70", "70"),
    "97": ("97", "97", "97"),
    "99": ("99", "99", "99"),
}


def turned(relation: str, sex: str) -> str:
    """What a former head is to the new one, who was `relation` to him; `sex` is the former head's (Sex), "" where not known."""
    man, woman, unknown = _TURNED.get(relation, (OTHER, OTHER, OTHER))
    return {"1": man, "2": woman}.get(sex, unknown)
