-- Hits about which people have concluded within the silence period, and nothing the rule compares has changed since (domain §4e): they open nothing.
-- An amount has changed by what a share of it or more, and only where the household's evidence moved: the window sliding on tells nothing new.
CREATE TEMP TABLE silent ON COMMIT DROP AS
WITH concluded AS (
    SELECT DISTINCT ON (f.rule, f.household_id, f.person_id) f.rule, f.household_id, f.person_id, a.id AS alert_id, a.concluded_facts, a.concluded_mark,
           a.closed_on + %(silence_days)s::int - 1 AS until
    FROM finding f
    JOIN monitoring_alert a ON a.rule = f.rule AND a.household_id = f.household_id AND a.person_id IS NOT DISTINCT FROM f.person_id
    WHERE f.answer AND a.source = 'rule' AND a.state = 'closed' AND a.outcome <> '' AND a.closed_on + %(silence_days)s::int > %(on)s
    ORDER BY f.rule, f.household_id, f.person_id, a.closed_on DESC, a.id DESC
),
now AS (
    SELECT c.rule, c.household_id, c.person_id, to_jsonb(hf) || coalesce(to_jsonb(mf), '{}') AS facts,
           EXISTS (SELECT 1 FROM households_changedhousehold j
                   WHERE j.household_id = c.household_id AND j.changed_at IS DISTINCT FROM c.concluded_mark) AS has_moved
    FROM concluded c
    JOIN households_householdfacts hf ON hf.household_id = c.household_id
    LEFT JOIN LATERAL (
        SELECT * FROM households_memberfacts m WHERE m.household_id = c.household_id AND m.person_id = c.person_id LIMIT 1
    ) mf ON true
)
SELECT c.rule, c.household_id, c.person_id, c.alert_id, c.until
FROM concluded c
JOIN now n ON n.rule = c.rule AND n.household_id = c.household_id AND n.person_id IS NOT DISTINCT FROM c.person_id
WHERE NOT EXISTS (
    SELECT 1 FROM jsonb_each(c.concluded_facts) AS was (name, value)
    WHERE was.value IS DISTINCT FROM n.facts -> was.name
      AND (was.name <> ALL(%(money)s)
           OR n.has_moved AND coalesce(
               abs((n.facts ->> was.name)::numeric - (was.value #>> '{}')::numeric) >= %(change_share)s * abs((was.value #>> '{}')::numeric), true))
)
