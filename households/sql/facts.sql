-- The facts of any set of households on any day, in one statement (design §2.1, §8).
-- NULL is "unknown" all the way down: no sum is coalesced before it is known that somebody was asked.
-- Money is 分; a ratio (employment cost) makes numeric 分 that are never rounded.
WITH scope AS MATERIALIZED (
    SELECT h.id, h.county_code, h.town_code, h.village_code, h.category, h.has_monitoring_tag, h.household_kind, h.area_type,
           h.is_relocated, cardinality(h.risks) > 0 AS has_recorded_risk,
           coalesce(s.has_open_case, false) AS has_open_case, s.refused_on, s.exited_on, s.last_visited_on,
           {applied} AS applied_id, {cost_cap} AS cost_cap, {fall_ratio} AS income_fall_ratio
    FROM households_household h
    LEFT JOIN households_standing s ON s.household_id = h.id
    WHERE {households}
),
-- who lives there, and how each stands on the day ---------------------------------------------------------------------
uninsured AS (
    SELECT DISTINCT i.person_id FROM households_insurance i
    WHERE i.year = %(year)s AND i.kind IN ('resident_medical', 'worker_medical') AND i.status = 'not_insured' AND {insurance_scope}
      AND NOT EXISTS (SELECT 1 FROM households_insurance o WHERE o.person_id = i.person_id AND o.year = i.year
                      AND o.kind IN ('resident_medical', 'worker_medical') AND o.status = 'insured')
),
claimed AS (
    SELECT DISTINCT c.person_id FROM households_registerclaim c
    WHERE (c.until IS NULL OR c.until >= %(on)s) AND NOT c.is_cleared AND {claim_scope}
),
-- a second listing is a claim beside the one household where the person lives (rulings A12)
listed_twice AS (
    SELECT m.person_id, count(*) AS claims FROM households_member m
    WHERE m.is_claim AND (m.left_on IS NULL OR m.left_on > %(on)s) GROUP BY m.person_id
),
present AS (
    SELECT m.id AS member_id, m.household_id, m.person_id, m.category, m.is_claim, m.relation, p.labour, p.birth,
           CASE WHEN d.died_on <= %(on)s THEN 'dead'
                WHEN m.status_since > %(on)s OR m.status_until < %(on)s THEN 'present'
                ELSE m.status END AS status,
           CASE WHEN d.died_on <= %(on)s THEN d.died_on ELSE m.status_since END AS status_since,
           m.status_until, m.joined_on, m.left_on, d.died_on, d.received_on AS death_received_on
    FROM households_member m
    JOIN households_person p ON p.id = m.person_id
    LEFT JOIN households_death d ON d.person_id = m.person_id
    WHERE (m.left_on IS NULL OR m.left_on > %(on)s) AND {member_scope}
),
member AS MATERIALIZED (
    SELECT m.*,
           NOT m.is_claim
               AND (m.joined_on IS NULL OR m.joined_on <= %(on)s)
               AND (m.status = ANY(%(counted_statuses)s)
                    OR m.status = 'enlisted' AND %(enlisted_counted)s
                    -- spouse and minor children count wherever they live (rulings B5)
                    OR m.status = 'lives_apart' AND (m.relation = '10' OR m.relation = ANY(%(children)s) AND coalesce(m.birth > %(adult_born)s, false))) AS is_counted,
           coalesce(NOT x.is_cancelled AND (x.expires_on IS NULL OR x.expires_on >= %(on)s), false) AS is_disabled,
           coalesce(NOT x.is_cancelled AND (x.expires_on IS NULL OR x.expires_on >= %(on)s)
               AND (x.level <= 2 OR x.level = 3 AND x.kind IN ('5', '6')), false) AS is_severely_disabled,
           coalesce(NOT x.is_cancelled AND x.issued_on > %(new_since)s AND x.issued_on <= %(on)s
               AND x.received_on > %(received_since)s AND x.received_on <= %(on)s, false) AS is_newly_disabled,
           x.received_on AS disability_received_on, e.attendance,
           least(
               CASE WHEN m.status_since > %(on)s THEN m.status_since END, CASE WHEN m.status_until >= %(on)s THEN m.status_until + 1 END,
               CASE WHEN m.joined_on > %(on)s THEN m.joined_on END, CASE WHEN m.left_on > %(on)s THEN m.left_on END,
               CASE WHEN m.died_on > %(on)s THEN m.died_on END, CASE WHEN x.expires_on >= %(on)s THEN x.expires_on + 1 END,
               CASE WHEN x.received_on > %(on)s THEN x.received_on
                    WHEN x.received_on > %(received_since)s AND x.issued_on > %(new_since)s
                    THEN least(x.received_on + %(received_days)s, (x.issued_on + make_interval(months => %(new_months)s))::date) END,
               CASE WHEN m.death_received_on + %(received_days)s > %(on)s THEN m.death_received_on + %(received_days)s END,
               -- a birthday of consequence before the next first of a month
               CASE WHEN m.birth = ANY(%(birthdays)s) THEN %(on)s::date + 1 END
           ) AS changes_on
    FROM present m
    LEFT JOIN households_disability x ON x.person_id = m.person_id
    LEFT JOIN households_enrolment e ON e.person_id = m.person_id
),
-- money by person, this window and the one before; `who` is the person, or minus the household where a row names nobody -----------
-- NULL: no row of that kind. The rows follow the person to the household where he lives.
earned AS (
    SELECT coalesce(i.person_id, -i.household_id) AS who,
           sum(i.amount) FILTER (WHERE i.kind = 'wage' AND i.month >= %(start)s)::bigint AS wages,
           sum(i.amount) FILTER (WHERE i.kind = 'wage' AND i.month < %(start)s)::bigint AS wages_before,
           sum(i.amount) FILTER (WHERE i.kind = 'business' AND i.month >= %(start)s)::bigint AS business,
           sum(i.amount) FILTER (WHERE i.kind = 'property' AND i.month >= %(start)s AND NOT ({excluded}))::bigint AS property,
           sum(i.amount) FILTER (WHERE i.kind = 'transfer' AND i.month >= %(start)s AND NOT ({excluded}))::bigint AS transfers,
           sum(i.amount) FILTER (WHERE i.kind IN ('property', 'transfer') AND i.month >= %(start)s AND ({excluded}))::bigint AS excluded,
           sum(i.amount) FILTER (WHERE i.kind = 'claim' AND i.month >= %(start)s)::bigint AS claims,
           sum(i.amount) FILTER (WHERE i.kind <> 'wage' AND i.month < %(start)s AND (i.kind = 'business' OR i.kind <> 'claim' AND NOT ({excluded})))::bigint AS other_before,
           bool_or(true) FILTER (WHERE i.kind <> 'wage' AND i.month < %(start)s) AS before_known
    FROM households_income i
    WHERE i.month >= %(start_before)s AND i.month < %(end)s AND i.superseded_at IS NULL AND {income_scope}
    GROUP BY 1
),
-- figures that rest on the household's own word alone
self_declared AS (
    SELECT d.household_id FROM households_income d
    WHERE d.source = 'declared' AND d.month >= %(start)s AND d.month < %(end)s AND d.superseded_at IS NULL AND {declared_scope}
    GROUP BY d.household_id
    HAVING NOT EXISTS (SELECT 1 FROM households_income c WHERE c.household_id = d.household_id AND c.source <> 'declared'
                       AND c.month >= %(start)s AND c.month < %(end)s AND c.superseded_at IS NULL)
),
spent AS (
    SELECT coalesce(w.person_id, -w.household_id) AS who,
           sum(w.amount) FILTER (WHERE w.kind = 'medical')::bigint AS medical,
           sum(w.amount) FILTER (WHERE w.kind = 'education')::bigint AS education,
           sum(w.amount) FILTER (WHERE w.kind = 'rehabilitation')::bigint AS rehabilitation,
           sum(w.amount) FILTER (WHERE w.kind = 'loss')::bigint AS loss
    FROM households_spending w
    WHERE w.month >= %(start)s AND w.month < %(end)s AND w.superseded_at IS NULL AND {spending_scope}
    GROUP BY 1
),
treated AS (
    SELECT coalesce(t.person_id, -t.household_id) AS who,
           max(t.self_pay) FILTER (WHERE {visits} AND t.settled_on > %(year_ago)s) AS single,
           min(t.settled_on) FILTER (WHERE t.settled_on > %(year_ago)s) AS oldest,
           sum(t.self_pay) FILTER (WHERE {visits} AND t.settled_on >= %(new_year)s)::bigint AS this_year,
           sum(t.self_pay) FILTER (WHERE {visits} AND t.settled_on >= %(start)s AND t.settled_on < %(end)s)::bigint AS in_window,
           sum(t.compliant_self_pay) FILTER (WHERE t.settled_on >= %(start)s AND t.settled_on < %(end)s)::bigint AS compliant
    FROM households_medical t
    WHERE t.settled_on > %(medical_from)s AND t.settled_on <= %(on)s AND {medical_scope}
    GROUP BY 1
),
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
           min(m.changes_on) AS changes_on
    FROM member m GROUP BY m.household_id
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
           bool_or(e.before_known) AS before_known
    FROM earned e JOIN payee p ON p.who = e.who AND p.is_income_member JOIN scope s ON s.id = p.household_id
    GROUP BY p.household_id
),
paid_out AS (
    SELECT p.household_id, sum(x.medical)::bigint AS medical, sum(x.education)::bigint AS education,
           sum(x.rehabilitation)::bigint AS rehabilitation, sum(x.loss)::bigint AS loss
    FROM spent x JOIN payee p ON p.who = x.who AND p.is_income_member
    GROUP BY p.household_id
),
cured AS (
    SELECT p.household_id, max(t.single) AS single, min(t.oldest) AS oldest, {year_sum}(t.this_year)::bigint AS this_year,
           sum(t.in_window)::bigint AS in_window, sum(t.compliant) FILTER (WHERE p.is_income_member)::bigint AS compliant
    FROM treated t JOIN payee p ON p.who = t.who
    GROUP BY p.household_id
),
-- what happened lately to few people (rulings C2)
disabled_lately AS (
    SELECT m.household_id, max(m.disability_received_on) AS severe_since FROM member m
    WHERE m.is_counted AND m.is_newly_disabled AND m.is_severely_disabled GROUP BY m.household_id
),
lost_lately AS (
    SELECT m.household_id, max(coalesce(m.death_received_on, m.status_since)) AS earner_lost_since
    FROM member m JOIN earned e ON e.who = m.person_id AND e.wages > 0
    WHERE NOT m.is_claim AND m.status IN ('dead', 'in_prison', 'in_rehab', 'missing') AND m.status_since > %(new_since)s AND m.status_since <= %(on)s
      AND (m.death_received_on IS NULL OR m.death_received_on > %(received_since)s)
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
    SELECT m.household_id, count(*) AS vehicles,
           CASE WHEN count(*) = count(v.value) THEN max(v.value) END AS top_value
    FROM households_vehicle v
    JOIN member m ON m.person_id = v.person_id AND m.is_counted
    WHERE v.kind <> ALL(%(exempt_vehicles)s) AND NOT v.is_livelihood
    GROUP BY m.household_id
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
summed AS (
    SELECT s.id AS household_id, c.counted_members, c.income_members, c.able_members, c.labour_unknown, c.minors, c.elderly, c.disabled, c.changes_on,
           e.wages, e.employment_cost, e.business, e.property, e.transfers, e.excluded, e.claims, x.education, x.rehabilitation, x.loss,
           t.single, t.oldest, t.this_year, t.in_window,
           coalesce(e.wages, e.business, e.property, e.transfers, e.excluded, e.claims) IS NOT NULL AS income_known,
           coalesce(e.wages, 0) - coalesce(e.employment_cost, 0) + coalesce(e.business, 0) + coalesce(e.property, 0) + coalesce(e.transfers, 0) AS gross,
           coalesce(x.medical, 0) + coalesce(t.compliant, 0) AS medical_all,
           %(medical_loaded)s OR x.medical IS NOT NULL AS medical_known,
           coalesce(x.education, 0) + coalesce(x.rehabilitation, 0) + coalesce(x.loss, 0) AS other_deductions,
           e.wages_before IS NOT NULL OR coalesce(e.before_known, false) AS previous_known,
           coalesce(e.wages_before, 0) - coalesce(e.cost_before, 0) + coalesce(e.other_before, 0) AS previous,
           d.severe_since, l.earner_lost_since
    FROM scope s
    LEFT JOIN composed c ON c.household_id = s.id
    LEFT JOIN brought_in e ON e.household_id = s.id
    LEFT JOIN paid_out x ON x.household_id = s.id
    LEFT JOIN cured t ON t.household_id = s.id
    LEFT JOIN disabled_lately d ON d.household_id = s.id
    LEFT JOIN lost_lately l ON l.household_id = s.id
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
           CASE WHEN %(vehicles_loaded)s THEN coalesce(v.vehicles, 0) END AS vehicle_count,
           CASE WHEN %(vehicles_loaded)s THEN CASE WHEN v.vehicles > 0 THEN v.top_value ELSE 0 END END AS vehicle_value,
           o.financial_assets, o.house_count, o.house_area, o.barred_property_count,
           s.has_recorded_risk,
           CASE WHEN k.medical_known THEN k.medical_all + k.other_deductions END AS rigid_spending,
           coalesce(k.severe_since > coalesce(s.last_visited_on, '-infinity'), false) AS has_new_severe_disability,
           coalesce(k.earner_lost_since > coalesce(s.last_visited_on, '-infinity'), false) AS has_lost_earner,
           CASE WHEN NOT coalesce(k.previous_known, false) THEN NULL
                WHEN k.previous <= 0 THEN false
                WHEN NOT k.income_known THEN NULL
                ELSE k.previous - k.gross >= s.income_fall_ratio * k.previous END AS has_income_fall,
           -- at the latest the next first of a month, when every window moves
           least(%(next_first)s::date, k.changes_on,
                 (k.oldest + make_interval(months => 12))::date + 1,
                 CASE WHEN s.refused_on + make_interval(months => %(refused_months)s) >= %(on)s THEN (s.refused_on + make_interval(months => %(refused_months)s))::date + 1 END,
                 CASE WHEN s.exited_on + make_interval(months => %(exited_months)s) >= %(on)s THEN (s.exited_on + make_interval(months => %(exited_months)s))::date + 1 END
           ) AS next_change_on
    FROM scope s
    LEFT JOIN summed k ON k.household_id = s.id
    LEFT JOIN self_declared z ON z.household_id = s.id
    LEFT JOIN housed h ON h.household_id = s.id
    LEFT JOIN watered w ON w.household_id = s.id
    LEFT JOIN driven v ON v.household_id = s.id
    LEFT JOIN owned o ON o.household_id = s.id
),
fresh_members AS (
    SELECT m.member_id, m.household_id, m.person_id, m.is_counted, m.category,
           date_part('year', age(%(on)s::timestamp, m.birth))::int AS age,
           m.birth > %(school_born_after)s AND m.birth <= %(school_born_until)s AS is_school_age,
           m.attendance = 'absent' AS is_out_of_school,
           u.person_id IS NOT NULL AS is_uninsured, m.is_disabled, m.is_severely_disabled,
           m.is_newly_disabled AND (s.last_visited_on IS NULL OR s.last_visited_on < m.disability_received_on) AS has_new_disability,
           coalesce(m.died_on <= %(on)s, false) AS is_dead,
           c.person_id IS NOT NULL OR m.category <> '' AS is_claimed,
           coalesce(l.claims, 0) AS other_households
    FROM member m
    JOIN scope s ON s.id = m.household_id
    LEFT JOIN uninsured u ON u.person_id = m.person_id
    LEFT JOIN claimed c ON c.person_id = m.person_id
    LEFT JOIN listed_twice l ON l.person_id = m.person_id
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
    DELETE FROM households_memberfacts f USING households_member m
    WHERE m.id = f.member_id AND m.left_on <= %(on)s AND {member_scope}
    RETURNING f.member_id
)
SELECT (SELECT count(*) FROM scope), (SELECT count(*) FROM written), (SELECT count(*) FROM written_members), (SELECT count(*) FROM forgotten)
