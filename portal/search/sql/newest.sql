-- Documents by the index of tokens, newest first. The planner guesses wrongly how many documents hold a pair, and then reads
-- the whole table: so it may not. `ref + 0` keeps the other index out. With work_mem the bitmap stays exact: a lossy one
-- would make tokens anew for every row of a page.
CREATE FUNCTION search_by_tokens(
    wanted_tokens tsquery, word text, patterns text[], communities bigint[], at_least bigint, below bigint, wanted integer
) RETURNS TABLE (shelf text, ref bigint, body text)
LANGUAGE plpgsql STABLE
SET enable_seqscan = off SET work_mem = '64MB' SET jit = off SET max_parallel_workers_per_gather = 0
AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
        SELECT d.shelf::text, d.ref, d.text FROM search_document d
        WHERE search_tokens(d.shelf, d.ref, d.community_id, d.is_open, d.text) @@ wanted_tokens
          AND d.ref + 0 >= at_least AND d.ref + 0 < below
          AND (communities IS NULL OR d.community_id = ANY (communities))
          AND strpos(d.text, word) > 0 AND d.text LIKE ALL (patterns)
        ORDER BY d.ref DESC LIMIT wanted;
END $$;

-- The newest refs below one that hold the word and all patterns: at most `wanted`, none twice, none left out. (The word is
-- looked for by strpos, which means what LIKE means and takes a third of its time in Chinese; further ones by LIKE.)
-- Frequent words are found by walking the newest 4,000 of each shelf. What they do not settle is asked of the index, in
-- windows of eras (65,536 refs): 1, 3, 12, then the rest, so that a word frequent long ago (heating, in summer) stops early.
CREATE FUNCTION search_newest(
    shelves text[], word text, patterns text[], wanted_tokens tsquery, communities bigint[], open_only boolean,
    below bigint, wanted integer
) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    walked constant integer := 4000;
    edge bigint;          -- down to here the walk has seen everything
    found bigint[];
    era bigint;           -- the newest era not yet asked
    span integer := 1;
    lowest bigint;
BEGIN
    SELECT max(last.ref) INTO edge
    FROM unnest(shelves) AS s(shelf), LATERAL (
        SELECT d.ref FROM search_document d WHERE d.shelf = s.shelf AND d.ref < below
        ORDER BY d.ref DESC OFFSET walked - 1 LIMIT 1) AS last;

    found := ARRAY(
        SELECT DISTINCT hit.ref
        FROM unnest(shelves) AS s(shelf), LATERAL (
            SELECT d.ref FROM search_document d
            WHERE d.shelf = s.shelf AND d.ref < below AND d.ref >= coalesce(edge, 0)
              AND (communities IS NULL OR d.community_id = ANY (communities))
              AND (d.is_open OR NOT open_only)
              AND strpos(d.text, word) > 0 AND d.text LIKE ALL (patterns)
            ORDER BY d.ref DESC LIMIT wanted) AS hit
        ORDER BY hit.ref DESC LIMIT wanted);

    era := (edge - 1) >> 16;
    WHILE edge > 0 AND cardinality(found) < wanted LOOP
        lowest := CASE WHEN span > 12 THEN 0 ELSE greatest((era - span + 1) << 16, 0) END;
        found := found || ARRAY(
            SELECT DISTINCT hit.ref
            FROM search_by_tokens(
                CASE WHEN span > 12 THEN wanted_tokens ELSE wanted_tokens && (
                    SELECT string_agg(quote_literal('era:' || n), '|')::tsquery
                    FROM generate_series(greatest(era - span + 1, 0), era) AS n) END,
                word, patterns, communities, lowest, edge, wanted * cardinality(shelves)) AS hit
            ORDER BY hit.ref DESC LIMIT wanted - cardinality(found));
        edge := lowest;
        era := era - span;
        span := CASE span WHEN 1 THEN 3 WHEN 3 THEN 12 ELSE 13 END;
    END LOOP;
    RETURN QUERY SELECT unnest(found);
END $$;
