"""赡养、抚养、扶养义务人 (rulings B12): one row per obligor, or one that says there is none."""

from households.choices import ObligorRelation
from registers import parsing
from registers.sheets.base import Sheet, col, id_column, ignored, pick

RELATION_WORDS = {
    "儿子": "child", "女儿": "child", "子": "child", "女": "child", "父亲": "parent", "母亲": "parent", "丈夫": "spouse", "妻子": "spouse",
    "孙子": "grandchild", "孙女": "grandchild", "外孙": "grandchild", "外孙女": "grandchild", "祖父": "grandparent", "祖母": "grandparent",
    "外祖父": "grandparent", "外祖母": "grandparent", "兄": "sibling", "弟": "sibling", "姐": "sibling", "妹": "sibling",
}  # fmt: skip
SHEET = Sheet(
    "obligors",
    "义务人",
    "民政局",
    ("households.Obligor",),
    ("id_number", "obligor_name", "relation"),
    (
        col("name", "姓名", parsing.name, "被赡养人姓名", required=True, help="被赡养、抚养、扶养的人"),
        id_column("id_number", "身份证号", "被赡养人身份证号", required=True),
        col("is_none", "是否没有义务人", parsing.yes_no, "无义务人", "是否无义务人", must_stand=True, help="填“是”的，义务人各栏不填"),
        col("obligor_name", "义务人姓名", parsing.name),
        pick("relation", "与本人关系", ObligorRelation, RELATION_WORDS, "义务人与本人关系", "关系"),
        id_column("obligor_id_number", "义务人身份证号"),
        col("birth", "义务人出生日期", parsing.day),
        col("yearly_income", "义务人家庭人均年收入（元）", parsing.yearly_money, "人均年收入"),
        col("family_size", "义务人家庭人口", parsing.whole(1, 30), "家庭人口"),
        col("is_tekun", "义务人是否特困", parsing.yes_no),
        col("is_dibao", "义务人是否低保", parsing.yes_no),
        col("is_severely_disabled", "义务人是否重度或三级智力精神残疾", parsing.yes_no),
        col("is_incapable", "义务人是否无民事行为能力、失踪或服刑", parsing.yes_no),
        col("has_low_property", "义务人财产是否符合低保边缘规定", parsing.yes_no),
        col("agreed_amount", "协议或判决年金额（元）", parsing.yearly_money, "赡养协议金额", "协议金额"),
        col("ability_words", "履行能力说明", parsing.text(200)),
    ),
    file_words=("义务人", "赡养", "obligors"),
    about="“年收入”一列分不清是全家的还是人均的，不读；请填“义务人家庭人均年收入（元）”。",
    ignored=(ignored("请写明是谁的：义务人年收入", "年收入"),),
)
