"""The subscribed capital up to which a company without staff is exempt (rulings B12)."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('policies', '0004_numbers_of_data_quality'),
    ]

    operations = [
        migrations.AlterField(
            model_name='parameter',
            name='code',
            field=models.CharField(choices=[('low_income_line', '低收入人口监测线'), ('dibao_standard', '最低生活保障标准'), ('margin_ceiling', '低保边缘收入上限'), ('pdi', '上年度居民人均可支配收入'), ('rigid_ratio', '刚性支出占家庭总收入的比例'), ('single_self_pay_tuopin', '脱贫户单次自付医疗预警线'), ('yearly_self_pay_tuopin', '脱贫户年度自付医疗预警线'), ('single_self_pay_ordinary', '一般农户单次自付医疗预警线'), ('yearly_self_pay_ordinary', '一般农户年度自付医疗预警线'), ('yearly_self_pay_unit', '年度自付按户还是按人'), ('self_pay_visits', '自付统计的就诊类别'), ('income_window', '收入计算期'), ('source_precedence', '同一收支多个来源时的先后'), ('employment_cost_ratio', '就业成本占工资比例'), ('unified_income_rule', '统一用民政口径收入'), ('excluded_income', '不计入家庭收入的项目'), ('excluded_income_tekun', '另不计入特困人员本人收入的项目'), ('vehicle_value_limit', '低保边缘、刚性支出家庭允许的车辆价值'), ('vehicle_count_limit', '低保边缘、刚性支出家庭允许的车辆数'), ('financial_assets_months_dibao', '低保家庭金融资产上限（低保月标准的倍数）'), ('financial_assets_months_margin', '低保边缘、刚性支出家庭金融资产上限（低保月标准的倍数）'), ('house_count_limit', '允许的住房套数'), ('house_area_average', '当地人均住房面积'), ('company_exempt_subscribed', '没有雇人的企业可豁免的认缴额'), ('near_line_share', '略高于线的区间'), ('income_fall_ratio', '收入骤减的比例'), ('new_event_months', '“新发生”的期限：发生在此前'), ('new_event_received_days', '“新发生”的期限：收到在此前'), ('school_age_from', '义务教育年龄起'), ('school_age_to', '义务教育年龄止'), ('working_age_from', '劳动年龄起'), ('working_age_to', '劳动年龄止'), ('elderly_age', '老年人年龄'), ('adult_age', '成年：年满'), ('watch_refused_months', '未通过申请后的跟踪期'), ('watch_exited_months', '退出后的跟踪期'), ('enlisted_counted', '入伍人员是否计入'), ('alert_assign_days', '线索分派期限'), ('alert_visit_days', '线索入户期限'), ('alert_decision_days', '线索结论期限'), ('alert_silence_days', '核实后静默期'), ('single_dibao_amount', '单人保月保障金额'), ('classified_addon_amount', '分类施保每人每月增发'), ('tekun_minor_age', '特困未成年人：不满'), ('tekun_elderly_age', '特困老年人：年满'), ('edge_requires_hardship', '低保边缘另要求重病重残或无劳动力'), ('accept_days', '提交后受理期限'), ('returned_days', '退回补正期限'), ('unified_sla_days', '受理到确认的总期限'), ('notice_pauses_clock', '公示期间停钟'), ('means_check_days', '经济状况核对期限'), ('home_visit_days', '入户调查期限'), ('notice_days_dibao', '低保公示天数'), ('notice_days_tekun', '特困公示天数'), ('notice_days_tag', '监测对象公示天数'), ('notice_days_other', '其他类别公示天数'), ('confirm_level', '审核确认在哪一级'), ('panel_quorum', '联审联批到会比例不低于'), ('panel_majority', '联审联批同意比例须超过'), ('review_apply_days', '行政复议申请期限'), ('litigation_months', '行政诉讼起诉期限'), ('complaint_phones', '监督电话（公示和文书上印的）'), ('export_whole_rows', '一次导出可带完整号码的行数上限'), ('undo_days', '导入批次可以整批撤回的期限'), ('newborn_months', '台账里多大以内的新成员算新生儿'), ('month_cutoff_day', '月报截止日：每月几日（31为自然月）'), ('county_check_days', '县级抽查期限'), ('county_sample_share_tekun', '特困随机抽查比例不低于'), ('rigid_valid_months', '刚性支出困难家庭有效期'), ('referral_receive_days', '部门签收期限'), ('feedback_day', '季末月反馈截止日'), ('feedback_reminders', '季末月提醒日'), ('elder_allowance_age', '高龄津贴年龄'), ('public_post_age_to', '乡村公益性岗位年龄上限'), ('loan_age_from', '小额信贷年龄起'), ('loan_age_to', '小额信贷年龄止'), ('quality_tekun_age_from', '数据核查：健康特困人员年龄起'), ('quality_tekun_age_to', '数据核查：健康特困人员年龄止'), ('quality_labour_age_from', '数据核查：普通、技能劳动力年龄起'), ('quality_labour_age_to', '数据核查：普通、技能劳动力年龄止'), ('quality_pension_age_from', '数据核查：应填养老保险的年龄起'), ('quality_wage_from', '数据核查：一年工资性收入不应低于'), ('quality_income_per_head_to', '数据核查：人均纯收入不应超过')], max_length=40, verbose_name='参数'),
        ),
    ]
