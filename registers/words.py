"""What other systems write for our codes (domain §8.3–8.9, §12): import aliases, nothing else reads them."""

from __future__ import annotations

from households.choices import (
    Attendance,
    Health,
    HouseGrade,
    HouseholdKind,
    IdType,
    IncomeKind,
    InsuranceKind,
    InsuranceStatus,
    JobStatus,
    Labour,
    Marital,
    MemberStatus,
    Risk,
    SchoolStatus,
    SpendingKind,
    VehicleKind,
    VisitKind,
    WaterState,
)
from households.relations import RELATIONS
from policies.categories import AreaType, MonitoringKind, SupportCategory

RELATION_WORDS = {label: code for code, label in RELATIONS.items()} | {code: code for code in RELATIONS}
RELATION_WORDS |= {
    "户主": "02", "户主本人": "02", "妻子": "10", "丈夫": "10", "妻": "10", "夫": "10", "之子": "20", "儿子": "20", "户主之子": "20", "之女": "30", "女儿": "30",
    "户主之女": "30", "之儿媳": "38", "儿媳妇": "38", "之女婿": "28", "孙子女": "40", "之孙子": "41", "之孙女": "42", "之外孙子": "43", "外孙": "43",
    "之外孙女": "44", "之父": "51", "父": "51", "之母": "52", "母": "52", "之公公": "53", "之婆婆": "54", "之岳父": "55", "之岳母": "56",
    "之祖父": "61", "爷爷": "61", "之祖母": "62", "奶奶": "62", "之外祖父": "63", "外公": "63", "之外祖母": "64", "外婆": "64", "之兄弟姐妹": "70",
    "哥哥": "71", "兄长": "71", "弟弟": "73", "姐姐": "75", "妹妹": "77", "之叔伯": "83", "叔伯": "83", "之侄儿": "93", "侄儿": "93", "之侄女": "94",
    "之曾孙子": "47", "之曾孙女": "48", "养子": "27", "继子": "27", "养女": "37", "继女": "37", "继父": "57", "养父": "57", "继母": "58",
    "养母": "58", "非亲属关系": "99", "其他关系": "80", "老婆": "10", "老伴": "10", "爱人": "10", "夫妻": "10",
    "大儿子": "22", "二儿子": "23", "大女儿": "32", "二女儿": "33", "三子": "20", "四子": "20", "三女": "30", "四女": "30", "孙儿": "41", "孙女儿": "42",
    "爸爸": "51", "爸": "51", "妈妈": "52", "妈": "52", "叔叔": "83", "叔": "83", "伯伯": "81", "大伯": "81", "婶婶": "84", "舅舅": "85",
    "舅": "85", "姨妈": "88", "姑姑": "90", "姑妈": "90", "侄": "93", "嫂子": "72", "弟妹": "74", "弟媳妇": "74", "孙媳妇": "45", "孙女婿": "46",
    "上门女婿": "28", "曾祖父": "60", "曾祖母": "60", "亲属": "97", "亲戚": "97",
}  # fmt: skip
# 户主之子, 户主的儿子, 之长子: how the two systems and clerks put it.
RELATION_WORDS |= {
    f"{front}{word}": code
    for word, code in list(RELATION_WORDS.items())
    if not word.isdigit() and not word.startswith(("之", "户主"))
    for front in ("之", "户主之", "户主的", "户主")
    if f"{front}{word}" not in RELATION_WORDS
}

ETHNICITIES = (
    "01汉02蒙古03回04藏05维吾尔06苗07彝08壮09布依10朝鲜11满12侗13瑶14白15土家16哈尼17哈萨克18傣19黎20傈僳21佤22畲23高山24拉祜25水26东乡27纳西"
    "28景颇29柯尔克孜30土31达斡尔32仫佬33羌34布朗35撒拉36毛南37仡佬38锡伯39阿昌40普米41塔吉克42怒43乌孜别克44俄罗斯45鄂温克46德昂47保安48裕固49京"
    "50塔塔尔51独龙52鄂伦春53赫哲54门巴55珞巴56基诺97其他98外国血统"
)


def _ethnicities() -> dict[str, str]:
    import re

    table: dict[str, str] = {}
    for code, label in re.findall(r"(\d\d)(\D+)", ETHNICITIES):
        table |= {code: code, label: code, f"{label}族": code}
    return table


ETHNICITY_WORDS = _ethnicities()

