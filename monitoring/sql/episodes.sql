-- One row per hit without a break, alert or not (rulings C4). It ends with the first screening that finds nothing; "cannot say" ends none, nor does a rule that waits for its register.
WITH hit AS (
    SELECT f.rule, f.household_id, f.person_id, s.alert_id, s.until
    FROM finding f
    LEFT JOIN silent s ON s.rule = f.rule AND s.household_id = f.household_id AND coalesce(s.person_id, 0) = coalesce(f.person_id, 0)
    WHERE f.answer
),
running AS (
    SELECT e.* FROM monitoring_hitepisode e JOIN households_householdfacts hf ON hf.household_id = e.household_id
    WHERE e.ended_on IS NULL AND hf.county_code = %(county)s AND {screened}
),
began AS (
    INSERT INTO monitoring_hitepisode (household_id, person_id, rule, began_on, silent_until, silenced_by_id)
    SELECT h.household_id, h.person_id, h.rule, %(on)s, h.until, h.alert_id
    FROM hit h
    LEFT JOIN running r ON r.rule = h.rule AND r.household_id = h.household_id AND coalesce(r.person_id, 0) = coalesce(h.person_id, 0)
    WHERE r.id IS NULL
    RETURNING id
),
told AS (
    UPDATE monitoring_hitepisode e SET silent_until = h.until, silenced_by_id = h.alert_id
    FROM running r
    JOIN hit h ON h.rule = r.rule AND h.household_id = r.household_id AND coalesce(h.person_id, 0) = coalesce(r.person_id, 0)
    WHERE e.id = r.id AND (r.silent_until, r.silenced_by_id) IS DISTINCT FROM (h.until, h.alert_id)
    RETURNING e.id
),
over AS (
    UPDATE monitoring_hitepisode e SET ended_on = %(on)s
    FROM running r
    WHERE e.id = r.id AND r.rule <> ALL(%(waiting)s) AND NOT EXISTS (
        SELECT 1 FROM finding f
        WHERE f.rule = r.rule AND f.household_id = r.household_id AND coalesce(f.person_id, 0) = coalesce(r.person_id, 0))
    RETURNING e.id
)
SELECT (SELECT count(*) FROM began), (SELECT count(*) FROM told), (SELECT count(*) FROM over)
