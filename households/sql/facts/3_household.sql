-- the household: its people, then its money, each summed over as few rows as there are -----------------------------------
composed AS (
    SELECT m.household_id,
           count(*) FILTER (WHERE m.is_counted) AS counted_members,
           count(*) FILTER (WHERE m.is_counted AND m.category <> 'tekun') AS income_members,
           count(*) FILTER (WHERE m.is_counted AND m.labour = ANY(%(able)s)) AS able_members,
           count(*) FILTER (WHERE m.is_counted AND m.labour = '') AS labour_unknown,
           count(*) FILTER (WHERE m.is_counted AND m.birth > %(adult_born)s) AS minors,
           count(*) FILTER (WHERE m.is_counted AND m.birth <= %(elderly_born)s) AS elderly,
           count(*) FILTER (WHERE m.is_counted AND m.is_disabled) AS disabled,
           count(*) FILTER (WHERE m.is_counted AND m.is_disabled AND m.birth <= %(elderly_born)s) AS elderly_disabled,
           count(*) FILTER (WHERE m.is_counted AND m.care_level = 'full') AS unable_to_care,
           count(*) FILTER (WHERE m.is_counted AND m.category = 'tekun') AS scattered_tekun,
           count(*) FILTER (WHERE m.is_counted AND m.is_student) AS students,
           count(*) FILTER (WHERE m.is_counted AND m.is_student IS NULL) AS students_unknown,
           -- who could look after a child at home; somebody without a birth date may be one
           count(*) FILTER (WHERE m.is_counted AND m.status = 'present' AND m.birth <= %(adult_born)s AND m.birth > %(elderly_born)s AND NOT m.is_severely_disabled) AS carers,
           count(*) FILTER (WHERE m.is_counted AND m.status = 'present' AND m.birth IS NULL) AS births_unknown,
           count(*) FILTER (WHERE m.is_counted AND m.status IN ('present', 'studying')) AS at_home,
           -- of whom a visit is the only contact, or may be
           count(*) FILTER (WHERE m.status = 'away_working' OR m.status = ANY(%(absent_statuses)s) AND m.status_since IS NULL) AS out_of_sight,
           max(coalesce(m.joined_on, m.birth)) FILTER (WHERE m.is_counted AND coalesce(m.joined_on, m.birth) > %(new_since)s AND coalesce(m.joined_on, m.birth) <= %(on)s) AS joined_lately_on,
           count(*) FILTER (WHERE m.is_counted AND (m.is_severely_disabled OR m.health = 'serious')) AS severe_cases,
           count(*) FILTER (WHERE m.is_counted AND m.health = '') AS health_unknown,
           bit_or(m.kin) FILTER (WHERE m.relation = '02') AS kin_head, bit_or(m.kin) FILTER (WHERE m.relation = '10') AS kin_spouse,
           bit_or(m.kin) FILTER (WHERE m.relation = ANY(%(children)s)) AS kin_child, bit_or(m.kin) FILTER (WHERE m.relation = ANY(%(parents)s)) AS kin_parent,
           min(m.changes_on) AS changes_on
    FROM (
        -- what one member could give another whom he must support, in bits: 8 able, 4 nobody knows, 2 not if the household is under the 低保
        -- standard, 1 not if it is under the disposable income; 0 nothing (a child, a 特困 person, somebody not counted); domain §2.2
        SELECT *, CASE WHEN NOT is_counted OR category = 'tekun' OR birth > %(adult_born)s THEN 0 WHEN is_severely_disabled THEN 1 WHEN birth IS NULL THEN 4
                       WHEN birth <= %(aged_born)s THEN 1 WHEN birth <= %(tekun_elderly_born)s THEN 3 ELSE 8 END AS kin
        FROM member
    ) m GROUP BY m.household_id
),
-- who brings money: counted members, 特困 apart, and minus the household for rows that name nobody
seat AS (
    SELECT m.person_id AS who, m.household_id, m.category <> 'tekun' AS is_income_member FROM member m WHERE m.is_counted
),
unnamed AS (
    SELECT w.who, -w.who AS household_id, true AS is_income_member
    FROM (SELECT who FROM earned WHERE who < 0 UNION SELECT who FROM spent WHERE who < 0 UNION SELECT who FROM treated WHERE who < 0) w
),
payee AS MATERIALIZED (SELECT * FROM seat UNION ALL SELECT * FROM unnamed),
brought_in AS (
    SELECT p.household_id, sum(e.wages)::bigint AS wages, sum(e.wages_before)::bigint AS wages_before,
           sum(least(e.wages * %(cost_ratio)s::numeric, s.cost_cap)) FILTER (WHERE e.wages > 0) AS employment_cost,
           sum(least(e.wages_before * %(cost_ratio)s::numeric, s.cost_cap)) FILTER (WHERE e.wages_before > 0) AS cost_before,
           sum(e.business)::bigint AS business, sum(e.property)::bigint AS property, sum(e.transfers)::bigint AS transfers,
           sum(e.excluded)::bigint AS excluded, sum(e.claims)::bigint AS claims, sum(e.other_before)::bigint AS other_before,
           bool_or(e.before_known) AS before_known, max(e.wages) AS top_wages, sum(e.business_before)::bigint AS business_before
    FROM earned e JOIN payee p ON p.who = e.who AND p.is_income_member JOIN scope s ON s.id = p.household_id
    GROUP BY p.household_id
),
paid_out AS (
    SELECT p.household_id, sum(x.medical)::bigint AS medical, sum(x.education)::bigint AS education,
           sum(x.rehabilitation)::bigint AS rehabilitation, sum(x.loss)::bigint AS loss, sum(x.rigid_before)::bigint AS rigid_before
    FROM spent x JOIN payee p ON p.who = x.who AND p.is_income_member
    GROUP BY p.household_id
),
cured AS (
    SELECT p.household_id, max(t.single) AS single, min(t.oldest) AS oldest, {year_sum}(t.this_year)::bigint AS this_year,
           sum(t.compliant_before) FILTER (WHERE p.is_income_member)::bigint AS compliant_before,
           sum(t.in_window)::bigint AS in_window, sum(t.compliant) FILTER (WHERE p.is_income_member)::bigint AS compliant
    FROM treated t JOIN payee p ON p.who = t.who
    GROUP BY p.household_id
),
-- 赡养、抚养、扶养义务人 outside the household: each without means to help, or said to be none; silence is unknown (domain §2.2, rulings B12)
owed AS (
    SELECT o.person_id,
           CASE WHEN bool_or(o.is_unable IS FALSE) THEN false WHEN bool_or(o.is_unable IS NULL) THEN NULL ELSE true END AS are_unable
    FROM (
        SELECT r.person_id, r.is_none,
               r.is_none OR r.is_tekun OR r.birth <= %(tekun_elderly_born)s AND r.is_dibao
                   OR r.birth <= %(aged_born)s AND r.yearly_income < s.pdi AND r.has_low_property
                   OR r.is_severely_disabled AND r.yearly_income < s.pdi AND r.has_low_property
                   OR r.is_incapable AND r.has_low_property AS is_unable
        FROM households_obligor r
        JOIN member m ON m.person_id = r.person_id AND m.is_counted
        JOIN scope s ON s.id = m.household_id
    ) o
    GROUP BY o.person_id
),
-- what happened lately to few people (rulings C2)
told_lately AS (
    SELECT m.household_id,
           max(m.disability_received_on) FILTER (WHERE m.is_counted AND m.is_newly_disabled AND m.is_severely_disabled) AS severe_since,
           max(i.since) FILTER (WHERE m.is_counted) AS ill_since, max(i.undated) FILTER (WHERE m.is_counted) AS ill_undated,
           max(c.dibao_since) FILTER (WHERE m.is_counted) AS dibao_since, max(c.dibao_undated) FILTER (WHERE m.is_counted) AS dibao_undated,
           min(least(i.changes_on, c.changes_on)) AS changes_on
    FROM member m
    LEFT JOIN fallen_ill i ON i.person_id = m.person_id
    LEFT JOIN claimed c ON c.person_id = m.person_id AND c.changes_on IS NOT NULL
    WHERE m.is_newly_disabled OR i.person_id IS NOT NULL OR c.person_id IS NOT NULL
    GROUP BY m.household_id
),
-- natural disasters that took house or crops, and accidents; a loss that nobody has put in figures is unknown
harmed AS (
    SELECT d.household_id,
           max(d.received_on) FILTER (WHERE {harm_is_new} AND NOT d.is_accident AND d.has_loss) AS disaster_since,
           max(d.received_on) FILTER (WHERE {harm_is_new} AND NOT d.is_accident AND d.has_loss IS NULL) AS disaster_unpriced,
           max(d.received_on) FILTER (WHERE {harm_is_new} AND d.is_accident) AS accident_since,
           min({harm_until}) AS changes_on
    FROM (SELECT x.household_id, x.happened_on, x.received_on, x.kind = ANY(%(accidents)s) AS is_accident,
                 CASE WHEN greatest(x.house_loss, x.crop_loss, x.loss) > 0 THEN true WHEN x.loss = 0 OR x.house_loss = 0 AND x.crop_loss = 0 THEN false END AS has_loss
          FROM households_disaster x
          WHERE x.received_on > %(received_since)s AND {disaster_scope}) d
    GROUP BY d.household_id
),
-- who is gone of those who earned, and whether nobody left earns more
lost_lately AS (
    SELECT m.household_id,
           max(coalesce(m.death_received_on, m.status_since)) FILTER (WHERE e.wages > 0) AS earner_lost_since,
           max(coalesce(m.death_received_on, m.status_since)) FILTER (WHERE e.wages > 0 AND e.wages >= coalesce(b.top_wages, 0)) AS main_lost_since,
           max(coalesce(m.death_received_on, m.status_since)) FILTER (WHERE e.who IS NULL AND m.labour = ANY(%(able)s)) AS able_lost_since
    FROM member m
    LEFT JOIN earned e ON e.who = m.person_id
    LEFT JOIN brought_in b ON b.household_id = m.household_id
    WHERE NOT m.is_claim AND m.status IN ('dead', 'in_prison', 'in_rehab', 'missing') AND m.status_since > %(new_since)s AND m.status_since <= %(on)s
      AND (m.death_received_on IS NULL OR m.death_received_on > %(received_since)s)
    GROUP BY m.household_id
),
-- home, water, vehicles, property: the latest word ------------------------------------------------------------------------
housed AS (
    SELECT DISTINCT ON (r.household_id) r.household_id,
           -- a renovated and accepted house is no longer the appraised one
           CASE WHEN r.grade IN ('C', 'D') AND r.accepted_on <= %(seen)s THEN 'B' ELSE r.grade END AS grade
    FROM households_housing r
    WHERE r.appraised_on <= %(seen)s AND {housing_scope}
    ORDER BY r.household_id, r.appraised_on DESC
),
watered AS (
    SELECT DISTINCT ON (r.household_id) r.household_id,
           CASE WHEN 'bad' IN (r.quantity, r.quality, r.access, r.reliability) THEN true
                WHEN '' IN (r.quantity, r.quality, r.access, r.reliability) THEN NULL
                ELSE false END AS is_unsafe
    FROM households_water r
    WHERE r.checked_on <= %(seen)s AND {water_scope}
    ORDER BY r.household_id, r.checked_on DESC
),
driven AS (
    SELECT m.household_id, count(*) AS vehicles,
           CASE WHEN count(*) = count(v.value) THEN max(v.value) END AS top_value
    FROM households_vehicle v
    JOIN member m ON m.person_id = v.person_id AND m.is_counted
    WHERE v.kind <> ALL(%(exempt_vehicles)s) AND NOT v.is_livelihood
    GROUP BY m.household_id
),
owned AS (
    -- a form and a register speak of all property; a means check done here only of the kinds it looked at
    SELECT a.household_id,
           CASE WHEN bool_or(a.tells_all OR a.kind = 'financial')
                     AND count(*) FILTER (WHERE a.counts AND a.kind = 'financial') = count(a.value) FILTER (WHERE a.counts AND a.kind = 'financial')
                THEN coalesce(sum(a.value) FILTER (WHERE a.counts AND a.kind = 'financial'), 0) END AS financial_assets,
           CASE WHEN bool_or(a.tells_all OR a.kind = 'house') THEN count(*) FILTER (WHERE a.counts AND a.kind = 'house') END AS house_count,
           CASE WHEN bool_or(a.tells_all OR a.kind = 'house')
                     AND count(*) FILTER (WHERE a.counts AND a.kind = 'house') = count(a.area) FILTER (WHERE a.counts AND a.kind = 'house')
                THEN coalesce(sum(a.area) FILTER (WHERE a.counts AND a.kind = 'house'), 0) END AS house_area,
           CASE WHEN bool_or(a.tells_all) OR bool_or(a.counts AND a.is_barred) OR count(DISTINCT a.kind) FILTER (WHERE a.is_barred) = 3
                THEN count(*) FILTER (WHERE a.counts AND a.is_barred) END AS barred_property_count,
           CASE WHEN bool_or(a.kind = 'vehicle') THEN count(*) FILTER (WHERE a.counts AND a.kind = 'vehicle') END AS vehicles,
           CASE WHEN count(*) FILTER (WHERE a.counts AND a.kind = 'vehicle') = count(a.value) FILTER (WHERE a.counts AND a.kind = 'vehicle')
                THEN max(a.value) FILTER (WHERE a.counts AND a.kind = 'vehicle') END AS top_vehicle,
           CASE WHEN bool_or(a.tells_all OR a.kind = 'non_residential') THEN count(*) FILTER (WHERE a.counts AND a.kind = 'non_residential') END AS shops,
           CASE WHEN bool_or(a.tells_all OR a.kind = 'machinery') THEN count(*) FILTER (WHERE a.counts AND a.kind = 'machinery') END AS machinery
    FROM (SELECT a.household_id, a.kind, a.value, a.area, NOT a.is_none AND a.superseded_at IS NULL AS counts,
                 a.source <> 'means_check' OR a.batch_id IS NOT NULL AS tells_all,
                 a.kind IN ('non_residential', 'machinery', 'company') AS is_barred
          FROM households_asset a
          WHERE a.as_of <= %(seen)s AND {asset_scope}) a
    GROUP BY a.household_id
),
-- papers that begin or end on a day to come: until then these facts hold (rulings E3) -------------------------------------------
ahead AS MATERIALIZED (
    SELECT d.household_id, min(d.on_day) AS on_day
    FROM (
        SELECT t.household_id, t.settled_on AS on_day FROM households_medical t WHERE t.settled_on > %(on)s AND {medical_scope}
        UNION ALL
        SELECT r.household_id, least(CASE WHEN r.appraised_on > %(on)s THEN r.appraised_on END, CASE WHEN r.accepted_on > %(on)s THEN r.accepted_on END)
        FROM households_housing r WHERE (r.appraised_on > %(on)s OR r.accepted_on > %(on)s) AND {housing_scope}
        UNION ALL
        SELECT r.household_id, r.checked_on FROM households_water r WHERE r.checked_on > %(on)s AND {water_scope}
        UNION ALL
        SELECT a.household_id, a.as_of FROM households_asset a WHERE a.as_of > %(on)s AND {asset_scope}
        UNION ALL
        SELECT m.household_id, c.until + 1 FROM {claims} c JOIN member m ON m.person_id = c.person_id WHERE c.until >= %(on)s
        UNION ALL
        SELECT m.household_id, CASE WHEN r.started_on > %(on)s THEN r.started_on ELSE r.ended_on + 1 END
        FROM {detentions} r JOIN member m ON m.person_id = r.person_id WHERE r.started_on > %(on)s OR r.ended_on >= %(on)s
        UNION ALL
        SELECT m.household_id, least(CASE WHEN r.started_on > %(on)s THEN r.started_on END, CASE WHEN r.ended_on >= %(on)s THEN r.ended_on + 1 END,
                                     CASE WHEN (r.ended_on + make_interval(months => %(jobless_months)s))::date >= %(on)s
                                          THEN (r.ended_on + make_interval(months => %(jobless_months)s))::date + 1 END)
        FROM {offers} r JOIN member m ON m.person_id = r.person_id
        WHERE r.started_on > %(on)s OR (r.ended_on + make_interval(months => %(jobless_months)s))::date >= %(on)s
        UNION ALL
        SELECT m.household_id, CASE WHEN r.started_on > %(on)s THEN r.started_on ELSE r.ended_on + 1 END
        FROM {posts} r JOIN member m ON m.person_id = r.person_id WHERE r.started_on > %(on)s OR r.ended_on >= %(on)s
        UNION ALL
        SELECT m.household_id, l.left_on FROM households_member l JOIN member m ON m.person_id = l.person_id WHERE l.is_claim AND l.left_on > %(on)s
        UNION ALL
        SELECT m.household_id, %(this_first)s::date + date_part('day', r.birth)::int - 1 FROM households_obligor r JOIN member m ON m.person_id = r.person_id
        WHERE date_part('month', r.birth) = %(month)s AND date_part('day', r.birth) > %(day)s
    ) d
    GROUP BY d.household_id
),
summed AS (
    SELECT s.id AS household_id, c.counted_members, c.income_members, c.able_members, c.labour_unknown, c.minors, c.elderly, c.disabled, c.changes_on,
           c.elderly_disabled, c.unable_to_care, c.scattered_tekun, c.at_home, c.out_of_sight, c.students, c.students_unknown, c.carers, c.births_unknown, c.joined_lately_on,
           e.business_before, x.rigid_before, t.compliant_before,
           c.severe_cases, c.health_unknown, c.kin_head, c.kin_spouse, c.kin_child, c.kin_parent,
           e.wages, e.employment_cost, e.business, e.property, e.transfers, e.excluded, e.claims, x.education, x.rehabilitation, x.loss,
           t.single, t.oldest, t.this_year, t.in_window,
           coalesce(e.wages, e.business, e.property, e.transfers, e.excluded, e.claims) IS NOT NULL AS income_known,
           coalesce(e.wages, 0) - coalesce(e.employment_cost, 0) + coalesce(e.business, 0) + coalesce(e.property, 0) + coalesce(e.transfers, 0) AS gross,
           coalesce(x.medical, 0) + coalesce(t.compliant, 0) AS medical_all,
           %(medical_loaded)s OR x.medical IS NOT NULL AS medical_known,
           coalesce(x.education, 0) + coalesce(x.rehabilitation, 0) + coalesce(x.loss, 0) AS other_deductions,
           e.wages_before IS NOT NULL OR coalesce(e.before_known, false) AS previous_known,
           coalesce(e.wages_before, 0) - coalesce(e.cost_before, 0) + coalesce(e.other_before, 0) AS previous,
           d.severe_since, d.ill_since, d.ill_undated, d.dibao_since, d.dibao_undated, v.disaster_since, v.disaster_unpriced, v.accident_since,
           l.earner_lost_since, l.main_lost_since, l.able_lost_since, least(b.on_day, d.changes_on, v.changes_on) AS ahead_on
    FROM scope s
    LEFT JOIN composed c ON c.household_id = s.id
    LEFT JOIN brought_in e ON e.household_id = s.id
    LEFT JOIN paid_out x ON x.household_id = s.id
    LEFT JOIN cured t ON t.household_id = s.id
    LEFT JOIN told_lately d ON d.household_id = s.id
    LEFT JOIN harmed v ON v.household_id = s.id
    LEFT JOIN lost_lately l ON l.household_id = s.id
    LEFT JOIN ahead b ON b.household_id = s.id
),
fresh AS MATERIALIZED (
    SELECT s.id AS household_id, s.applied_id AS parameters_id, s.county_code, s.town_code, s.village_code,
           s.category, s.has_monitoring_tag, s.household_kind, s.area_type, s.is_relocated, s.has_open_case,
           coalesce(s.refused_on + make_interval(months => %(refused_months)s) >= %(on)s AND s.refused_on <= %(on)s, false) AS is_watched_refused,
           coalesce(s.exited_on + make_interval(months => %(exited_months)s) >= %(on)s AND s.exited_on <= %(on)s, false) AS is_watched_exited,
           coalesce(k.counted_members, 0) AS counted_members, coalesce(k.income_members, 0) AS income_members,
           coalesce(k.able_members, 0) AS able_members, coalesce(k.labour_unknown, 0) AS labour_unknown,
           coalesce(k.minors, 0) AS minors, coalesce(k.elderly, 0) AS elderly, coalesce(k.disabled, 0) AS disabled,
           %(start)s::date AS window_start, %(end)s::date AS window_end,
           CASE WHEN k.income_known THEN coalesce(k.wages, 0) END AS wages,
           CASE WHEN k.income_known THEN coalesce(k.employment_cost, 0) END AS employment_cost,
           CASE WHEN k.income_known THEN coalesce(k.business, 0) END AS business,
           CASE WHEN k.income_known THEN coalesce(k.property, 0) END AS property,
           CASE WHEN k.income_known THEN coalesce(k.transfers, 0) END AS transfers,
           CASE WHEN k.income_known THEN coalesce(k.excluded, 0) END AS excluded,
           CASE WHEN k.income_known THEN coalesce(k.claims, 0) END AS claims,
           CASE WHEN k.income_known THEN k.gross END AS gross,
           CASE WHEN k.medical_known THEN k.medical_all END AS medical_deduction,
           CASE WHEN k.income_known THEN coalesce(k.education, 0) END AS education_deduction,
           CASE WHEN k.income_known THEN coalesce(k.rehabilitation, 0) END AS rehabilitation_deduction,
           CASE WHEN k.income_known THEN coalesce(k.loss, 0) END AS loss_deduction,
           CASE WHEN k.income_known AND k.medical_known THEN k.gross - k.medical_all - k.other_deductions END AS recognised,
           CASE WHEN k.income_known THEN coalesce(k.wages, 0) + coalesce(k.business, 0) + coalesce(k.property, 0) + coalesce(k.transfers, 0)
               + coalesce(k.excluded, 0) END AS net,
           coalesce(k.income_known, false) AND z.household_id IS NOT NULL AS is_self_declared,
           CASE WHEN k.previous_known THEN k.previous END AS previous_gross,
           CASE WHEN %(medical_loaded)s THEN coalesce(k.single, 0) END AS self_pay_single,
           CASE WHEN %(medical_loaded)s THEN coalesce(k.this_year, 0) END AS self_pay_year,
           CASE WHEN %(medical_loaded)s THEN coalesce(k.in_window, 0) END AS self_pay_window,
           h.grade AS house_grade, w.is_unsafe AS water_is_unsafe,
           -- the register of the county, or a means check that looked: whoever knows of more speaks, and silence of both is unknown
           CASE WHEN %(vehicles_loaded)s OR o.vehicles IS NOT NULL THEN greatest(v.vehicles, o.vehicles, 0) END AS vehicle_count,
           CASE WHEN coalesce(o.vehicles, 0) > coalesce(v.vehicles, 0) THEN o.top_vehicle
                WHEN v.vehicles > coalesce(o.vehicles, 0) THEN v.top_value
                WHEN v.vehicles > 0 THEN greatest(v.top_value, o.top_vehicle)
                WHEN %(vehicles_loaded)s OR o.vehicles = 0 THEN 0 END AS vehicle_value,
           o.financial_assets, o.house_count, o.house_area, o.barred_property_count,
           -- registry, bank, or what was told here: whoever knows of more speaks
           CASE WHEN %(estates_loaded)s OR o.house_count IS NOT NULL THEN greatest(r.houses, o.house_count, 0) END AS houses_held,
           CASE WHEN coalesce(o.house_count, 0) > coalesce(r.houses, 0) THEN o.house_area
                WHEN r.houses > coalesce(o.house_count, 0) THEN r.house_area
                WHEN r.houses > 0 THEN greatest(r.house_area, o.house_area)
                WHEN %(estates_loaded)s OR o.house_count = 0 THEN 0 END AS houses_held_area,
           CASE WHEN %(estates_loaded)s OR o.shops IS NOT NULL THEN greatest(r.shops, o.shops, 0) END AS shops_held,
           greatest(r.balance, o.financial_assets) AS savings_held, o.machinery AS machinery_held,
           CASE WHEN %(payments_loaded)s THEN coalesce(r.failed, 0) END AS failed_payments,
           CASE WHEN %(payments_loaded)s THEN coalesce(r.foreign_accounts, 0) END AS foreign_accounts,
           -- who came in under the new standard was never paid by the old one; before its first whole month has begun nobody is paid by it
           CASE WHEN s.category NOT IN ('dibao', 'tekun') OR coalesce(s.category_since >= s.standard_since, false) OR s.standard_since > %(this_first)s THEN false
                ELSE s.standard_since >= %(changed_from)s END AS has_new_standard,
           r.amount_before AS paid_before_standard, r.amount_since AS paid_since_standard,
           CASE WHEN k.able_members > 0 THEN true WHEN k.labour_unknown > 0 THEN NULL ELSE false END AS has_labour,
           -- both registers must have come before their silence means that nobody works
           CASE WHEN %(jobs_loaded)s AND %(posts_loaded)s OR r.at_work > 0 THEN coalesce(r.at_work, 0) END AS members_at_work,
           s.has_recorded_risk,
           CASE WHEN k.severe_cases > 0 THEN true WHEN k.health_unknown > 0 THEN NULL ELSE false END AS has_severe_case,
           CASE WHEN k.medical_known THEN k.medical_all + k.other_deductions END AS rigid_spending,
           coalesce(k.severe_since > coalesce(s.last_visited_on, '-infinity'), false) AS has_new_severe_disability,
           coalesce(k.earner_lost_since > coalesce(s.last_visited_on, '-infinity'), false) AS has_lost_earner,
           CASE WHEN k.main_lost_since > coalesce(s.last_visited_on, '-infinity') THEN true
                WHEN k.able_lost_since > coalesce(s.last_visited_on, '-infinity') AND NOT k.income_known THEN NULL ELSE false END AS has_lost_main_earner,
           CASE WHEN k.ill_since > coalesce(s.last_visited_on, '-infinity') THEN true
                WHEN k.ill_undated > coalesce(s.last_visited_on, '-infinity') OR NOT %(illness_loaded)s THEN NULL ELSE false END AS has_new_serious_illness,
           CASE WHEN k.dibao_since > coalesce(s.last_visited_on, '-infinity') THEN true
                WHEN k.dibao_undated > coalesce(s.last_visited_on, '-infinity') THEN NULL ELSE false END AS has_new_dibao,
           CASE WHEN k.disaster_since > coalesce(s.last_visited_on, '-infinity') THEN true
                WHEN k.disaster_unpriced > coalesce(s.last_visited_on, '-infinity') OR NOT %(disasters_loaded)s THEN NULL ELSE false END AS has_new_disaster,
           CASE WHEN k.accident_since > coalesce(s.last_visited_on, '-infinity') THEN true WHEN %(disasters_loaded)s THEN false END AS has_new_accident,
           CASE WHEN NOT coalesce(k.previous_known, false) THEN NULL
                WHEN k.previous <= 0 THEN false
                WHEN NOT k.income_known THEN NULL
                ELSE k.previous - k.gross >= s.income_fall_ratio * k.previous END AS has_income_fall,
           CASE WHEN k.previous_known THEN coalesce(k.business_before, 0) END AS previous_business,
           CASE WHEN k.medical_known AND %(medical_before_loaded)s AND (k.previous_known OR k.rigid_before IS NOT NULL)
                THEN k.medical_all + k.other_deductions > k.before
                     AND k.medical_all + k.other_deductions - k.before >= %(rise_ratio)s::numeric * k.before END AS has_spending_rise,
           coalesce(k.joined_lately_on > s.registered_on AND k.joined_lately_on > coalesce(s.last_visited_on, '-infinity'), false) AS has_new_member,
           coalesce(k.students, 0) AS students,
           CASE WHEN coalesce(k.students, 0) >= %(students_from)s THEN true WHEN k.students + k.students_unknown >= %(students_from)s THEN NULL ELSE false END AS has_many_students,
           coalesce(k.disabled, 0) >= %(disabled_from)s AS has_many_disabled,
           coalesce(k.elderly_disabled, 0) AS elderly_disabled, coalesce(k.unable_to_care, 0) AS unable_to_care,
           CASE WHEN k.minors > 0 AND k.carers = 0 THEN CASE WHEN k.births_unknown = 0 THEN true END ELSE false END AS has_children_alone,
           coalesce(k.scattered_tekun, 0) > 0 AS has_scattered_tekun,
           s.last_visited_on, due.visit_months,
           CASE WHEN due.visit_months IS NULL THEN false
                WHEN s.last_visited_on IS NULL THEN CASE WHEN %(never_visited_overdue)s THEN true END
                ELSE s.last_visited_on < (%(on)s::date - make_interval(months => due.visit_months))::date END AS is_visit_overdue,
           -- at the latest the next first of a month, when every window moves
           least(%(next_first)s::date, k.changes_on, k.ahead_on,
                 -- the settlement is out on the same day a year on: the twelve months end with the day asked (rulings B14)
                 greatest((k.oldest + make_interval(months => 12))::date, %(on)s::date + 1),
                 CASE WHEN s.last_visited_on >= (%(on)s::date - make_interval(months => due.visit_months))::date
                      THEN greatest((s.last_visited_on + make_interval(months => due.visit_months))::date, %(on)s::date) + 1 END,
                 CASE WHEN k.out_of_sight > 0 AND (s.last_visited_on + make_interval(months => %(absence_months)s))::date > %(on)s
                      THEN (s.last_visited_on + make_interval(months => %(absence_months)s))::date END,
                 CASE WHEN s.refused_on > %(on)s THEN s.refused_on END, CASE WHEN s.exited_on > %(on)s THEN s.exited_on END,
                 CASE WHEN s.refused_on + make_interval(months => %(refused_months)s) >= %(on)s THEN (s.refused_on + make_interval(months => %(refused_months)s))::date + 1 END,
                 CASE WHEN s.exited_on + make_interval(months => %(exited_months)s) >= %(on)s THEN (s.exited_on + make_interval(months => %(exited_months)s))::date + 1 END
           ) AS next_change_on,
           -- only for the members' own facts below
           k.kin_head, k.kin_spouse, k.kin_child, k.kin_parent, k.at_home
    FROM scope s
    LEFT JOIN (SELECT k.*, coalesce(k.rigid_before, 0) + coalesce(k.compliant_before, 0) AS before FROM summed k) k ON k.household_id = s.id
    -- how often somebody must come (domain §4i, 八必访); the most frequent reason counts
    CROSS JOIN LATERAL (
        SELECT least(
            CASE WHEN (s.category <> '' OR s.has_monitoring_tag) AND (k.scattered_tekun > 0 OR k.counted_members = 1) THEN %(visit_months_alone)s END,
            CASE WHEN s.has_monitoring_tag THEN %(visit_months_tagged)s END,
            CASE WHEN s.category = 'dibao' AND k.able_members > 0 THEN %(visit_months_unstable)s END,
            CASE WHEN s.category <> '' OR (s.household_kind = 'tuopin' OR s.refused_on <= %(on)s AND s.refused_on + make_interval(months => %(refused_months)s) >= %(on)s
                                           OR s.exited_on <= %(on)s AND s.exited_on + make_interval(months => %(exited_months)s) >= %(on)s)
                      AND (k.severe_cases > 0 OR k.disabled > 0 OR k.minors >= %(many_children_from)s OR k.disaster_since IS NOT NULL OR k.accident_since IS NOT NULL)
                 THEN %(visit_months_listed)s END)::int AS visit_months
    ) due
    LEFT JOIN self_declared z ON z.household_id = s.id
    LEFT JOIN housed h ON h.household_id = s.id
    LEFT JOIN watered w ON w.household_id = s.id
    LEFT JOIN driven v ON v.household_id = s.id
    LEFT JOIN owned o ON o.household_id = s.id
    LEFT JOIN told_at_home r ON r.household_id = s.id
),