EDUCATION_WORDS = {
    "研究生": "10", "硕士": "10", "博士": "10", "大学本科": "20", "本科": "20", "大学": "20", "大学专科": "30", "大专": "30", "专科": "30",
    "高职高专": "30", "中等职业": "40", "中专": "40", "中职": "40", "技校": "40", "职高": "40", "普通高中": "60", "高中": "60", "初中": "70",
    "小学": "80", "其他": "90", "文盲": "90", "半文盲": "90", "文盲半文盲": "90", "文盲或半文盲": "90", "学龄前儿童": "01",
} | {code: code for code in ("01", "10", "20", "30", "40", "60", "70", "80", "90")}  # fmt: skip

POLITICAL_WORDS = {
    "中共党员": "01", "党员": "01", "中共预备党员": "02", "预备党员": "02", "共青团员": "03", "团员": "03", "民革": "04", "民盟": "05", "民建": "06",
    "民进": "07", "农工党": "08", "致公党": "09", "九三学社": "10", "台盟": "11", "无党派": "12", "无党派人士": "12", "群众": "13",
} | {f"{code:02d}": f"{code:02d}" for code in range(1, 14)}  # fmt: skip

ID_TYPE_WORDS = {
    "居民身份证": IdType.ID_CARD,
    "残疾证": IdType.DISABILITY,
    "户口本": IdType.HUKOU,
    "出生证": IdType.BIRTH,
    "港澳台居民居住证": IdType.HK_MO_TW,
}
AREA_TYPE_WORDS = {"农业户口": AreaType.RURAL, "农业": AreaType.RURAL, "乡村": AreaType.RURAL, "农村户籍": AreaType.RURAL, "非农业户口": AreaType.URBAN,
                   "非农业": AreaType.URBAN, "城镇": AreaType.URBAN, "城市户籍": AreaType.URBAN}  # fmt: skip
HOUSEHOLD_KIND_WORDS = {"建档立卡": HouseholdKind.TUOPIN, "建档立卡户": HouseholdKind.TUOPIN, "建档立卡贫困户": HouseholdKind.TUOPIN, "脱贫": HouseholdKind.TUOPIN,
                        "脱贫人口": HouseholdKind.TUOPIN, "一般户": HouseholdKind.ORDINARY, "普通农户": HouseholdKind.ORDINARY,
                        "城镇户": HouseholdKind.URBAN, "城镇居民": HouseholdKind.URBAN}  # fmt: skip
SEX_WORDS = {"男性": "1", "女性": "2", "M": "1", "F": "2", "男士": "1", "女士": "2", "01": "1", "02": "2"}
MARITAL_WORDS = {"初婚": Marital.MARRIED, "再婚": Marital.MARRIED, "复婚": Marital.MARRIED, "有配偶": Marital.MARRIED, "21": Marital.MARRIED,
                 "22": Marital.MARRIED, "23": Marital.MARRIED, "离异": Marital.DIVORCED, "未说明的婚姻状况": Marital.UNSTATED}  # fmt: skip
STATUS_WORDS = {"在家": MemberStatus.PRESENT, "健在": MemberStatus.PRESENT, "务工": MemberStatus.AWAY_WORKING, "在校": MemberStatus.STUDYING,
                "在校学生": MemberStatus.STUDYING, "已故": MemberStatus.DEAD, "去世": MemberStatus.DEAD, "户籍迁出": MemberStatus.MOVED_OUT,
                "出嫁": MemberStatus.MARRIED_OUT, "嫁出": MemberStatus.MARRIED_OUT, "在押": MemberStatus.IN_PRISON, "服刑人员": MemberStatus.IN_PRISON,
                "强戒": MemberStatus.IN_REHAB, "失联": MemberStatus.MISSING, "参军": MemberStatus.ENLISTED, "现役军人": MemberStatus.ENLISTED,
                "另居": MemberStatus.LIVES_APART, "分户另居": MemberStatus.LIVES_APART}  # fmt: skip
LABOUR_WORDS = {"普通": Labour.ORDINARY, "有劳动能力": Labour.ORDINARY, "技能": Labour.SKILLED, "弱劳动力": Labour.WEAK, "半劳动力": Labour.WEAK,
                "弱或半劳动力": Labour.WEAK, "部分丧失": Labour.WEAK, "部分丧失劳动能力": Labour.WEAK, "丧失劳动能力": Labour.LOST, "完全丧失": Labour.LOST,
                "完全丧失劳动能力": Labour.LOST, "无劳动能力": Labour.NONE, "01": Labour.ORDINARY, "02": Labour.WEAK, "03": Labour.LOST,
                "04": Labour.NONE}  # fmt: skip
