"""Closed lists about households, members and evidence; labels exactly as the forms print them (domain §8)."""

from django.db import models


class HouseholdKind(models.TextChoices):
    """户类型: whether the household was once lifted out of poverty."""

    TUOPIN = "tuopin", "脱贫户"
    ORDINARY = "ordinary", "一般农户"
    URBAN = "urban", "城镇居民户"


class Sex(models.TextChoices):
    """GB/T 2261.1."""

    MALE = "1", "男"
    FEMALE = "2", "女"


class IdType(models.TextChoices):
    """证件类型."""

    ID_CARD = "01", "身份证"
    DISABILITY = "02", "残疾人证"
    HUKOU = "03", "户口簿"
    BIRTH = "04", "出生医学证明"
    PASSPORT = "05", "护照"
    HK_MO_TW = "06", "港澳台居住证"
    OTHER = "99", "其他"


class MemberStatus(models.TextChoices):
    """人员状态, dated; decides who is counted (rulings B5)."""

    PRESENT = "present", "正常"
    AWAY_WORKING = "away_working", "外出务工"
    STUDYING = "studying", "在校（全日制）"
    DEAD = "dead", "死亡"
    MOVED_OUT = "moved_out", "迁出"
    MARRIED_OUT = "married_out", "婚出"
    IN_PRISON = "in_prison", "服刑"
    IN_REHAB = "in_rehab", "强制戒毒"
    MISSING = "missing", "失踪"
    ENLISTED = "enlisted", "入伍"
    IN_CARE_HOME = "in_care_home", "集中供养"
    LIVES_APART = "lives_apart", "另居（成年子女）"
    OTHER = "other", "其他不计"


# Who is counted on any day; ENLISTED by the parameter enlisted_counted; spouse and minor children wherever they live.
COUNTED_STATUSES = (MemberStatus.PRESENT, MemberStatus.AWAY_WORKING, MemberStatus.STUDYING)
# Who is kept on a register though nobody of the household sees him (人户分离): the dead and the held have rules of their own.
ABSENT_STATUSES = (MemberStatus.MISSING, MemberStatus.MOVED_OUT, MemberStatus.MARRIED_OUT, MemberStatus.LIVES_APART, MemberStatus.OTHER)
GONE_STATUSES = (MemberStatus.DEAD, MemberStatus.MOVED_OUT, MemberStatus.MARRIED_OUT)


class Labour(models.TextChoices):
    """劳动能力（劳动技能）."""

    ORDINARY = "ordinary", "普通劳动力"
    SKILLED = "skilled", "技能劳动力"
    WEAK = "weak", "弱劳动力或半劳动力"
    LOST = "lost", "丧失劳动力"
    NONE = "none", "无劳动力"


ABLE_LABOUR = (Labour.ORDINARY, Labour.SKILLED, Labour.WEAK)


class Health(models.TextChoices):
    """健康状况 of the national monitoring system."""

    HEALTHY = "healthy", "健康"
    CHRONIC = "chronic", "长期慢性病"
    SERIOUS = "serious", "患有大病"
    DISABLED = "disabled", "残疾"


class SchoolStatus(models.TextChoices):
    """在校生状况, by stage."""

    NOT = "not", "非在校生"
    PRESCHOOL = "preschool", "学前教育"
    PRIMARY = "primary", "小学"
    JUNIOR = "junior", "初中"
    SENIOR = "senior", "普通高中"
    VOCATIONAL = "vocational", "中职"
    COLLEGE = "college", "高职高专"
    BACHELOR = "bachelor", "本科"
    GRADUATE = "graduate", "研究生"


class JobStatus(models.TextChoices):
    """就业状况, local subset of GB/T 2261.4."""

    FARMING = "farming", "务农"
    MIGRANT = "migrant", "外出务工"
    LOCAL_JOB = "local_job", "就近就业"
    PUBLIC_POST = "public_post", "公益岗"
    SELF_EMPLOYED = "self_employed", "个体经营"
    FLEXIBLE = "flexible", "灵活就业"
    UNEMPLOYED = "unemployed", "无业"
    STUDENT = "student", "学生"
    RETIRED = "retired", "退休"
    OTHER = "other", "其他"


class Marital(models.TextChoices):
    """GB/T 2261.2."""

    SINGLE = "10", "未婚"
    MARRIED = "20", "已婚"
    WIDOWED = "30", "丧偶"
    DIVORCED = "40", "离婚"
    UNSTATED = "90", "未说明"


class EvidenceSource(models.TextChoices):
    """Where a figure comes from; which one wins is the parameter source_precedence (rulings B4)."""

    MEANS_CHECK = "means_check", "核对"
    DEPARTMENT = "department", "部门"
    VISIT = "visit", "走访"
    DECLARED = "declared", "自报"


class IncomeKind(models.TextChoices):
    """收入类别 (domain §3.1). BUSINESS rows may be negative: a loss offsets."""

    WAGE = "wage", "工资性收入"
    BUSINESS = "business", "经营净收入"
    PROPERTY = "property", "财产净收入"
    TRANSFER = "transfer", "转移净收入"
    CLAIM = "claim", "理赔收入"


