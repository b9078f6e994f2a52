-- New hits become alerts with their event; a hit that is already open, or that people's conclusion keeps silent, opens nothing.
WITH hit AS (
    SELECT f.* FROM finding f
    WHERE f.answer
      AND NOT EXISTS (
          SELECT 1 FROM monitoring_alert a
          WHERE a.rule = f.rule AND a.household_id = f.household_id AND a.person_id IS NOT DISTINCT FROM f.person_id AND a.source = 'rule'
            AND a.state <> 'closed')
      AND NOT EXISTS (
          SELECT 1 FROM silent s WHERE s.rule = f.rule AND s.household_id = f.household_id AND s.person_id IS NOT DISTINCT FROM f.person_id)
),
opened AS (
    INSERT INTO monitoring_alert (
        state, state_since, due_on, due_is_provisional, version, county_code, town_code, village_code, household_id, person_id, source, rule,
        title, reason, severity, labels, snapshot, parameters_id, opened_on, opened_at, run_id, outcome, outcome_reason, closed_reason, concluded_facts)
    SELECT 'new', %(on)s, %(due_on)s, %(due_is_provisional)s, 0, hf.county_code, hf.town_code, hf.village_code, f.household_id, f.person_id, 'rule', f.rule,
           t.title, f.reason, f.severity, f.labels,
           to_jsonb(hf) || jsonb_build_object(
               'member', (SELECT to_jsonb(mf) FROM households_memberfacts mf WHERE mf.household_id = f.household_id AND mf.person_id = f.person_id LIMIT 1),
               'counted', (SELECT coalesce(jsonb_agg(mf.person_id ORDER BY mf.person_id), '[]') FROM households_memberfacts mf
                           WHERE mf.household_id = f.household_id AND mf.is_counted AND mf.category <> 'tekun')),
           hf.parameters_id, %(on)s, clock_timestamp(), %(run)s, '', '', '', '{}'
    FROM hit f
    JOIN households_householdfacts hf ON hf.household_id = f.household_id
    JOIN unnest(%(codes)s::text[], %(titles)s::text[]) AS t (code, title) ON t.code = f.rule
    RETURNING id, rule, title, reason, household_id, county_code, town_code, village_code
),
told AS (
    INSERT INTO casework_event (household_id, county_code, town_code, village_code, kind, at, happened_on, by, subject_type, subject_id, detail)
    SELECT household_id, county_code, town_code, village_code, 'alert_opened', clock_timestamp(), %(on)s, %(by)s, 'alert', id,
           jsonb_build_object('code', rule, 'title', title, 'reason', reason)
    FROM opened
)
SELECT rule, count(*) FROM opened GROUP BY rule
