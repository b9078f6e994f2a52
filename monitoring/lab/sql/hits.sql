-- by town: what each rule hits and cannot say, and the households somebody would have to go to (one household is one visit)
WITH answers AS MATERIALIZED (
    SELECT household_id, rule, coalesce(b.answer, false) AS was, coalesce(a.answer, false) AS becomes,
           b.rule IS NOT NULL AND b.answer IS NULL AS was_open, a.rule IS NOT NULL AND a.answer IS NULL AS open
    FROM (SELECT *, coalesce(person_id, 0) AS who FROM lab_before_found) b
    FULL JOIN (SELECT *, coalesce(person_id, 0) AS who FROM lab_after_found) a USING (household_id, rule, who)
),
visit AS (SELECT household_id, bool_or(was) AS was, bool_or(becomes) AS becomes FROM answers GROUP BY household_id)
SELECT j.town_code, 'rule:' || rule, count(*) FILTER (WHERE was), count(*) FILTER (WHERE becomes),
       count(*) FILTER (WHERE becomes AND NOT was), count(*) FILTER (WHERE was AND NOT becomes)
FROM answers JOIN lab_after_judged j USING (household_id) GROUP BY j.town_code, rule HAVING bool_or(was OR becomes)
UNION ALL
SELECT j.town_code, 'unknown:' || rule, count(*) FILTER (WHERE was_open), count(*) FILTER (WHERE open),
       count(*) FILTER (WHERE open AND NOT was_open), count(*) FILTER (WHERE was_open AND NOT open)
FROM answers JOIN lab_after_judged j USING (household_id) GROUP BY j.town_code, rule HAVING bool_or(was_open OR open)
UNION ALL
SELECT j.town_code, 'visits', count(*) FILTER (WHERE was), count(*) FILTER (WHERE becomes),
       count(*) FILTER (WHERE becomes AND NOT was), count(*) FILTER (WHERE was AND NOT becomes)
FROM visit JOIN lab_after_judged j USING (household_id) GROUP BY j.town_code