HEALTH_WORDS = {"健康或良好": Health.HEALTHY, "良好": Health.HEALTHY, "慢性病": Health.CHRONIC, "有慢性病": Health.CHRONIC, "长期慢病": Health.CHRONIC,
                "一般或较弱": Health.CHRONIC, "大病": Health.SERIOUS, "重病": Health.SERIOUS, "重大疾病": Health.SERIOUS, "残疾人": Health.DISABLED,
                "重度残疾": Health.DISABLED, "一般残疾": Health.DISABLED}  # fmt: skip
_GRADES = "一二三四五六七八九"
SCHOOL_WORDS = {"非在校": SchoolStatus.NOT, "不在校": SchoolStatus.NOT, "学前": SchoolStatus.PRESCHOOL, "幼儿园": SchoolStatus.PRESCHOOL,
                "普高": SchoolStatus.SENIOR, "高中": SchoolStatus.SENIOR, "中等职业": SchoolStatus.VOCATIONAL, "中专": SchoolStatus.VOCATIONAL,
                "大专": SchoolStatus.COLLEGE, "高职": SchoolStatus.COLLEGE, "大学": SchoolStatus.BACHELOR, "大学本科": SchoolStatus.BACHELOR,
                "硕士": SchoolStatus.GRADUATE, "博士": SchoolStatus.GRADUATE}  # fmt: skip
SCHOOL_WORDS |= {f"{number}年级": SchoolStatus.PRIMARY if place < 6 else SchoolStatus.JUNIOR for place, number in enumerate(_GRADES)}
SCHOOL_WORDS |= {f"小学{number}年级": SchoolStatus.PRIMARY for number in _GRADES[:6]} | {
    f"初中{number}年级": SchoolStatus.JUNIOR for number in "一二三七八九"
}
SCHOOL_WORDS |= {f"普高{number}年级": SchoolStatus.SENIOR for number in "一二三"} | {
    f"高中{number}年级": SchoolStatus.SENIOR for number in "一二三"
}
SCHOOL_WORDS |= {f"{stage}{number}年级": value for number in "一二三四"
                 for stage, value in (("中职", SchoolStatus.VOCATIONAL), ("高职高专", SchoolStatus.COLLEGE), ("本科", SchoolStatus.BACHELOR))}  # fmt: skip
JOB_WORDS = {"务工": JobStatus.MIGRANT, "外出打工": JobStatus.MIGRANT, "就地就近就业": JobStatus.LOCAL_JOB, "公益岗位": JobStatus.PUBLIC_POST,
             "公益性岗位": JobStatus.PUBLIC_POST, "个体": JobStatus.SELF_EMPLOYED, "自由职业": JobStatus.FLEXIBLE, "失业": JobStatus.UNEMPLOYED,
             "未就业": JobStatus.UNEMPLOYED, "在校学生": JobStatus.STUDENT, "离退休": JobStatus.RETIRED, "农民": JobStatus.FARMING,
             "工人": JobStatus.LOCAL_JOB, "27": JobStatus.FARMING, "24": JobStatus.LOCAL_JOB, "51": JobStatus.FLEXIBLE, "54": JobStatus.SELF_EMPLOYED,
             "70": JobStatus.UNEMPLOYED, "80": JobStatus.RETIRED, "31": JobStatus.STUDENT, "90": JobStatus.OTHER}  # fmt: skip
INCOME_WORDS = {"工资": IncomeKind.WAGE, "务工收入": IncomeKind.WAGE, "经营性收入": IncomeKind.BUSINESS, "经营收入": IncomeKind.BUSINESS,
                "生产经营性收入": IncomeKind.BUSINESS, "财产性收入": IncomeKind.PROPERTY, "转移性收入": IncomeKind.TRANSFER, "理赔": IncomeKind.CLAIM,
                "保险理赔": IncomeKind.CLAIM}  # fmt: skip
SPENDING_WORDS = {"医疗": SpendingKind.MEDICAL, "医疗支出": SpendingKind.MEDICAL, "合规自付医疗": SpendingKind.MEDICAL, "合规自付": SpendingKind.MEDICAL,
                  "教育": SpendingKind.EDUCATION, "康复": SpendingKind.REHABILITATION, "康复支出": SpendingKind.REHABILITATION,
                  "灾害损失": SpendingKind.LOSS, "意外损失": SpendingKind.LOSS, "生活": SpendingKind.LIVING, "其他": SpendingKind.OTHER}  # fmt: skip
