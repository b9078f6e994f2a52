-- One- and two-character pieces of a name, dots and blanks aside, as households.names.grams makes them: what Chinese name search looks for.
-- Public by name: an index is also built and analysed where no schema is searched.
CREATE FUNCTION households_pieces_of_any(name text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(array_agg(substr(p, i, n)), '{}')
    FROM regexp_replace(name, '[·•・‧\s\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+', '', 'g') p,
        generate_series(1, length(p)) i, generate_series(1, 2) n
    WHERE i + n <= length(p) + 1
$$;
-- Nearly every name has two or three characters; written as one expression, a name costs a microsecond.
CREATE FUNCTION households_pieces(name text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN name !~ '^[㐀-䶿一-鿿]{2,3}$' THEN public.households_pieces_of_any(name)
        WHEN length(name) = 3 THEN ARRAY[substr(name, 1, 1), substr(name, 2, 1), substr(name, 3, 1), substr(name, 1, 2), substr(name, 2, 2)]
        ELSE ARRAY[substr(name, 1, 1), substr(name, 2, 1), name]
    END
$$;