class SpendingKind(models.TextChoices):
    """支出类别 deductible or rigid (domain §3.3)."""

    MEDICAL = "medical", "合规自付医疗（自报）"
    EDUCATION = "education", "教育支出"
    REHABILITATION = "rehabilitation", "残疾康复支出"
    LOSS = "loss", "灾害意外净损失"
    LIVING = "living", "生活支出"
    OTHER = "other", "其他支出"


class AssetKind(models.TextChoices):
    """财产类别 (domain §3.5)."""

    FINANCIAL = "financial", "金融资产"
    HOUSE = "house", "住房"
    NON_RESIDENTIAL = "non_residential", "非居住用房"
    MACHINERY = "machinery", "大型农机船舶"
    COMPANY = "company", "企业或个体"
    VEHICLE = "vehicle", "机动车"  # of a means check: 车管登记 itself is the register of vehicles
    OTHER = "other", "其他财产"


class VisitKind(models.TextChoices):
    """就诊类别."""

    INPATIENT = "inpatient", "住院"
    OUTPATIENT = "outpatient", "门诊"
    CHRONIC = "chronic", "门慢特"


class DisabilityType(models.TextChoices):
    """GB/T 26341."""

    SIGHT = "1", "视力"
    HEARING = "2", "听力"
    SPEECH = "3", "言语"
    LIMB = "4", "肢体"
    INTELLECT = "5", "智力"
    MIND = "6", "精神"
    MULTIPLE = "7", "多重"


class HouseGrade(models.TextChoices):
    """房屋等级 (JGJ 125), plus 无房."""

    A = "A", "A级"
    B = "B", "B级"
    C = "C", "C级"
    D = "D", "D级"
    NONE = "none", "无房"


UNSAFE_GRADES = (HouseGrade.C, HouseGrade.D, HouseGrade.NONE)


class WaterState(models.TextChoices):
    """达标情况 of one of the four water indicators."""

    GOOD = "good", "达标"
    FAIR = "fair", "基本达标"
    BAD = "bad", "不达标"


class Attendance(models.TextChoices):
    """学籍状态."""

    ENROLLED = "enrolled", "在校"
    HOME_TAUGHT = "home_taught", "送教上门"
    ABSENT = "absent", "失学辍学"
    FINISHED = "finished", "已毕业"


class InsuranceKind(models.TextChoices):
    """参保险种."""

    RESIDENT_MEDICAL = "resident_medical", "居民医保"
    WORKER_MEDICAL = "worker_medical", "职工医保"
    SERIOUS_ILLNESS = "serious_illness", "大病保险"
    RESIDENT_PENSION = "resident_pension", "居民养老"
    WORKER_PENSION = "worker_pension", "职工养老"


class InsuranceStatus(models.TextChoices):
    """参保状态."""

    INSURED = "insured", "已参保"
    NOT_INSURED = "not_insured", "未参保"
    STOPPED = "stopped", "停保"


class VehicleKind(models.TextChoices):
    """车辆类型; the last two never count (domain §3.5)."""

    CAR = "car", "小型汽车"
    TRUCK = "truck", "货车"
    MACHINE = "machine", "拖拉机等农机"
    MOTORCYCLE = "motorcycle", "两轮或三轮摩托"
    WHEELCHAIR = "wheelchair", "残疾人代步车"


EXEMPT_VEHICLES = (VehicleKind.MOTORCYCLE, VehicleKind.WHEELCHAIR)


class Register(models.TextChoices):
    """Whose register claims a person."""

    DIBAO = "dibao", "低保台账"
    TEKUN = "tekun", "特困台账"
    DIBAO_MARGIN = "dibao_margin", "低保边缘台账"
    RIGID_EXPENDITURE = "rigid_expenditure", "刚性支出台账"
    MONITORED = "monitored", "监测对象台账"


class ClearanceMode(models.TextChoices):
    """风险消除方式."""

    HELPED = "helped", "帮扶消除"
    NATURAL = "natural", "自然消除"


class Risk(models.TextChoices):
    """致贫返贫风险 (domain §8.7)."""

    ILLNESS = "01", "因病"
    DISASTER = "02", "因自然灾害"
    DISABILITY = "03", "因残"
    LABOUR = "04", "缺劳动力"
    ACCIDENT = "05", "因意外事故"
    INDUSTRY = "06", "因产业项目失败"
    JOB = "07", "因务工就业不稳"
    HOUSING = "08", "因住房安全"
    SCHOOL = "09", "因学"
    WATER = "10", "因饮水安全"
    RIGID = "11", "刚性支出较大"
    INCOME_FALL = "12", "因收入骤减"
    EPIDEMIC = "13", "因疫情等突发公共事件"
    FAMILY = "14", "因婚丧或家庭变故"
    OTHER = "99", "其他"


class SupportMode(models.TextChoices):
    """特困供养方式."""

    CENTRAL = "central", "集中供养"
    SCATTERED = "scattered", "分散供养"


class CareLevel(models.TextChoices):
    """生活自理能力."""

    SELF = "self", "全自理"
    HALF = "half", "半护理"
    FULL = "full", "全护理"


class ObligorRelation(models.TextChoices):
    """How an obligor outside the household is bound to a member."""

    CHILD = "child", "子女"
    PARENT = "parent", "父母"
    SPOUSE = "spouse", "配偶"
    GRANDCHILD = "grandchild", "孙子女、外孙子女"
    GRANDPARENT = "grandparent", "祖父母、外祖父母"
    SIBLING = "sibling", "兄弟姐妹"
