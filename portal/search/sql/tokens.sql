-- The tokens of one document, as portal/search/tokens.py describes them: its characters, neighbouring pairs, runs of three
-- within ASCII, none over a space; and its marks, of four characters and more. One pass over the characters for each kind, so
-- that a long text costs no more per character than a short one; array_to_tsvector keeps each lexeme once.
CREATE FUNCTION search_tokens(shelf text, ref bigint, community bigint, is_open boolean, body text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN array_to_tsvector(
    ARRAY['shelf:' || shelf, 'era:' || (ref >> 16), 'community:' || community]
    || CASE WHEN is_open THEN ARRAY['open:'] ELSE '{}' END
    || array_remove(string_to_array(body, NULL), ' ')
    || ARRAY(
        SELECT one || two
        FROM string_to_array(body, NULL) AS c, unnest(c, c[2:]) AS run(one, two)
        WHERE one <> ' ' AND two <> ' ')
    || ARRAY(
        SELECT one || two || three
        FROM string_to_array(body, NULL) AS c, unnest(c, c[2:], c[3:]) AS run(one, two, three)
        WHERE octet_length(one || two || three) = 3 AND one <> ' ' AND two <> ' ' AND three <> ' ')
);
