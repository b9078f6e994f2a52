-- the members: what rules about a person ask ------------------------------------------------------------------------------
fresh_members AS (
    SELECT m.member_id, m.household_id, m.person_id, m.is_counted, m.category,
           %(oldest)s - width_bucket(m.birth - 1, %(birth_by_age)s::date[]) AS age,
           m.birth > %(school_born_after)s AND m.birth <= %(school_born_until)s AS is_school_age,
           m.attendance = 'absent' AS is_out_of_school,
           u.person_id IS NOT NULL AS is_uninsured, m.is_disabled, m.is_severely_disabled,
           m.is_newly_disabled AND (s.last_visited_on IS NULL OR s.last_visited_on < m.disability_received_on) AS has_new_disability,
           CASE WHEN i.since > coalesce(s.last_visited_on, '-infinity') THEN true
                WHEN i.undated > coalesce(s.last_visited_on, '-infinity') OR NOT %(illness_loaded)s THEN NULL ELSE false END AS has_new_illness,
           coalesce(m.died_on <= %(on)s, false) AS is_dead,
           c.person_id IS NOT NULL OR m.category <> '' AS is_claimed,
           coalesce(l.claims, 0) AS other_households,
           CASE WHEN %(companies_loaded)s THEN coalesce(t.companies, 0) END AS companies,
           CASE WHEN t.companies > 0 THEN t.is_beyond WHEN %(companies_loaded)s THEN false END AS has_company_beyond,
           CASE WHEN %(salaries_loaded)s THEN coalesce(t.reported, 0) END AS reported_income,
           CASE WHEN t.reported IS NOT NULL THEN t.is_state_paid WHEN %(salaries_loaded)s THEN false END AS is_state_paid,
           coalesce(c.categories, 0) AS claimed_categories, coalesce(c.care_level, '') AS claimed_care,
           (%(crossed_ages)s::int[])[width_bucket(m.birth - 1, %(crossing_births)s::date[]) + 1] AS crossed_age,
           m.status = 'studying' AND coalesce(m.attendance = 'finished', false) AS has_left_school, m.has_expired_card,
           -- determined anew since: the paper of the old time no longer matters
           m.category = 'rigid_expenditure' AND t.lapsed_on IS NOT NULL AND NOT coalesce(s.category_since > t.lapsed_on, false) AS is_rigid_expired,
           t.held_since IS NOT NULL OR m.status IN ('in_prison', 'in_rehab') AS is_held,
           CASE WHEN t.held_since IS NULL AND m.status NOT IN ('in_prison', 'in_rehab') THEN false
                WHEN %(payments_loaded)s THEN t.last_month IS NOT NULL AND t.last_month > coalesce(t.held_since, m.status_since) END AS is_paid_while_held,
           CASE WHEN %(payments_loaded)s THEN coalesce(t.purpose, '') END AS doubled_purpose,
           CASE WHEN %(refusals_loaded)s THEN coalesce(t.refusals, 0) END AS job_refusals,
           -- of working age, able to work and not at school, whether he works, and since when not (domain §5.1 R13, R22, R26)
           m.birth <= %(work_born_until)s AND m.birth > %(work_born_after)s AND nullif(m.labour, '') = ANY(%(able)s)
               AND m.status <> 'studying' AND NOT coalesce(m.attendance IN ('enrolled', 'home_taught'), false) AS may_work,
           CASE WHEN t.is_working THEN true WHEN %(jobs_loaded)s AND %(posts_loaded)s THEN false END AS is_at_work,
           CASE WHEN t.is_working THEN false
                WHEN t.has_worked THEN (t.ended_on + make_interval(months => %(jobless_months)s))::date < %(on)s
                WHEN %(jobs_loaded)s THEN false END AS has_lost_job,
           CASE WHEN k.previous_gross IS NULL THEN NULL WHEN coalesce(e.wages_before, 0) <= 0 THEN false WHEN k.gross IS NULL THEN NULL
                ELSE e.wages_before - coalesce(e.wages, 0) >= s.income_fall_ratio * e.wages_before END AS has_wage_fall,
           CASE WHEN %(jobs_loaded)s THEN coalesce(t.wishes_training, false) END AS wishes_training,
           CASE WHEN NOT coalesce(m.died_on <= %(on)s, false) THEN false WHEN %(payments_loaded)s THEN coalesce(t.last_month > m.died_on, false) END AS is_paid_after_death,
           -- 两项补贴: who has held the card (and 低保) since before the months looked at; a 特困 person's care is paid otherwise
           CASE WHEN NOT m.is_counted OR NOT m.is_disabled OR m.category = 'tekun' OR coalesce(m.disability_issued_on, '-infinity') >= %(paid_from)s THEN ''
                ELSE coalesce(
                    nullif(concat_ws('、', CASE WHEN m.disability_level <= 2 AND %(nursing_loaded)s AND NOT coalesce(t.nursing, false) THEN '重度残疾人护理补贴' END,
                        CASE WHEN d.is_poor AND %(living_loaded)s AND NOT coalesce(t.living, false) THEN '困难残疾人生活补贴' END), ''),
                    CASE WHEN m.disability_level <= 2 AND NOT %(nursing_loaded)s OR d.is_poor AND NOT %(living_loaded)s THEN NULL ELSE '' END)
                END AS benefits_missing,
           -- away by the register of members: since when, or else since when nobody has come to the house. Who works away is heard of at home; where
           -- nobody is at home, only a visit is contact (A09)
           CASE WHEN m.is_claim THEN false
                WHEN m.status = ANY(%(absent_statuses)s) AND NOT m.is_counted THEN coalesce(m.is_away_long, CASE WHEN s.is_unseen_long THEN true END)
                WHEN m.is_counted AND m.status = 'away_working' AND k.at_home = 0 THEN coalesce(m.is_away_long, true) AND s.is_unseen_long ELSE false END AS is_long_absent,
           CASE WHEN m.is_disabled THEN m.disability_kind ELSE '' END AS disability_kind,
           CASE WHEN m.is_disabled THEN m.disability_level ELSE 0 END AS disability_level,
           CASE WHEN m.health <> '' THEN m.health = 'serious' END AS has_serious_illness,
           coalesce(m.attendance IN ('enrolled', 'home_taught') AND m.stage = ANY(%(schooling)s), false) AS is_in_school,
           CASE WHEN m.may_be_tekun AND m.is_counted AND (k.gross IS NOT NULL OR coalesce(e.wages, e.business, e.property, e.transfers, e.excluded, e.claims) IS NOT NULL)
                     AND (g.own IS NULL OR k.counted_members = 1 OR g.own = 0)
                THEN coalesce(e.wages, 0) + coalesce(e.business, 0) + coalesce(e.property, 0) + coalesce(e.transfers, 0) - coalesce(e.not_own, 0) + coalesce(g.own, 0)
                     - CASE WHEN g.wages > 0 THEN least(g.wages * %(cost_ratio)s::numeric, s.cost_cap) ELSE 0 END
                     - CASE WHEN e.wages > 0 THEN least(e.wages * %(cost_ratio)s::numeric, s.cost_cap) ELSE 0 END END AS own_income,
           -- and those of the same household who must support him, by how each stands to the head
           CASE WHEN m.may_be_tekun THEN w.are_unable AND (r.kin & 8 = 0) AND (r.kin & 4 = 0 OR NULL)
                                         AND (r.kin & 2 = 0 OR k.recognised < s.cost_cap * k.income_members)
                                         AND (r.kin & 1 = 0 OR k.gross < s.pdi * k.income_members) END AS obligors_unable
    FROM member m
    JOIN scope s ON s.id = m.household_id
    JOIN fresh k ON k.household_id = m.household_id
    LEFT JOIN earned e ON e.who = m.person_id
    -- money that names nobody: one person's own when he is alone, otherwise nobody can say whose
    LEFT JOIN (SELECT who, wages, coalesce(wages, 0) + coalesce(business, 0) + coalesce(property, 0) + coalesce(transfers, 0) - coalesce(not_own, 0) AS own
               FROM earned WHERE who < 0) g ON g.who = -m.household_id
    LEFT JOIN owed w ON w.person_id = m.person_id
    CROSS JOIN LATERAL (
        SELECT CASE WHEN m.relation = '02' THEN coalesce(k.kin_spouse, 0) | coalesce(k.kin_child, 0) | coalesce(k.kin_parent, 0)
                    WHEN m.relation = '10' THEN coalesce(k.kin_head, 0) | coalesce(k.kin_child, 0)
                    WHEN m.relation = ANY(%(children)s) OR m.relation LIKE '4%%' THEN coalesce(k.kin_head, 0) | coalesce(k.kin_spouse, 0)
                    -- two old parents have each other: of the other one only working age and an unknown one count
                    WHEN m.relation = ANY(%(parents)s) THEN coalesce(k.kin_head, 0) | (coalesce(k.kin_parent, 0) & 12)
                    WHEN m.relation = ANY(%(parents_in_law)s) THEN coalesce(k.kin_spouse, 0)
                    WHEN m.relation LIKE '6%%' THEN coalesce(k.kin_head, 0) ELSE 0 END AS kin
    ) r
    CROSS JOIN LATERAL (SELECT m.category = 'dibao' AND coalesce(s.category_since, '-infinity') < %(paid_from)s AS is_poor) d
    LEFT JOIN uninsured u ON u.person_id = m.person_id
    LEFT JOIN claimed c ON c.person_id = m.person_id
    LEFT JOIN fallen_ill i ON i.person_id = m.person_id
    LEFT JOIN listed_twice l ON l.person_id = m.person_id
    LEFT JOIN told t ON t.person_id = m.person_id
),
