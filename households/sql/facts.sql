-- The facts of any set of households on any day, in one statement (design §2.1, §8).
-- NULL is "unknown" all the way down: no sum is coalesced before it is known that somebody was asked.
-- Money is 分; a ratio (employment cost) makes numeric 分 that are never rounded.
WITH corner (place, area_type, applied_id) AS (
    SELECT * FROM unnest(%(places)s::text[], %(areas)s::text[], %(applied)s::bigint[])
),
scope AS MATERIALIZED (
    SELECT h.id, h.county_code, h.town_code, h.village_code, h.category, h.has_monitoring_tag, h.household_kind, h.area_type,
           h.is_relocated, cardinality(h.risks) > 0 AS has_recorded_risk,
           coalesce(s.has_open_case, false) AS has_open_case,
           s.refused_on, s.exited_on, s.last_visited_on,
           c.applied_id, p.dibao_standard
    FROM households_household h
    JOIN corner c ON c.place = h.{place} AND c.area_type = h.area_type
    JOIN households_appliedparameters p ON p.id = c.applied_id
    LEFT JOIN households_standing s ON s.household_id = h.id
    WHERE {households}
),
-- who lives there, and how each stands on the day ---------------------------------------------------------------------
insured AS (
    SELECT i.person_id,
           bool_or(i.status = 'insured') AS is_insured,
           bool_or(i.status = 'not_insured') AS is_uninsured
    FROM households_insurance i
    WHERE i.year = %(year)s AND i.kind IN ('resident_medical', 'worker_medical') AND {insurance_scope}
    GROUP BY i.person_id
),
claimed AS (
    SELECT c.person_id, count(*) AS claims
    FROM households_registerclaim c
    WHERE (c.until IS NULL OR c.until >= %(on)s) AND NOT c.is_cleared AND {claim_scope}
    GROUP BY c.person_id
),
listed AS (
    SELECT m.person_id, count(DISTINCT m.household_id) AS households
    FROM households_member m
    WHERE m.left_on IS NULL OR m.left_on > %(on)s
    GROUP BY m.person_id
    HAVING count(DISTINCT m.household_id) > 1
),
present AS (
    SELECT m.id AS member_id, m.household_id, m.person_id, m.category, m.is_claim, m.relation,
           s.last_visited_on, p.labour, p.birth,
           date_part('year', age(%(on)s::timestamp, p.birth))::int AS age,
           CASE WHEN d.died_on <= %(on)s THEN 'dead'
                WHEN m.status_since > %(on)s OR m.status_until < %(on)s THEN 'present'
                ELSE m.status END AS status,
           CASE WHEN d.died_on <= %(on)s THEN d.died_on ELSE m.status_since END AS status_since,
           m.status_until, m.joined_on, m.left_on, d.died_on, d.received_on AS death_received_on
    FROM households_member m
    JOIN scope s ON s.id = m.household_id
    JOIN households_person p ON p.id = m.person_id
    LEFT JOIN households_death d ON d.person_id = m.person_id
    WHERE m.left_on IS NULL OR m.left_on > %(on)s
),
member AS MATERIALIZED (
    SELECT m.*,
           NOT m.is_claim
               AND (m.joined_on IS NULL OR m.joined_on <= %(on)s)
               AND (m.status IN ('present', 'away_working', 'studying')
                    OR m.status = 'enlisted' AND %(enlisted_counted)s
                    -- spouse and minor children count wherever they live (rulings B5)
                    OR m.status = 'lives_apart' AND (m.relation = '10' OR m.relation = ANY(%(children)s) AND m.age < 18)) AS is_counted,
           x.id IS NOT NULL AND NOT x.is_cancelled AND (x.expires_on IS NULL OR x.expires_on >= %(on)s) AS is_disabled,
           x.kind AS disability_kind, x.level AS disability_level, x.issued_on, x.received_on AS disability_received_on,
           e.attendance, coalesce(i.is_uninsured AND NOT i.is_insured, false) AS is_uninsured,
           coalesce(c.claims, 0) > 0 AS is_claimed,
           coalesce(l.households, 1) - 1 AS other_households
    FROM present m
    LEFT JOIN households_disability x ON x.person_id = m.person_id
    LEFT JOIN households_enrolment e ON e.person_id = m.person_id
    LEFT JOIN insured i ON i.person_id = m.person_id
    LEFT JOIN claimed c ON c.person_id = m.person_id
    LEFT JOIN listed l ON l.person_id = m.person_id
),
-- money by person, this window and the one before ------------------------------------------------------------------------
earned AS MATERIALIZED (
    SELECT i.household_id, i.person_id,
           count(*) FILTER (WHERE i.month >= %(start)s) AS rows_now,
           count(*) FILTER (WHERE i.month >= %(start)s AND i.source <> 'declared') AS rows_checked,
           count(*) FILTER (WHERE i.month < %(start)s) AS rows_before,
           coalesce(sum(i.amount) FILTER (WHERE i.month >= %(start)s AND i.kind = 'wage'), 0) AS wages,
           coalesce(sum(i.amount) FILTER (WHERE i.month >= %(start)s AND i.kind = 'business'), 0) AS business,
           coalesce(sum(i.amount) FILTER (WHERE i.month >= %(start)s AND i.kind = 'property' AND NOT ({excluded})), 0) AS property,
           coalesce(sum(i.amount) FILTER (WHERE i.month >= %(start)s AND i.kind = 'transfer' AND NOT ({excluded})), 0) AS transfers,
           coalesce(sum(i.amount) FILTER (WHERE i.month >= %(start)s AND i.kind IN ('property', 'transfer') AND ({excluded})), 0) AS excluded,
           coalesce(sum(i.amount) FILTER (WHERE i.month >= %(start)s AND i.kind = 'claim'), 0) AS claims,
           coalesce(sum(i.amount) FILTER (WHERE i.month < %(start)s AND i.kind = 'wage'), 0) AS wages_before,
           coalesce(sum(i.amount) FILTER (WHERE i.month < %(start)s AND (i.kind = 'business' OR i.kind IN ('property', 'transfer') AND NOT ({excluded}))), 0) AS other_before
    FROM households_income i
    WHERE i.month >= %(start_before)s AND i.month < %(end)s AND i.superseded_at IS NULL AND {income_scope}
    GROUP BY i.household_id, i.person_id
),
spent AS (
    SELECT w.household_id, w.person_id,
           coalesce(sum(w.amount) FILTER (WHERE w.kind = 'medical'), 0) AS medical,
           count(*) FILTER (WHERE w.kind = 'medical') AS medical_rows,
           coalesce(sum(w.amount) FILTER (WHERE w.kind = 'education'), 0) AS education,
           coalesce(sum(w.amount) FILTER (WHERE w.kind = 'rehabilitation'), 0) AS rehabilitation,
           coalesce(sum(w.amount) FILTER (WHERE w.kind = 'loss'), 0) AS loss
    FROM households_spending w
    WHERE w.month >= %(start)s AND w.month < %(end)s AND w.superseded_at IS NULL AND {spending_scope}
    GROUP BY w.household_id, w.person_id
),
treated AS (
    SELECT t.household_id, t.person_id,
           max(t.self_pay) FILTER (WHERE {visits} AND t.settled_on > %(year_ago)s) AS single,
           min(t.settled_on) FILTER (WHERE t.settled_on > %(year_ago)s) AS oldest,
           coalesce(sum(t.self_pay) FILTER (WHERE {visits} AND t.settled_on >= %(new_year)s), 0) AS this_year,
           coalesce(sum(t.self_pay) FILTER (WHERE {visits} AND t.settled_on >= %(start)s AND t.settled_on < %(end)s), 0) AS in_window,
           coalesce(sum(t.compliant_self_pay) FILTER (WHERE t.settled_on >= %(start)s AND t.settled_on < %(end)s), 0) AS compliant
    FROM households_medical t
    WHERE t.settled_on > %(medical_from)s AND t.settled_on <= %(on)s AND {medical_scope}
    GROUP BY t.household_id, t.person_id
),
-- one row per member, and rows that name nobody -------------------------------------------------------------------------
money AS (
    SELECT household_id, person_id FROM earned
    UNION SELECT household_id, person_id FROM spent
    UNION SELECT household_id, person_id FROM treated
),
unnamed AS (SELECT household_id, NULL::bigint AS person_id FROM money WHERE person_id IS NULL),
seat AS (
    SELECT m.household_id, m.person_id, m.member_id, m.category, m.is_counted, m.is_counted AND m.category <> 'tekun' AS is_income_member
    FROM member m
    UNION ALL SELECT u.household_id, NULL, NULL, '', true, true FROM unnamed u JOIN scope s ON s.id = u.household_id
),
summed AS (
    SELECT seat.household_id,
           bool_or(e.rows_now > 0) FILTER (WHERE seat.is_income_member) AS income_known,
           bool_or(e.rows_checked > 0) FILTER (WHERE seat.is_income_member) AS income_checked,
           bool_or(e.rows_before > 0) FILTER (WHERE seat.is_income_member) AS before_known,
           coalesce(sum(e.wages) FILTER (WHERE seat.is_income_member), 0) AS wages,
           coalesce(sum(least(e.wages * %(cost_ratio)s::numeric, s.dibao_standard)) FILTER (WHERE seat.is_income_member AND e.wages > 0), 0) AS employment_cost,
           coalesce(sum(e.business) FILTER (WHERE seat.is_income_member), 0) AS business,
           coalesce(sum(e.property) FILTER (WHERE seat.is_income_member), 0) AS property,
           coalesce(sum(e.transfers) FILTER (WHERE seat.is_income_member), 0) AS transfers,
           coalesce(sum(e.excluded) FILTER (WHERE seat.is_income_member), 0) AS excluded,
           coalesce(sum(e.claims) FILTER (WHERE seat.is_income_member), 0) AS claims,
           coalesce(sum(e.wages_before + e.other_before) FILTER (WHERE seat.is_income_member), 0)
               - coalesce(sum(least(e.wages_before * %(cost_ratio)s::numeric, s.dibao_standard)) FILTER (WHERE seat.is_income_member AND e.wages_before > 0), 0) AS before,
           coalesce(sum(w.medical_rows) FILTER (WHERE seat.is_income_member), 0) > 0 AS medical_declared,
           coalesce(sum(w.medical) FILTER (WHERE seat.is_income_member), 0) + coalesce(sum(t.compliant) FILTER (WHERE seat.is_income_member), 0) AS medical,
           coalesce(sum(w.education) FILTER (WHERE seat.is_income_member), 0) AS education,
           coalesce(sum(w.rehabilitation) FILTER (WHERE seat.is_income_member), 0) AS rehabilitation,
           coalesce(sum(w.loss) FILTER (WHERE seat.is_income_member), 0) AS loss,
           coalesce(max(t.single) FILTER (WHERE seat.is_counted), 0) AS single,
           min(t.oldest) AS oldest,
           coalesce({year_sum}(t.this_year) FILTER (WHERE seat.is_counted), 0) AS this_year,
           coalesce(sum(t.in_window) FILTER (WHERE seat.is_counted), 0) AS in_window
    FROM seat
    JOIN scope s ON s.id = seat.household_id
    LEFT JOIN earned e ON e.household_id = seat.household_id AND e.person_id IS NOT DISTINCT FROM seat.person_id
    LEFT JOIN spent w ON w.household_id = seat.household_id AND w.person_id IS NOT DISTINCT FROM seat.person_id
    LEFT JOIN treated t ON t.household_id = seat.household_id AND t.person_id IS NOT DISTINCT FROM seat.person_id
    GROUP BY seat.household_id
),
composed AS (
    SELECT m.household_id,
           count(*) FILTER (WHERE m.is_counted) AS counted_members,
           count(*) FILTER (WHERE m.is_counted AND m.category <> 'tekun') AS income_members,
           count(*) FILTER (WHERE m.is_counted AND m.labour IN ('ordinary', 'skilled', 'weak')) AS able_members,
           count(*) FILTER (WHERE m.is_counted AND m.labour = '') AS labour_unknown,
           count(*) FILTER (WHERE m.is_counted AND m.age < 18) AS minors,
           count(*) FILTER (WHERE m.is_counted AND m.age >= %(elderly_age)s) AS elderly,
           count(*) FILTER (WHERE m.is_counted AND m.is_disabled) AS disabled,
           coalesce(bool_or(m.is_counted AND m.is_disabled AND (m.disability_level <= 2 OR m.disability_level = 3 AND m.disability_kind IN ('5', '6'))
               AND m.issued_on > %(new_since)s AND m.issued_on <= %(on)s AND m.disability_received_on > %(received_since)s
               AND m.disability_received_on <= %(on)s AND (m.last_visited_on IS NULL OR m.last_visited_on < m.disability_received_on)), false) AS has_new_severe_disability,
           coalesce(bool_or(e.wages > 0 AND NOT m.is_claim AND m.status IN ('dead', 'in_prison', 'in_rehab', 'missing')
               AND m.status_since > %(new_since)s AND m.status_since <= %(on)s
               AND (m.death_received_on IS NULL OR m.death_received_on > %(received_since)s)
               AND (m.last_visited_on IS NULL OR m.last_visited_on < coalesce(m.death_received_on, m.status_since))), false) AS has_lost_earner,
           least(
               min((m.birth + make_interval(years => m.age + 1))::date),
               min(m.status_since) FILTER (WHERE m.status_since > %(on)s), min(m.status_until + 1) FILTER (WHERE m.status_until >= %(on)s),
               min(m.joined_on) FILTER (WHERE m.joined_on > %(on)s), min(m.left_on) FILTER (WHERE m.left_on > %(on)s), min(m.died_on) FILTER (WHERE m.died_on > %(on)s),
               min(m.disability_received_on + %(received_days)s) FILTER (WHERE m.disability_received_on + %(received_days)s > %(on)s),
               min(m.death_received_on + %(received_days)s) FILTER (WHERE m.death_received_on + %(received_days)s > %(on)s),
               min((m.issued_on + make_interval(months => %(new_months)s))::date) FILTER (WHERE m.issued_on + make_interval(months => %(new_months)s) > %(on)s)
           ) AS next_change_on
    FROM member m
    LEFT JOIN earned e ON e.household_id = m.household_id AND e.person_id = m.person_id
    GROUP BY m.household_id
),
-- home, water, vehicles, property: the latest word ------------------------------------------------------------------------
housed AS (
    SELECT DISTINCT ON (r.household_id) r.household_id,
           -- a renovated and accepted house is no longer the appraised one
           CASE WHEN r.grade IN ('C', 'D') AND r.accepted_on <= %(on)s THEN 'B' ELSE r.grade END AS grade
    FROM households_housing r
    WHERE r.appraised_on <= %(on)s AND {housing_scope}
    ORDER BY r.household_id, r.appraised_on DESC
),
watered AS (
    SELECT DISTINCT ON (r.household_id) r.household_id,
           CASE WHEN 'bad' IN (r.quantity, r.quality, r.access, r.reliability) THEN true
                WHEN '' IN (r.quantity, r.quality, r.access, r.reliability) THEN NULL
                ELSE false END AS is_unsafe
    FROM households_water r
    WHERE r.checked_on <= %(on)s AND {water_scope}
    ORDER BY r.household_id, r.checked_on DESC
),
driven AS (
    SELECT v.household_id, count(*) AS vehicles,
           CASE WHEN count(*) = count(v.value) THEN max(v.value) END AS top_value
    FROM households_vehicle v
    JOIN member m ON m.household_id = v.household_id AND m.person_id = v.person_id AND m.is_counted
    WHERE v.kind NOT IN ('motorcycle', 'wheelchair') AND NOT v.is_livelihood AND {vehicle_scope}
    GROUP BY v.household_id
),
owned AS (
    SELECT a.household_id,
           CASE WHEN count(*) FILTER (WHERE a.kind = 'financial') = count(a.value) FILTER (WHERE a.kind = 'financial')
                THEN coalesce(sum(a.value) FILTER (WHERE a.kind = 'financial'), 0) END AS financial_assets,
           count(*) FILTER (WHERE a.kind = 'house') AS house_count,
           CASE WHEN count(*) FILTER (WHERE a.kind = 'house') = count(a.area) FILTER (WHERE a.kind = 'house')
                THEN coalesce(sum(a.area) FILTER (WHERE a.kind = 'house'), 0) END AS house_area,
           count(*) FILTER (WHERE a.kind IN ('non_residential', 'machinery', 'company')) AS barred_property_count
    FROM households_asset a
    WHERE a.as_of <= %(on)s AND {asset_scope}
    GROUP BY a.household_id
),
fresh AS MATERIALIZED (
    SELECT s.id AS household_id, s.applied_id AS parameters_id, s.county_code, s.town_code, s.village_code,
           s.category, s.has_monitoring_tag, s.household_kind, s.area_type, s.is_relocated, s.has_open_case,
           coalesce(s.refused_on + make_interval(months => %(refused_months)s) >= %(on)s AND s.refused_on <= %(on)s, false) AS is_watched_refused,
           coalesce(s.exited_on + make_interval(months => %(exited_months)s) >= %(on)s AND s.exited_on <= %(on)s, false) AS is_watched_exited,
           coalesce(c.counted_members, 0) AS counted_members, coalesce(c.income_members, 0) AS income_members,
           coalesce(c.able_members, 0) AS able_members, coalesce(c.labour_unknown, 0) AS labour_unknown,
           coalesce(c.minors, 0) AS minors, coalesce(c.elderly, 0) AS elderly, coalesce(c.disabled, 0) AS disabled,
           %(start)s::date AS window_start, %(end)s::date AS window_end,
           CASE WHEN k.income_known THEN k.wages END AS wages,
           CASE WHEN k.income_known THEN k.employment_cost END AS employment_cost,
           CASE WHEN k.income_known THEN k.business END AS business,
           CASE WHEN k.income_known THEN k.property END AS property,
           CASE WHEN k.income_known THEN k.transfers END AS transfers,
           CASE WHEN k.income_known THEN k.excluded END AS excluded,
           CASE WHEN k.income_known THEN k.claims END AS claims,
           CASE WHEN k.income_known THEN k.gross END AS gross,
           CASE WHEN k.medical_known THEN k.medical END AS medical_deduction,
           CASE WHEN k.income_known THEN k.education END AS education_deduction,
           CASE WHEN k.income_known THEN k.rehabilitation END AS rehabilitation_deduction,
           CASE WHEN k.income_known THEN k.loss END AS loss_deduction,
           CASE WHEN k.income_known AND k.medical_known THEN k.gross - k.medical - k.education - k.rehabilitation - k.loss END AS recognised,
           CASE WHEN k.income_known THEN k.wages + k.business + k.property + k.transfers + k.excluded END AS net,
           coalesce(k.income_known AND NOT k.income_checked, false) AS is_self_declared,
           CASE WHEN k.before_known THEN k.before END AS previous_gross,
           CASE WHEN %(medical_loaded)s THEN coalesce(k.single, 0) END AS self_pay_single,
           CASE WHEN %(medical_loaded)s THEN coalesce(k.this_year, 0) END AS self_pay_year,
           CASE WHEN %(medical_loaded)s THEN coalesce(k.in_window, 0) END AS self_pay_window,
           h.grade AS house_grade, w.is_unsafe AS water_is_unsafe,
           CASE WHEN %(vehicles_loaded)s THEN coalesce(v.vehicles, 0) END AS vehicle_count,
           CASE WHEN %(vehicles_loaded)s THEN CASE WHEN v.vehicles > 0 THEN v.top_value ELSE 0 END END AS vehicle_value,
           o.financial_assets, o.house_count, o.house_area, o.barred_property_count,
           s.has_recorded_risk,
           CASE WHEN k.medical_known THEN k.medical + k.education + k.rehabilitation + k.loss END AS rigid_spending,
           coalesce(c.has_new_severe_disability, false) AS has_new_severe_disability,
           coalesce(c.has_lost_earner, false) AS has_lost_earner,
           CASE WHEN NOT coalesce(k.before_known, false) THEN NULL
                WHEN k.before <= 0 THEN false
                WHEN NOT k.income_known THEN NULL
                ELSE k.before - k.gross >= p.income_fall_ratio * k.before END AS has_income_fall,
           least(c.next_change_on,
                 (k.oldest + make_interval(months => 12))::date + 1,
                 CASE WHEN s.refused_on + make_interval(months => %(refused_months)s) >= %(on)s THEN (s.refused_on + make_interval(months => %(refused_months)s))::date + 1 END,
                 CASE WHEN s.exited_on + make_interval(months => %(exited_months)s) >= %(on)s THEN (s.exited_on + make_interval(months => %(exited_months)s))::date + 1 END
           ) AS next_change_on
    FROM scope s
    JOIN households_appliedparameters p ON p.id = s.applied_id
    LEFT JOIN composed c ON c.household_id = s.id
    LEFT JOIN (
        SELECT x.*, x.wages - x.employment_cost + x.business + x.property + x.transfers AS gross,
               %(medical_loaded)s OR x.medical_declared AS medical_known
        FROM summed x
    ) k ON k.household_id = s.id
    LEFT JOIN housed h ON h.household_id = s.id
    LEFT JOIN watered w ON w.household_id = s.id
    LEFT JOIN driven v ON v.household_id = s.id
    LEFT JOIN owned o ON o.household_id = s.id
),
fresh_members AS (
    SELECT m.member_id, m.household_id, m.person_id, m.is_counted, m.category, m.age,
           CASE WHEN e.rows_now > 0 THEN e.wages END AS wages,
           CASE WHEN e.rows_now > 0 THEN e.wages + e.business + e.property + e.transfers END AS own_income,
           coalesce(m.age >= %(elderly_age)s OR m.age < 16 OR m.is_disabled AND (
               m.disability_kind IN ('5', '6') AND m.disability_level <= 3
               OR m.disability_kind = '4' AND m.disability_level <= 2
               OR m.disability_kind = '1' AND m.disability_level = 1), false) AS lacks_labour,
           m.age BETWEEN %(school_from)s AND %(school_to)s AS is_school_age,
           m.attendance = 'absent' AS is_out_of_school,
           m.is_uninsured, m.is_disabled,
           m.is_disabled AND coalesce(m.disability_level <= 2 OR m.disability_level = 3 AND m.disability_kind IN ('5', '6'), false) AS is_severely_disabled,
           m.is_disabled AND m.issued_on > %(new_since)s AND m.issued_on <= %(on)s AND m.disability_received_on > %(received_since)s
               AND m.disability_received_on <= %(on)s
               AND (m.last_visited_on IS NULL OR m.last_visited_on < m.disability_received_on) AS has_new_disability,
           m.status = 'dead' AND m.died_on IS NOT NULL AS is_dead,
           m.is_claimed OR m.category <> '' AS is_claimed,
           m.other_households
    FROM member m
    LEFT JOIN earned e ON e.household_id = m.household_id AND e.person_id = m.person_id
),
-- write only what differs ---------------------------------------------------------------------------------------------------
written AS (
    INSERT INTO households_householdfacts ({columns}, known_on)
    SELECT {new_columns}, %(on)s
    FROM fresh n LEFT JOIN households_householdfacts o ON o.household_id = n.household_id
    WHERE o.household_id IS NULL OR ({old_columns}) IS DISTINCT FROM ({new_columns})
    ON CONFLICT (household_id) DO UPDATE SET {updates}, known_on = EXCLUDED.known_on
    RETURNING household_id
),
written_members AS (
    INSERT INTO households_memberfacts ({member_columns})
    SELECT {new_member_columns}
    FROM fresh_members n LEFT JOIN households_memberfacts o ON o.member_id = n.member_id
    WHERE o.member_id IS NULL OR ({old_member_columns}) IS DISTINCT FROM ({new_member_columns})
    ON CONFLICT (member_id) DO UPDATE SET {member_updates}
    RETURNING member_id
),
forgotten AS (
    DELETE FROM households_memberfacts f USING scope s
    WHERE f.household_id = s.id AND NOT EXISTS (SELECT 1 FROM member m WHERE m.member_id = f.member_id)
    RETURNING f.member_id
)
SELECT (SELECT count(*) FROM scope), (SELECT count(*) FROM written), (SELECT count(*) FROM written_members), (SELECT count(*) FROM forgotten)
