-- the households for which something differs, the nearest villages together
WITH b AS MATERIALIZED (SELECT DISTINCT household_id, rule, coalesce(person_id, 0) AS who FROM lab_before_found WHERE answer),
a AS MATERIALIZED (SELECT DISTINCT household_id, rule, coalesce(person_id, 0) AS who FROM lab_after_found WHERE answer),
came AS (SELECT household_id, array_agg(DISTINCT rule ORDER BY rule) AS rules FROM (SELECT * FROM a EXCEPT SELECT * FROM b) x GROUP BY household_id),
gone AS (SELECT household_id, array_agg(DISTINCT rule ORDER BY rule) AS rules FROM (SELECT * FROM b EXCEPT SELECT * FROM a) x GROUP BY household_id)
SELECT jb.household_id, ja.town_code, ja.village_code, ja.listed, jb.state, ja.state, jb.kind, ja.kind, jb.amount, ja.amount,
       coalesce(came.rules, '{}'), coalesce(gone.rules, '{}'),
       came.rules IS NOT NULL AND NOT EXISTS (SELECT FROM b WHERE b.household_id = jb.household_id)
FROM lab_before_judged jb JOIN lab_after_judged ja USING (household_id)
LEFT JOIN came USING (household_id) LEFT JOIN gone USING (household_id)
WHERE jb.state <> ja.state OR jb.kind <> ja.kind OR came.rules IS NOT NULL OR gone.rules IS NOT NULL OR jb.amount IS DISTINCT FROM ja.amount
ORDER BY ja.village_code, jb.household_id
