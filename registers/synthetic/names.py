"""Names of invented people: own lists, so that no one is copied from anywhere. Rare and double surnames are in on purpose."""

from __future__ import annotations

from random import Random

COMMON = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
# Surnames that machines read wrong or databases lose: 单 Shan, 仇 Qiu, 查 Zha, 解 Xie, 朴 Piao, 乐 Yue, 盖 Ge, 区 Ou, 尉迟 Yuchi, 万俟 Moqi.
RARE = ("单", "仇", "查", "解", "朴", "乐", "盖", "区", "缪", "亓", "乜", "覃", "宓", "逄", "郗", "昝", "芮", "麴", "仝", "幺")
DOUBLE = ("欧阳", "诸葛", "上官", "司马", "尉迟", "慕容", "皇甫", "令狐", "东方", "万俟")

OLD_MEN = "守田,满囤,长根,有福,德顺,来顺,进财,福生,金山,万仓,广田,玉堂,庆余,国柱,树林,春生,冬生,水生,贵生,连山,保田,有才,得胜,永昌,大山,明义,正道,全喜,双喜,常喜,运来,兴旺,振邦,世昌,成栋,长河,中和,孝先,怀忠,继祖".split(
    ","
)
OLD_WOMEN = "桂兰,秀英,玉珍,翠花,来娣,凤英,玉梅,春花,桂香,三妹,秀兰,兰英,素珍,秀芳,金凤,玉兰,桂英,淑贞,彩霞,月娥,巧云,荷花,腊梅,喜凤,银花,菊香,冬梅,招弟,爱莲,雪梅,素梅,改香,粉英,秀莲,惠芳,淑兰,玉英,香莲,贤珍,小满".split(
    ","
)
MEN = "建业,建军,立强,志远,卫平,国庆,海波,晓东,永刚,文斌,少华,宏伟,学军,新民,小兵,向阳,俊峰,振华,玉龙,光明,明亮,爱民,红旗,东升,立新,志强,建平,卫东,成林,春雷,大鹏,伟明,长青,世平,云飞,建国,胜利,兴华,继明,宝成".split(
    ","
)
WOMEN = "春梅,丽华,晓燕,红霞,海燕,秀珍,玉华,建英,文静,小红,美玲,艳萍,丽娟,雪琴,爱华,慧敏,凤霞,晓玲,桂芝,春燕,彩云,亚琴,小娟,云霞,淑芬,玉琴,丽萍,素云,银霞,翠萍,惠英,秋菊,爱琴,小英,会珍,新霞,冬霞,娟娟,莉莉,巧玲".split(
    ","
)
BOYS = "浩宇,子轩,宇航,俊杰,梓豪,小川,明轩,嘉豪,天佑,博文,一鸣,思源,泽宇,家乐,文昊,晨阳,子墨,志豪,宇辰,皓轩,景行,致远,书恒,承志,小树,佳明,向晨,安然,知行,若愚".split(
    ","
)
GIRLS = "雨欣,梓涵,诗涵,欣怡,佳怡,思雨,可馨,子萱,雨桐,晓彤,若溪,语嫣,梦瑶,紫涵,一诺,婉婷,静怡,心悦,小满,晴儿,舒雅,如意,佳琪,安琪,依依,梦洁,思琪,初夏,念慈,听雨".split(
    ","
)
# Minority names with the middle dot; invented combinations.
MINORITY_MEN = ("阿迪力·玉山", "买合木提·艾山", "多吉·格桑", "巴特尔·苏合", "阿木古郎·青山")
MINORITY_WOMEN = ("阿依努尔·玉山", "古丽米热·艾山", "卓玛·央金", "其其格·苏合", "热娜·麦麦提")


def surname(rng: Random) -> str:
    chance = rng.random()
    if chance < 0.012:
        return rng.choice(DOUBLE)
    if chance < 0.03:
        return rng.choice(RARE)
    # The front of the list is common, as in any county.
    return COMMON[min(int(rng.expovariate(1 / 28)), len(COMMON) - 1)]


def given(rng: Random, sex: str, birth_year: int) -> str:
    """A given name of the fashion of the birth year; `sex` is 1 or 2."""
    if birth_year < 1966:
        names = OLD_MEN if sex == "1" else OLD_WOMEN
    elif birth_year < 2000:
        names = MEN if sex == "1" else WOMEN
    else:
        names = BOYS if sex == "1" else GIRLS
    name = rng.choice(names)
    return name[0] if len(name) == 2 and rng.random() < 0.12 else name


def minority(rng: Random, sex: str) -> str:
    return rng.choice(MINORITY_MEN if sex == "1" else MINORITY_WOMEN)
