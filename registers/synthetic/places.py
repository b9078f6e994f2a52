"""Towns and villages of 青禾县 (codes 99…, all invented), with the weights of a real district's towns (domain §9.1)."""

from __future__ import annotations

from dataclasses import dataclass

COUNTY_CODE, COUNTY_NAME = "990101", "青禾县"


@dataclass(frozen=True)
class Village:
    """行政村 or 社区. Urban households live in 社区 (…0xx), rural ones in 村 (…2xx)."""

    code: str
    name: str
    town_code: str
    town_name: str

    @property
    def is_community(self) -> bool:
        return self.code[9] == "0"


# town code, name, weight, communities, villages. The main demo village is 柳溪镇 上湾村 (990101100201).
TOWNS: tuple[tuple[str, str, int, str, str], ...] = (
    ("990101001", "城关街道", 24717, "东关,南门,钟楼,文庙,书院,新安,河滨,体育路", "北坡,杏林"),
    ("990101002", "白塔街道", 19466, "白塔,塔西,红旗路,纺织,车站", "塔坡,枣园"),
    ("990101003", "东岭街道", 19969, "东岭,矿东,矿西,团结", "岭后,石窑"),
    ("990101004", "马坪街道", 18163, "马坪,新村,文化路,桥头", "马坪北,柿树湾"),
    ("990101100", "柳溪镇", 17696, "", "上湾,下湾,金沟,桃园,杨树坪,河口,小河,沿河"),
    ("990101101", "石桥镇", 15791, "石桥", "南坪,石桥北,老槐,泉眼,青石,枫树"),
    ("990101102", "云台镇", 24637, "云台,安和", "云台山,后沟,周家坪,凉水井,梨花,川口,天池"),
    ("990101103", "松岭镇", 22745, "松岭", "松岭东,大松,黑水,杉木,药王,双庙,榆树"),
    ("990101104", "双河镇", 10501, "双河", "东河,西河,柏树,三岔,高坡,苇子"),
)


def villages() -> list[Village]:
    rows = []
    for town_code, town_name, _, communities, hamlets in TOWNS:
        for number, name in enumerate(filter(None, communities.split(",")), start=1):
            rows.append(Village(f"{town_code}{number:03d}", f"{name}社区", town_code, town_name))
        for number, name in enumerate(hamlets.split(","), start=201):
            rows.append(Village(f"{town_code}{number:03d}", f"{name}村", town_code, town_name))
    return rows


WEIGHTS = {code: weight for code, _, weight, _, _ in TOWNS}
# The settlement for relocated households (易地搬迁): they live in town and stay RURAL for monitoring.
SETTLEMENT, SETTLEMENT_VILLAGE = "安和安置区", "990101102002"