SOURCE_WORDS = {"家庭经济状况核对": "means_check", "核对中心": "means_check", "部门数据": "department", "入户走访": "visit", "入户": "visit", "本人申报": "declared",
                "申报": "declared"}  # fmt: skip
VISIT_WORDS = {"普通住院": VisitKind.INPATIENT, "普通门诊": VisitKind.OUTPATIENT, "门诊慢特病": VisitKind.CHRONIC, "门诊慢性病": VisitKind.CHRONIC,
               "慢特病": VisitKind.CHRONIC}  # fmt: skip
DISABILITY_WORDS = {
    f"{word}残疾": str(number) for number, word in enumerate(("视力", "听力", "言语", "肢体", "智力", "精神", "多重"), start=1)
}
GRADE_WORDS = {"A": HouseGrade.A, "B": HouseGrade.B, "C": HouseGrade.C, "D": HouseGrade.D, "安全": HouseGrade.A, "基本安全": HouseGrade.B,
               "局部危险": HouseGrade.C, "整幢危险": HouseGrade.D, "无住房": HouseGrade.NONE, "没有住房": HouseGrade.NONE}  # fmt: skip
WATER_WORDS = {
    "合格": WaterState.GOOD,
    "安全": WaterState.GOOD,
    "基本合格": WaterState.FAIR,
    "不合格": WaterState.BAD,
    "未达标": WaterState.BAD,
}
ATTENDANCE_WORDS = {"在读": Attendance.ENROLLED, "在籍": Attendance.ENROLLED, "正常": Attendance.ENROLLED, "送教": Attendance.HOME_TAUGHT,
                    "辍学": Attendance.ABSENT, "失学": Attendance.ABSENT, "未入学": Attendance.ABSENT, "毕业": Attendance.FINISHED}  # fmt: skip
INSURANCE_WORDS = {"城乡居民基本医疗保险": InsuranceKind.RESIDENT_MEDICAL, "城乡居民医保": InsuranceKind.RESIDENT_MEDICAL,
                   "居民基本医疗保险": InsuranceKind.RESIDENT_MEDICAL, "城镇职工基本医疗保险": InsuranceKind.WORKER_MEDICAL,
                   "城乡居民基本养老保险": InsuranceKind.RESIDENT_PENSION, "城乡居民养老": InsuranceKind.RESIDENT_PENSION,
                   "城镇职工养老": InsuranceKind.WORKER_PENSION, "大病": InsuranceKind.SERIOUS_ILLNESS}  # fmt: skip
INSURED_WORDS = {"参保": InsuranceStatus.INSURED, "正常参保": InsuranceStatus.INSURED, "是": InsuranceStatus.INSURED, "否": InsuranceStatus.NOT_INSURED,
                 "未缴费": InsuranceStatus.NOT_INSURED, "暂停": InsuranceStatus.STOPPED, "断保": InsuranceStatus.STOPPED}  # fmt: skip
VEHICLE_WORDS = {"小汽车": VehicleKind.CAR, "轿车": VehicleKind.CAR, "小型轿车": VehicleKind.CAR, "小型普通客车": VehicleKind.CAR, "越野车": VehicleKind.CAR,
                 "面包车": VehicleKind.CAR, "轻型货车": VehicleKind.TRUCK, "重型货车": VehicleKind.TRUCK, "拖拉机": VehicleKind.MACHINE,
                 "农机": VehicleKind.MACHINE, "摩托车": VehicleKind.MOTORCYCLE, "两轮摩托": VehicleKind.MOTORCYCLE, "三轮摩托": VehicleKind.MOTORCYCLE,
                 "三轮车": VehicleKind.MOTORCYCLE, "电动车": VehicleKind.MOTORCYCLE, "残疾人专用车": VehicleKind.WHEELCHAIR}  # fmt: skip
