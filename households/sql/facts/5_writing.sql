-- write only what differs ---------------------------------------------------------------------------------------------------
written AS (
    INSERT INTO households_householdfacts ({columns}, known_on)
    SELECT {new_columns}, %(on)s
    FROM fresh n LEFT JOIN LATERAL (SELECT * FROM households_householdfacts o WHERE o.household_id = n.household_id {one_by_one}) o ON true
    WHERE o.household_id IS NULL OR ({old_columns}) IS DISTINCT FROM ({new_columns})
    ON CONFLICT (household_id) DO UPDATE SET {updates}, known_on = EXCLUDED.known_on
    RETURNING household_id
),
written_members AS (
    INSERT INTO households_memberfacts ({member_columns})
    SELECT {new_member_columns}
    FROM fresh_members n LEFT JOIN LATERAL (SELECT * FROM households_memberfacts o WHERE o.member_id = n.member_id {one_by_one}) o ON true
    WHERE o.member_id IS NULL OR ({old_member_columns}) IS DISTINCT FROM ({new_member_columns})
    ON CONFLICT (member_id) DO UPDATE SET {member_updates}
    RETURNING member_id
),
forgotten AS (
    DELETE FROM households_memberfacts f USING households_member m
    WHERE m.id = f.member_id AND m.left_on <= %(on)s AND {member_scope}
    RETURNING f.member_id
),
-- these facts rest on what this statement saw: only the marks it saw are taken away
unmarked AS (
    DELETE FROM households_stalehousehold t USING scope s WHERE t.household_id = s.id
)
SELECT (SELECT count(*) FROM scope), (SELECT count(*) FROM written), (SELECT count(*) FROM written_members), (SELECT count(*) FROM forgotten),
       -- the triggers on the facts are told, at the statement's end, that it was they who wrote
       set_config('binggui.refreshing', 'on', true)
