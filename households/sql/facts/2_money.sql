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
           -- counted for the household, but not as a 特困 person's own
           sum(i.amount) FILTER (WHERE i.kind = 'transfer' AND i.item = ANY(%(tekun_items)s) AND i.month >= %(start)s AND NOT ({excluded}))::bigint AS not_own,
           sum(i.amount) FILTER (WHERE i.kind <> 'wage' AND i.month < %(start)s AND (i.kind = 'business' OR i.kind <> 'claim' AND NOT ({excluded})))::bigint AS other_before,
           sum(i.amount) FILTER (WHERE i.kind = 'business' AND i.month < %(start)s)::bigint AS business_before,
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
           sum(w.amount) FILTER (WHERE w.kind = 'medical' AND w.month >= %(start)s)::bigint AS medical,
           sum(w.amount) FILTER (WHERE w.kind = 'education' AND w.month >= %(start)s)::bigint AS education,
           sum(w.amount) FILTER (WHERE w.kind = 'rehabilitation' AND w.month >= %(start)s)::bigint AS rehabilitation,
           sum(w.amount) FILTER (WHERE w.kind = 'loss' AND w.month >= %(start)s)::bigint AS loss,
           sum(w.amount) FILTER (WHERE w.kind = ANY(%(rigid_kinds)s) AND w.month < %(start)s)::bigint AS rigid_before
    FROM households_spending w
    WHERE w.month >= %(start_before)s AND w.month < %(end)s AND w.superseded_at IS NULL AND {spending_scope}
    GROUP BY 1
),
treated AS (
    SELECT coalesce(t.person_id, -t.household_id) AS who,
           max(t.self_pay) FILTER (WHERE {visits} AND t.settled_on > %(year_ago)s) AS single,
           min(t.settled_on) FILTER (WHERE t.settled_on > %(year_ago)s) AS oldest,
           sum(t.self_pay) FILTER (WHERE {visits} AND t.settled_on >= %(new_year)s)::bigint AS this_year,
           sum(t.self_pay) FILTER (WHERE {visits} AND t.settled_on >= %(start)s AND t.settled_on < %(end)s)::bigint AS in_window,
           sum(t.compliant_self_pay) FILTER (WHERE t.settled_on >= %(start_before)s AND t.settled_on < %(start)s)::bigint AS compliant_before,
           sum(t.compliant_self_pay) FILTER (WHERE t.settled_on >= %(start)s AND t.settled_on < %(end)s)::bigint AS compliant
    FROM households_medical t
    WHERE t.settled_on > %(medical_from)s AND t.settled_on <= %(on)s AND {medical_scope}
    GROUP BY 1
),
