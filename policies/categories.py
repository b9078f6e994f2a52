"""The categories of 低收入人口, the monitoring tag's kinds and the area types, labelled as the documents print them."""

from django.db import models


class SupportCategory(models.TextChoices):
    """低收入人口类别, in order of precedence (domain §2.1). A category is a person's (rulings A2)."""

    TEKUN = "tekun", "特困人员"
    DIBAO = "dibao", "最低生活保障对象"
    DIBAO_MARGIN = "dibao_margin", "最低生活保障边缘家庭成员"
    RIGID_EXPENDITURE = "rigid_expenditure", "刚性支出困难家庭成员"
    OTHER_HARDSHIP = "other_hardship", "其他困难人员"

    @property
    def short(self) -> str:
        return SHORT_LABELS[self]

    @property
    def css(self) -> str:
        """The tag colour class of look.css."""
        return {"tekun": "tk", "dibao": "db", "dibao_margin": "dbby", "rigid_expenditure": "gxzc", "other_hardship": "qtkn"}[self.value]


SHORT_LABELS = {
    SupportCategory.TEKUN: "特困",
    SupportCategory.DIBAO: "低保",
    SupportCategory.DIBAO_MARGIN: "低保边缘",
    SupportCategory.RIGID_EXPENDITURE: "刚性支出",
    SupportCategory.OTHER_HARDSHIP: "其他困难",
}
PRECEDENCE = tuple(SupportCategory)


class DibaoMode(models.TextChoices):
    """How a household holds 低保."""

    WHOLE = "whole", "整户保"
    SINGLE = "single", "单人保"


class MonitoringKind(models.TextChoices):
    """The three kinds of 防返贫监测对象 (domain §2.3)."""

    UNSTABLE = "unstable", "脱贫不稳定户"
    MARGINAL = "marginal", "边缘易致贫户"
    SUDDEN = "sudden", "突发严重困难户"


class AreaType(models.TextChoices):
    """Which line applies to a household; UNIFIED rows of a parameter serve both."""

    RURAL = "rural", "农村"
    URBAN = "urban", "城市"
    UNIFIED = "unified", "城乡统一"


TAG_LABEL = "防返贫监测对象"