CATEGORY_WORDS = {"特困": SupportCategory.TEKUN, "五保": SupportCategory.TEKUN, "农村五保": SupportCategory.TEKUN, "特困供养": SupportCategory.TEKUN,
                  "农村特困": SupportCategory.TEKUN, "城市特困": SupportCategory.TEKUN, "特困人员救助供养": SupportCategory.TEKUN, "TK": SupportCategory.TEKUN,
                  "低保": SupportCategory.DIBAO, "农村低保": SupportCategory.DIBAO, "城市低保": SupportCategory.DIBAO, "城乡低保": SupportCategory.DIBAO,
                  "最低生活保障": SupportCategory.DIBAO, "DB": SupportCategory.DIBAO, "低保边缘": SupportCategory.DIBAO_MARGIN,
                  "边缘": SupportCategory.DIBAO_MARGIN, "低保边缘家庭": SupportCategory.DIBAO_MARGIN, "低收入": SupportCategory.DIBAO_MARGIN,
                  "低收入家庭": SupportCategory.DIBAO_MARGIN, "农村低保边缘": SupportCategory.DIBAO_MARGIN, "DBBY": SupportCategory.DIBAO_MARGIN,
                  "刚性": SupportCategory.RIGID_EXPENDITURE, "刚性支出": SupportCategory.RIGID_EXPENDITURE, "支出型困难": SupportCategory.RIGID_EXPENDITURE,
                  "刚性支出困难家庭": SupportCategory.RIGID_EXPENDITURE, "支出型困难家庭": SupportCategory.RIGID_EXPENDITURE,
                  "GXZC": SupportCategory.RIGID_EXPENDITURE, "其他困难": SupportCategory.OTHER_HARDSHIP, "QTKN": SupportCategory.OTHER_HARDSHIP}  # fmt: skip
# Urban and rural registers were kept apart: 城市低保, 农村特困, 城镇低收入家庭. The prefix says nothing of the category itself.
CATEGORY_WORDS |= {
    f"{front}{word}{end}": value
    for word, value in list(CATEGORY_WORDS.items()) + [(str(label), SupportCategory(value)) for value, label in SupportCategory.choices]
    if not word.isascii() and not word.startswith(("农村", "城市", "城乡"))
    for front in ("", "城市", "农村", "城镇", "城乡")
    for end in ("", "户", "对象", "家庭", "人员", "家庭成员")
    if not word.endswith(("户", "对象", "家庭", "人员", "成员")) or not end
    if f"{front}{word}{end}" not in CATEGORY_WORDS and f"{front}{word}{end}" not in SupportCategory.labels
}
# What a refused application was for: the categories, and the tag.
APPLIED_WORDS = {str(label): str(value) for value, label in SupportCategory.choices} | {str(v): str(v) for v in SupportCategory.values}
APPLIED_WORDS |= {word: str(value) for word, value in CATEGORY_WORDS.items()} | dict.fromkeys(
    ("监测", "监测对象", "防返贫监测对象", "monitoring"), "monitoring"
)
MONITORING_WORDS = {"脱贫不稳定": MonitoringKind.UNSTABLE, "边缘易致贫": MonitoringKind.MARGINAL, "突发严重困难": MonitoringKind.SUDDEN,
                    "TPBWD": MonitoringKind.UNSTABLE, "BYYZP": MonitoringKind.MARGINAL, "TFYZKN": MonitoringKind.SUDDEN}  # fmt: skip
RISK_WORDS = {"因灾": Risk.DISASTER, "缺劳力": Risk.LABOUR, "产业项目失败": Risk.INDUSTRY, "务工就业不稳": Risk.JOB, "因务工就业不稳定": Risk.JOB,
              "因安全住房": Risk.HOUSING, "住房安全": Risk.HOUSING, "因安全饮水": Risk.WATER, "饮水安全": Risk.WATER, "因刚性支出较大": Risk.RIGID,
              "因刚性支出": Risk.RIGID, "收入骤减": Risk.INCOME_FALL, "因疫情": Risk.EPIDEMIC, "因婚丧": Risk.FAMILY, "家庭变故": Risk.FAMILY,
              "缺土地": Risk.OTHER, "缺水": Risk.WATER, "缺技术": Risk.OTHER, "缺资金": Risk.OTHER, "交通条件落后": Risk.OTHER,
              "自身发展动力不足": Risk.OTHER}  # fmt: skip
LEVEL_WORDS = {"地级市": "city", "县区": "county", "区": "county", "县级": "county", "镇": "town", "乡": "town", "街道": "town", "乡镇": "town", "乡级": "town",
               "村": "village", "社区": "village", "行政村": "village", "村级": "village", "组": "grid", "网格": "grid", "村民小组": "grid"}  # fmt: skip
OFFICE_WORDS = {"专班": "taskforce", "县专班": "taskforce", "局": "department", "县级部门": "department", "窗口": "window", "乡镇": "town", "镇街": "town",
                "便民服务中心": "town", "村": "village", "服务站": "village", "核对中心": "center", "监测中心": "center", "管理": "admin"}  # fmt: skip
