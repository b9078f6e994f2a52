-- by town: who stands in each category and tag, and what 补差 costs a month
WITH pair AS MATERIALIZED (
    SELECT a.town_code, b.state AS was, a.state AS becomes, b.kind AS was_kind, a.kind AS becomes_kind, count(*) AS households,
           coalesce(sum(b.amount), 0) AS was_amount, coalesce(sum(a.amount), 0) AS becomes_amount
    FROM lab_before_judged b JOIN lab_after_judged a USING (household_id)
    GROUP BY 1, 2, 3, 4, 5
),
state AS (SELECT was AS state FROM pair UNION SELECT becomes FROM pair),
kind AS (SELECT was_kind AS kind FROM pair UNION SELECT becomes_kind FROM pair)
SELECT town_code, 'category:' || state, sum(households) FILTER (WHERE was = state), sum(households) FILTER (WHERE becomes = state),
       sum(households) FILTER (WHERE becomes = state AND was <> state), sum(households) FILTER (WHERE was = state AND becomes <> state)
FROM pair JOIN state ON state.state IN (was, becomes) WHERE state <> '' GROUP BY town_code, state
UNION ALL
SELECT town_code, 'kind:' || kind, sum(households) FILTER (WHERE was_kind = kind), sum(households) FILTER (WHERE becomes_kind = kind),
       sum(households) FILTER (WHERE becomes_kind = kind AND was_kind <> kind), sum(households) FILTER (WHERE was_kind = kind AND becomes_kind <> kind)
FROM pair JOIN kind ON kind.kind IN (was_kind, becomes_kind) WHERE kind <> '' GROUP BY town_code, kind
UNION ALL
SELECT town_code, 'amount', sum(was_amount), sum(becomes_amount), 0, 0 FROM pair GROUP BY town_code
UNION ALL
SELECT town_code, 'listed', sum(households) FILTER (WHERE was_in), sum(households) FILTER (WHERE is_in),
       sum(households) FILTER (WHERE is_in AND NOT was_in), sum(households) FILTER (WHERE was_in AND NOT is_in)
FROM (SELECT *, was NOT IN ('', 'cannot_say', 'only_missing') AS was_in, becomes NOT IN ('', 'cannot_say', 'only_missing') AS is_in FROM pair) p GROUP BY town_code
