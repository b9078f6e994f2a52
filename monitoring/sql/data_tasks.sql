-- What could not be said becomes a data task per household, person and datum; tasks whose datum is now known close.
WITH asked AS (
    SELECT f.household_id, f.person_id, d.datum, array_agg(DISTINCT f.rule ORDER BY f.rule) FILTER (WHERE f.rule <> '') AS rules
    FROM finding f CROSS JOIN unnest(f.missing) AS m (name)
    JOIN unnest(%(names)s::text[], %(data)s::text[], %(suppliers)s::text[]) AS d (name, datum, supplier) ON d.name = m.name
    WHERE f.answer IS NULL
    GROUP BY f.household_id, f.person_id, d.datum
),
standing AS (
    SELECT t.* FROM monitoring_datatask t WHERE t.closed_on IS NULL AND t.county_code = %(county)s AND {screened}
),
opened AS (
    INSERT INTO monitoring_datatask (household_id, person_id, county_code, town_code, village_code, datum, rules, supplier, opened_on)
    SELECT a.household_id, a.person_id, h.county_code, h.town_code, h.village_code, a.datum, coalesce(a.rules, '{{}}')::varchar[],
           (SELECT s.supplier FROM unnest(%(data)s::text[], %(suppliers)s::text[]) AS s (datum, supplier) WHERE s.datum = a.datum LIMIT 1), %(on)s
    FROM asked a JOIN households_householdfacts h ON h.household_id = a.household_id
    LEFT JOIN standing t ON t.household_id = a.household_id AND t.person_id IS NOT DISTINCT FROM a.person_id AND t.datum = a.datum
    WHERE t.id IS NULL
    RETURNING id, household_id, county_code, town_code, village_code, datum, rules, supplier
),
widened AS (
    UPDATE monitoring_datatask t SET rules = coalesce(a.rules, '{{}}')::varchar[]
    FROM asked a, standing s
    WHERE s.id = t.id AND a.household_id = t.household_id AND a.person_id IS NOT DISTINCT FROM t.person_id AND a.datum = t.datum
      AND t.rules IS DISTINCT FROM coalesce(a.rules, '{{}}')::varchar[]
    RETURNING t.id
),
closed AS (
    UPDATE monitoring_datatask t SET closed_on = %(on)s
    FROM standing s
    WHERE s.id = t.id AND NOT EXISTS (
        SELECT 1 FROM asked a WHERE a.household_id = t.household_id AND a.person_id IS NOT DISTINCT FROM t.person_id AND a.datum = t.datum)
    RETURNING t.id, t.household_id, t.county_code, t.town_code, t.village_code, t.datum
),
told AS (
    INSERT INTO casework_event (household_id, county_code, town_code, village_code, kind, at, happened_on, by, subject_type, subject_id, detail)
    SELECT household_id, county_code, town_code, village_code, 'data_asked', clock_timestamp(), %(on)s, %(by)s, 'datatask', id,
           jsonb_build_object('datum', datum, 'rules', array_to_string(rules, '、'), 'supplier',
               coalesce((SELECT o.name FROM unnest(%(depts)s::text[], %(dept_names)s::text[]) AS o (dept, name) WHERE o.dept = supplier), '村里入户时'))
    FROM opened
    UNION ALL
    SELECT household_id, county_code, town_code, village_code, 'data_supplied', clock_timestamp(), %(on)s, %(by)s, 'datatask', id,
           jsonb_build_object('datum', datum)
    FROM closed
)
SELECT (SELECT count(*) FROM opened), (SELECT count(*) FROM closed)
