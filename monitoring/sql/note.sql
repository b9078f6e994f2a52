-- Somebody is already on the way: the alert stays, and its chain is told once that the facts have moved (rulings C5).
WITH moved AS (
    SELECT a.id, a.rule, a.title, a.household_id, a.county_code, a.town_code, a.village_code,
           coalesce(f.reason, '这一户（人）已不在本规则的范围内') AS reason
    FROM gone g
    JOIN monitoring_alert a ON a.id = g.alert_id
    LEFT JOIN present f ON f.rule = a.rule AND f.household_id = a.household_id AND coalesce(f.person_id, 0) = coalesce(a.person_id, 0)
    WHERE a.state <> ALL(%(self_closing)s) AND a.state <> 'closed'  -- what has just closed by itself has said so
      AND NOT EXISTS (SELECT 1 FROM casework_event e WHERE e.subject_type = 'alert' AND e.subject_id = a.id AND e.kind = 'alert_note')
),
told AS (
    INSERT INTO casework_event (household_id, county_code, town_code, village_code, kind, at, happened_on, by, subject_type, subject_id, detail)
    SELECT household_id, county_code, town_code, village_code, 'alert_note', clock_timestamp(), %(on)s, %(by)s, 'alert', id,
           jsonb_build_object('code', rule, 'title', title, 'reason', reason)
    FROM moved RETURNING id
),
marked AS (
    UPDATE monitoring_alert a SET ended_run_id = %(run)s FROM moved m WHERE a.id = m.id
)
SELECT rule, count(*) FROM moved GROUP BY rule
