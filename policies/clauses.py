"""Documents and clauses that rules, steps and parameters cite."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Document:
    """A law, regulation or plan."""

    title: str
    number: str = ""

    def __str__(self) -> str:
        return f"《{self.title}》" + (f"（{self.number}）" if self.number else "")


@dataclass(frozen=True)
class Clause:
    """A place in a document; prints as 《…》第…条."""

    document: Document
    article: str = ""

    def __str__(self) -> str:
        return f"{self.document}{self.article}"


DIBAO_RULES = Document("最低生活保障审核确认办法", "民发〔2021〕57号")
TEKUN_RULES = Document("特困人员认定办法", "民发〔2021〕43号")
RIGID_RULES = Document("刚性支出困难家庭认定办法", "民政部 2024-10-24")
LAYERED_HELP = Document("关于加强低收入人口动态监测做好分层分类社会救助工作的意见", "国办发〔2023〕39号")
GUIZHOU_ACTION = Document("贵州省乡村振兴系统重点人群监测帮扶专项行动方案", "2022")
YINTAI_PLAN = Document("铜川市印台区防止返贫帮扶政策和低收入人口常态化帮扶政策衔接并轨改革工作方案（征求意见稿）", "2025-04-10")
HUAIBEI_PLAN = Document("淮北市探索“六大体系”推动防止返贫和低收入人口帮扶政策衔接并轨", "2025")
NATIONAL_CHECKS = Document("全国防返贫监测信息系统数据质量核查规则", "2023")
PRODUCT_PRACTICE = Document("并轨系统业务口径（待县确认）")
