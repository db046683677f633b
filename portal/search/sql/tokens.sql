-- The tokens of one document, as portal/search/tokens.py describes them: its characters, neighbouring pairs, runs of three
-- within ASCII, none over a space; and its marks, of four characters and more. One pass over the text, so that a long one
-- costs no more per character than a short one; array_to_tsvector keeps each lexeme once.
CREATE FUNCTION search_tokens(shelf text, ref bigint, community bigint, is_open boolean, body text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN array_to_tsvector(
    ARRAY['shelf:' || shelf, 'era:' || (ref >> 16), 'community:' || community, CASE WHEN is_open THEN 'open:' ELSE 'closed:' END]
    || ARRAY(
        SELECT token.lexeme
        FROM (
            SELECT one, lead(one) OVER in_order AS two, lead(one, 2) OVER in_order AS three
            FROM string_to_table(body, NULL) WITH ORDINALITY AS characters(one, place)
            WINDOW in_order AS (ORDER BY place)
        ) AS run,
        LATERAL (VALUES
            (one),
            (CASE WHEN two <> ' ' THEN one || two END),
            (CASE WHEN one BETWEEN '!' AND '~' COLLATE "C" AND two BETWEEN '!' AND '~' COLLATE "C"
                   AND three BETWEEN '!' AND '~' COLLATE "C" THEN one || two || three END)
        ) AS token(lexeme)
        WHERE one <> ' ' AND token.lexeme IS NOT NULL
    )
);
