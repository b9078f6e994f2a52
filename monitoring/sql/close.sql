-- Alerts nobody has started on close by themselves when their rule no longer holds (rulings C5); an unknown operand closes nothing.
WITH gone AS (
    SELECT a.id, coalesce(f.reason, '这一户（人）已不在本规则的范围内') AS reason
    FROM gone g
    JOIN monitoring_alert a ON a.id = g.alert_id
    LEFT JOIN present f ON f.rule = a.rule AND f.household_id = a.household_id AND coalesce(f.person_id, 0) = coalesce(a.person_id, 0)
    WHERE a.state = ANY(%(self_closing)s)
),
closed AS (
    UPDATE monitoring_alert a
    SET state = 'closed', state_since = %(on)s, closed_on = %(on)s, closed_reason = left(g.reason, 300), due_on = NULL, due_is_provisional = false,
        ended_run_id = %(run)s, version = a.version + 1
    FROM gone g WHERE g.id = a.id
    RETURNING a.id, a.rule, a.title, a.closed_reason, a.household_id, a.county_code, a.town_code, a.village_code
),
told AS (
    INSERT INTO casework_event (household_id, county_code, town_code, village_code, kind, at, happened_on, by, subject_type, subject_id, detail)
    SELECT household_id, county_code, town_code, village_code, 'alert_closed_by_itself', clock_timestamp(), %(on)s, %(by)s, 'alert', id,
           jsonb_build_object('code', rule, 'title', title, 'reason', closed_reason)
    FROM closed
)
SELECT rule, count(*) FROM closed GROUP BY rule
