-- Steps begin at 1 and follow without a gap, and each begins where the one before it ended. An end
-- is left by undoing a merge alone. An effect is checked by a body that had no hand in the case.
CREATE OR REPLACE FUNCTION step_follows() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    newest loop_step%ROWTYPE;
BEGIN
    SELECT * INTO newest FROM loop_step WHERE case_id = NEW.case_id ORDER BY seq DESC LIMIT 1;
    IF NEW.seq <> coalesce(newest.seq, 0) + 1 OR NEW.source <> coalesce(newest.target, '')
       OR NEW.at < newest.at THEN
        RAISE EXCEPTION 'step % of case % does not follow the one before', NEW.seq, NEW.case_id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.source IN ('closed', 'declined', 'merged', 'withdrawn') AND NEW.target <> NEW.source
       AND NEW.move <> 'unmerge' THEN
        RAISE EXCEPTION 'case % has ended', NEW.case_id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.move IN ('holds', 'relapsed') AND (
        NEW.body_id IS NULL
        OR EXISTS (SELECT FROM loop_case WHERE id = NEW.case_id AND NEW.body_id = ANY (hands))
        OR EXISTS (SELECT FROM loop_accusation WHERE case_id = NEW.case_id AND body_id = NEW.body_id)
    ) THEN
        RAISE EXCEPTION 'the effect of case % is checked by another body', NEW.case_id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

-- An accusation stays. The one exception came with a merged case, and goes when that is let go.
CREATE FUNCTION keep_accusations() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND OLD.via_id IS NOT NULL THEN RETURN OLD; END IF;
    RAISE EXCEPTION 'an accusation stays' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER keep_accusations BEFORE UPDATE OR DELETE ON loop_accusation
    FOR EACH ROW EXECUTE FUNCTION keep_accusations();
CREATE TRIGGER keep_accusations_whole BEFORE TRUNCATE ON loop_accusation
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Merges form a forest: nothing is merged into what is, however far up, merged into it. Every case
-- on the way up is locked, so that two merges at once can't close a ring behind each other's back.
CREATE OR REPLACE FUNCTION merges_form_a_forest() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    above bigint := NEW.merged_into_id;
BEGIN
    WHILE above IS NOT NULL LOOP
        IF above = NEW.id THEN
            RAISE EXCEPTION 'case % would be merged into itself', NEW.number
                USING ERRCODE = 'check_violation';
        END IF;
        SELECT merged_into_id INTO above FROM loop_case WHERE id = above FOR NO KEY UPDATE;
    END LOOP;
    RETURN NULL;
END $$;
