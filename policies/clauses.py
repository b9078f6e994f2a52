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
LAYERED_NOTICE = Document("关于加强低收入人口认定和动态监测工作的通知", "民办函〔2024〕31号")
GUIZHOU_ACTION = Document("贵州省乡村振兴系统重点人群监测帮扶专项行动方案", "2022")
YINTAI_PLAN = Document("铜川市印台区防止返贫帮扶政策和低收入人口常态化帮扶政策衔接并轨改革工作方案（征求意见稿）", "2025-04-10")
HUAIBEI_PLAN = Document("淮北市探索“六大体系”推动防止返贫和低收入人口帮扶政策衔接并轨", "2025")
MONITORING_GUIDE = Document("关于健全防止返贫动态监测和帮扶机制的指导意见", "中农组发〔2021〕7号")
EIGHT_VISITS = Document("农村防返贫“八必访”县级通知", "2024")
LOW_INCOME_PLATFORM = Document("西安市低收入人口动态监测平台预警指标", "2024")
NATIONAL_CHECKS = Document("全国防返贫监测信息系统数据质量核查规则", "2023")
REVIEW_LAW = Document("中华人民共和国行政复议法", "2023年修订")
LITIGATION_LAW = Document("中华人民共和国行政诉讼法", "2017年修正")
CIVIL_CODE = Document("中华人民共和国民法典", "2021-01-01起施行")
PRODUCT_PRACTICE = Document("并轨系统业务口径（待县确认）")
LASTING_GUIDE = Document("关于建立防返贫长效机制的指导意见")
MEDICAL_AID = Document("六盘水市医疗救助对象四类划分", "2025-09")
STUDENT_AID = Document("学生资助地方文件", "兴国县2024、吕梁市2023、石台县")
LOAN_NOTICES = Document("脱贫人口小额信贷地方实施文件", "白银市平川区2024、青阳县2024")
WORK_SUBSIDIES = Document("务工就业补助地方文件", "庐江县、崇信县、山西省、抚远市")
HOUSING_REPAIR = Document("农村危房改造六类对象通告", "凌源市2021、兴国县2024")
