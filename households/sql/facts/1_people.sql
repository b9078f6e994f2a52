-- The facts of any set of households on any day, in one statement (design §2.1, §8).
-- NULL is "unknown" all the way down: no sum is coalesced before it is known that somebody was asked.
-- Money is 分; a ratio (employment cost) makes numeric 分 that are never rounded.
WITH scope AS MATERIALIZED (
    SELECT h.id, h.county_code, h.town_code, h.village_code, h.category, h.has_monitoring_tag, h.household_kind, h.area_type,
           h.is_relocated, h.registered_on, cardinality(h.risks) > 0 AS has_recorded_risk,
           coalesce(s.has_open_case, false) AS has_open_case, s.refused_on, s.exited_on, s.category_since, {last_visited_on} AS last_visited_on,
           -- nobody of ours has come for so long (A09); never: as the county has its visits recorded
           CASE WHEN {last_visited_on} IS NOT NULL THEN ({last_visited_on} + make_interval(months => %(absence_months)s))::date <= %(on)s
                WHEN %(never_visited_overdue)s THEN true END AS is_unseen_long,
           {applied} AS applied_id, {cost_cap} AS cost_cap, {pdi} AS pdi, {fall_ratio} AS income_fall_ratio,
           CASE h.category WHEN 'dibao' THEN {dibao_since} WHEN 'tekun' THEN {tekun_since} END AS standard_since
    FROM households_household h
    LEFT JOIN LATERAL (SELECT * FROM households_standing s WHERE s.household_id = h.id {one_by_one}) s ON true
    WHERE {households}
),
{everybody}
-- who lives there, and how each stands on the day ---------------------------------------------------------------------
uninsured AS (
    SELECT DISTINCT i.person_id FROM {insurances} i
    WHERE i.year = %(year)s AND i.kind IN ('resident_medical', 'worker_medical') AND i.status = 'not_insured'
      AND NOT EXISTS (SELECT 1 FROM households_insurance o WHERE o.person_id = i.person_id AND o.year = i.year
                      AND o.kind IN ('resident_medical', 'worker_medical') AND o.status = 'insured' {one_by_one})
),
claimed AS (
    SELECT c.person_id, count(DISTINCT c.category) FILTER (WHERE c.category <> '') AS categories,
           max(c.care_level) FILTER (WHERE c.register = 'tekun') AS care_level,
           max(c.received_on) FILTER (WHERE c.register = 'dibao' AND {dibao_is_new}) AS dibao_since,
           max(c.received_on) FILTER (WHERE c.register = 'dibao' AND {dibao_is_undated}) AS dibao_undated,
           min({dibao_until}) FILTER (WHERE c.register = 'dibao') AS changes_on
    FROM {claims} c
    WHERE (c.until IS NULL OR c.until >= %(on)s) AND NOT c.is_cleared
    GROUP BY c.person_id
),
-- one of the 30 serious illnesses, first heard of lately
fallen_ill AS (
    SELECT i.person_id, max(i.received_on) FILTER (WHERE {illness_is_new}) AS since,
           max(i.received_on) FILTER (WHERE {illness_is_undated}) AS undated, min({illness_until}) AS changes_on
    FROM {illnesses} i
    WHERE i.is_serious AND i.received_on > %(received_since)s AND i.person_id IS NOT NULL
    GROUP BY i.person_id
),
-- a second listing is a claim beside the one household where the person lives (rulings A12)
listed_twice AS (
    SELECT m.person_id, count(*) AS claims FROM households_member m
    WHERE m.is_claim AND (m.left_on IS NULL OR m.left_on > %(on)s) GROUP BY m.person_id
),
present AS (
    SELECT m.id AS member_id, m.household_id, m.person_id, {member_category} AS category, m.is_claim, m.relation, p.labour, p.birth, p.health, p.school_status, p.care_level,
           CASE WHEN d.died_on <= %(on)s THEN 'dead'
                WHEN m.status_since > %(on)s OR m.status_until < %(on)s THEN 'present'
                ELSE m.status END AS status,
           CASE WHEN d.died_on <= %(on)s THEN d.died_on ELSE m.status_since END AS status_since,
           m.status_until, m.joined_on, m.left_on, d.died_on, d.received_on AS death_received_on
    FROM households_member m
    JOIN LATERAL (SELECT * FROM households_person p WHERE p.id = m.person_id {one_by_one}) p ON true
    LEFT JOIN LATERAL (SELECT * FROM households_death d WHERE d.person_id = m.person_id {one_by_one}) d ON true
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
           -- old, young or with a certificate: only they are asked for income of their own and for obligors
           m.birth IS NULL OR m.birth <= %(tekun_elderly_born)s OR m.birth > %(tekun_minor_born)s OR x.level <= 3 OR m.category = 'tekun' AS may_be_tekun,
           -- in schooling that costs: the register of pupils, then the register of members; a grown-up of whom neither speaks is no student
           CASE WHEN e.attendance IN ('enrolled', 'home_taught') THEN e.stage = ANY(%(costly_stages)s)
                WHEN m.school_status <> '' THEN m.school_status = ANY(%(costly_stages)s)
                WHEN e.attendance IS NOT NULL OR m.birth <= %(student_born)s THEN false END AS is_student,
           coalesce(NOT x.is_cancelled AND x.expires_on < %(on)s, false) AS has_expired_card,
           (m.status_since + make_interval(months => %(absence_months)s))::date <= %(on)s AS is_away_long,
           x.received_on AS disability_received_on, x.issued_on AS disability_issued_on, x.kind AS disability_kind, x.level AS disability_level, e.attendance, e.stage,
           least(
               CASE WHEN m.status_since > %(on)s THEN m.status_since END, CASE WHEN m.status_until >= %(on)s THEN m.status_until + 1 END,
               CASE WHEN m.joined_on > %(on)s THEN m.joined_on END, CASE WHEN m.left_on > %(on)s THEN m.left_on END,
               CASE WHEN m.died_on > %(on)s THEN m.died_on END, CASE WHEN x.expires_on >= %(on)s THEN x.expires_on + 1 END,
               CASE WHEN m.status_since > %(new_since)s AND m.status_since <= %(on)s AND m.status <> ALL(%(counted_statuses)s)
                    THEN (m.status_since + make_interval(months => %(new_months)s))::date END,
               CASE WHEN (m.status = ANY(%(absent_statuses)s) OR m.status = 'away_working') AND (m.status_since + make_interval(months => %(absence_months)s))::date > %(on)s
                    THEN (m.status_since + make_interval(months => %(absence_months)s))::date END,
               CASE WHEN x.issued_on > %(on)s THEN x.issued_on WHEN x.received_on > %(on)s THEN x.received_on
                    WHEN x.received_on > %(received_since)s AND x.issued_on > %(new_since)s
                    THEN least(x.received_on + %(received_days)s, (x.issued_on + make_interval(months => %(new_months)s))::date) END,
               CASE WHEN coalesce(m.joined_on, m.birth) > %(new_since)s
                    THEN greatest((coalesce(m.joined_on, m.birth) + make_interval(months => %(new_months)s))::date, %(on)s::date + 1) END,
               CASE WHEN m.death_received_on + %(received_days)s > %(on)s THEN m.death_received_on + %(received_days)s END,
               -- a birthday before the next first of a month; one on the 29th counts from the first of March
               CASE WHEN date_part('month', m.birth) = %(month)s AND date_part('day', m.birth) > %(day)s THEN %(this_first)s::date + date_part('day', m.birth)::int - 1 END
           ) AS changes_on
    FROM present m
    LEFT JOIN LATERAL (SELECT * FROM households_disability x WHERE x.person_id = m.person_id {one_by_one}) x ON true
    LEFT JOIN LATERAL (SELECT * FROM households_enrolment e WHERE e.person_id = m.person_id {one_by_one}) e ON true
),
