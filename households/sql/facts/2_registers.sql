-- what the registries say the counted members own (domain §3.5); a home two of them share is one ---------------------------------
estate AS (
    SELECT e.household_id, count(*) FILTER (WHERE e.use = 'residential') AS houses, count(*) FILTER (WHERE e.use = 'commercial') AS shops,
           CASE WHEN count(*) FILTER (WHERE e.use = 'residential') = count(e.area) FILTER (WHERE e.use = 'residential')
                THEN coalesce(sum(e.area) FILTER (WHERE e.use = 'residential'), 0) END AS house_area
    FROM (
        SELECT DISTINCT ON (m.household_id, r.location) m.household_id, r.use, r.area
        FROM {estates} r JOIN member m ON m.person_id = r.person_id AND m.is_counted
        ORDER BY m.household_id, r.location, r.area DESC NULLS LAST
    ) e
    GROUP BY e.household_id
),
-- each bank's latest answer about each of them
saved AS (
    SELECT m.household_id, sum(b.balance)::bigint AS balance
    FROM (SELECT r.person_id, r.balance, r.asked_on = max(r.asked_on) OVER (PARTITION BY r.person_id, r.bank) AS is_latest FROM {balances} r) b
    JOIN member m ON m.person_id = b.person_id AND m.is_counted
    WHERE b.is_latest
    GROUP BY m.household_id
),
-- a share in a cooperative never counts; staff or capital beyond the exemption does, and an unknown figure is unknown (rulings B12)
company AS (
    SELECT c.person_id, count(*) AS companies,
           CASE WHEN bool_or(c.is_beyond) THEN true WHEN bool_or(c.is_beyond IS NULL) THEN NULL ELSE false END AS is_beyond
    FROM (SELECT r.person_id, r.staff > 0 OR r.subscribed > %(company_exempt)s AS is_beyond
          FROM {companies} r WHERE r.status = 'active' AND r.role <> 'cooperative') c
    GROUP BY c.person_id
),
-- wage, pension, taxed income and housing fund of one month tell of the same money: the most that is told counts
salary AS (
    SELECT r.person_id, sum(greatest(coalesce(r.wage, 0) + coalesce(r.pension, 0), r.taxed_income, r.housing_fund))::bigint AS reported,
           bool_or(r.is_state_paid) AS is_state_paid
    FROM {salaries} r
    WHERE r.month >= %(start)s AND r.month < %(end)s
    GROUP BY r.person_id
),
-- the latest word of the register of work
offered AS (
    SELECT DISTINCT ON (r.person_id) r.person_id, r.refusals, r.training_wish <> '' AS wishes_training,
           r.is_working AND coalesce(r.started_on <= %(on)s, true) AND coalesce(r.ended_on >= %(on)s, true) AS is_working
    FROM {offers} r
    ORDER BY r.person_id, r.as_of DESC, r.started_on DESC NULLS LAST
),
-- the spell of work begun last, whenever it was told of
worked AS (
    SELECT DISTINCT ON (r.person_id) r.person_id, r.ended_on
    FROM {offers} r
    WHERE r.started_on <= %(on)s
    ORDER BY r.person_id, r.started_on DESC
),
posted AS (
    SELECT DISTINCT r.person_id FROM {posts} r WHERE r.started_on <= %(on)s AND (r.ended_on IS NULL OR r.ended_on >= %(on)s)
),
work AS MATERIALIZED (
    SELECT w.person_id, max(w.refusals) AS refusals, bool_or(w.wishes_training) AS wishes_training, bool_or(w.is_working) AS is_working,
           bool_or(w.has_worked) AS has_worked, max(w.ended_on) AS ended_on
    FROM (
        SELECT person_id, refusals, wishes_training, is_working, NULL::boolean AS has_worked, NULL::date AS ended_on FROM offered
        UNION ALL SELECT person_id, NULL, NULL, NULL, true, ended_on FROM worked
        UNION ALL SELECT person_id, NULL, NULL, true, NULL, NULL FROM posted
    ) w
    GROUP BY w.person_id
),
