-- who is held by court or police; custody before a verdict is not meant (rulings B5) ---------------------------------------------
held AS (
    SELECT r.person_id, min(r.started_on) AS since
    FROM {detentions} r
    WHERE r.kind <> 'custody' AND r.started_on <= %(on)s AND (r.ended_on IS NULL OR r.ended_on >= %(on)s)
    GROUP BY r.person_id
),
-- each person's money of each subsidy and month, batches sent again put together
paid_month AS MATERIALIZED (
    SELECT r.person_id, r.item, r.month, bool_or(r.status = 'paid') AS is_paid, bool_or(r.status = ANY(%(unpaid)s)) AS came_back,
           -- where it went in the end
           coalesce(max(r.account_name) FILTER (WHERE r.status = 'paid'), max(r.account_name)) AS account_name
    FROM {payments} r
    WHERE r.month >= %(paid_from)s AND r.month <= %(on)s
    GROUP BY r.person_id, r.item, r.month
),
paid AS (
    SELECT p.person_id, max(p.month) FILTER (WHERE p.is_paid) AS last_month FROM paid_month p GROUP BY p.person_id
),
-- two subsidies for one purpose in one month: the higher one alone was due
doubled AS (
    SELECT d.person_id, string_agg(DISTINCT d.purpose, '、') AS purpose
    FROM (
        SELECT p.person_id, p.month, g.purpose
        FROM paid_month p JOIN unnest(%(paid_items)s::text[], %(paid_purposes)s::text[]) AS g (item, purpose) ON g.item = p.item
        WHERE p.is_paid
        GROUP BY p.person_id, p.month, g.purpose
        HAVING count(DISTINCT p.item) > 1
    ) d
    GROUP BY d.person_id
),
-- what came back and was not sent again, and accounts in the name of nobody in the household
returned AS (
    SELECT m.household_id, count(*) FILTER (WHERE p.came_back AND NOT p.is_paid) AS failed,
           count(*) FILTER (WHERE p.account_name <> '' AND NOT EXISTS (
               SELECT 1 FROM member o JOIN households_person q ON q.id = o.person_id WHERE o.household_id = m.household_id AND q.name = p.account_name
           )) AS foreign_accounts
    FROM paid_month p JOIN member m ON m.person_id = p.person_id AND NOT m.is_claim
    GROUP BY m.household_id
),
-- who of late was paid the nursing subsidy, and who the living subsidy of the disabled
benefited AS (
    SELECT p.person_id, bool_or(p.item LIKE ANY (ARRAY['%%护理补贴%%', '%%两项补贴%%'])) AS nursing,
           bool_or(p.item LIKE ANY (ARRAY['%%残疾人生活补贴%%', '%%两项补贴%%'])) AS living
    FROM paid_month p WHERE p.is_paid
    GROUP BY p.person_id
),
-- what the household's standard brought in the last whole month before it changed, and in the latest month it was paid for since
adjusted AS (
    SELECT a.household_id, max(a.amount) FILTER (WHERE a.month = a.last_before) AS amount_before,
           (array_agg(a.amount ORDER BY a.month DESC) FILTER (WHERE a.month >= a.since))[1] AS amount_since
    FROM (
        SELECT m.household_id, r.month, s.standard_since AS since, (date_trunc('month', s.standard_since) - interval '1 month')::date AS last_before, sum(r.amount)::bigint AS amount
        FROM {payments} r JOIN member m ON m.person_id = r.person_id AND NOT m.is_claim JOIN scope s ON s.id = m.household_id
        WHERE r.month >= %(adjusted_from)s::date AND r.month <= %(on)s AND r.status = 'paid' AND s.standard_since >= %(changed_from)s
          AND r.item = ANY(CASE s.category WHEN 'dibao' THEN %(dibao_money)s::text[] ELSE %(tekun_money)s::text[] END)
        GROUP BY m.household_id, r.month, s.standard_since
    ) a
    GROUP BY a.household_id
),
-- a recognition as 刚性支出 that has run out
lapsed AS (
    SELECT c.person_id, max(c.until) AS until FROM {claims} c WHERE c.register = 'rigid_expenditure' AND c.until < %(on)s GROUP BY c.person_id
),
-- one row a person and one a household: the planner's time grows with every set that is joined below ------------------------------
told AS MATERIALIZED (
    SELECT t.person_id, max(t.companies) AS companies, bool_or(t.is_beyond) AS is_beyond, max(t.reported) AS reported, bool_or(t.is_state_paid) AS is_state_paid,
           max(t.refusals) AS refusals, min(t.held_since) AS held_since, max(t.last_month) AS last_month, max(t.purpose) AS purpose, max(t.lapsed_on) AS lapsed_on,
           bool_or(t.wishes_training) AS wishes_training, bool_or(t.is_working) AS is_working, bool_or(t.has_worked) AS has_worked, max(t.ended_on) AS ended_on,
           bool_or(t.nursing) AS nursing, bool_or(t.living) AS living
    FROM (
        SELECT person_id, companies, is_beyond, NULL::bigint AS reported, NULL::boolean AS is_state_paid, NULL::int AS refusals, NULL::date AS held_since,
               NULL::date AS last_month, NULL AS purpose, NULL::date AS lapsed_on,
               NULL::boolean AS wishes_training, NULL::boolean AS is_working, NULL::boolean AS has_worked, NULL::date AS ended_on, NULL::boolean AS nursing,
               NULL::boolean AS living FROM company
        UNION ALL SELECT person_id, NULL, NULL, reported, is_state_paid, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM salary
        UNION ALL SELECT person_id, NULL, NULL, NULL, NULL, refusals, NULL, NULL, NULL, NULL, wishes_training, is_working, has_worked, ended_on, NULL, NULL FROM work
        UNION ALL SELECT person_id, NULL, NULL, NULL, NULL, NULL, since, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM held
        UNION ALL SELECT person_id, NULL, NULL, NULL, NULL, NULL, NULL, last_month, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM paid
        UNION ALL SELECT person_id, NULL, NULL, NULL, NULL, NULL, NULL, NULL, purpose, NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM doubled
        UNION ALL SELECT person_id, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, until, NULL, NULL, NULL, NULL, NULL, NULL FROM lapsed
        UNION ALL SELECT person_id, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, nursing, living FROM benefited
    ) t
    GROUP BY t.person_id
),
told_at_home AS MATERIALIZED (
    SELECT t.household_id, max(t.houses) AS houses, max(t.house_area) AS house_area, max(t.shops) AS shops, max(t.balance) AS balance,
           max(t.failed) AS failed, max(t.foreign_accounts) AS foreign_accounts, max(t.at_work) AS at_work,
           max(t.amount_before) AS amount_before, max(t.amount_since) AS amount_since
    FROM (
        SELECT household_id, houses, house_area, shops, NULL::bigint AS balance, NULL::bigint AS failed, NULL::bigint AS foreign_accounts, NULL::bigint AS at_work,
               NULL::bigint AS amount_before, NULL::bigint AS amount_since FROM estate
        UNION ALL SELECT household_id, NULL, NULL, NULL, balance, NULL, NULL, NULL, NULL, NULL FROM saved
        UNION ALL SELECT household_id, NULL, NULL, NULL, NULL, failed, foreign_accounts, NULL, NULL, NULL FROM returned
        UNION ALL SELECT household_id, NULL, NULL, NULL, NULL, NULL, NULL, NULL, amount_before, amount_since FROM adjusted
        UNION ALL SELECT m.household_id, NULL, NULL, NULL, NULL, NULL, NULL, count(*), NULL, NULL FROM work w JOIN member m ON m.person_id = w.person_id AND m.is_counted
                  WHERE w.is_working GROUP BY m.household_id
    ) t
    GROUP BY t.household_id
),
