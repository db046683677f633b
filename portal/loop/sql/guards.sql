-- A case's stage and version are those of its newest step. Checked when the transaction ends, on
-- the case and on its steps, so that neither can move alone.
CREATE FUNCTION case_matches_steps(wanted bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    one loop_case%ROWTYPE;
    newest loop_step%ROWTYPE;
BEGIN
    SELECT * INTO one FROM loop_case WHERE id = wanted;
    IF NOT FOUND THEN RETURN; END IF;
    SELECT * INTO newest FROM loop_step WHERE case_id = wanted ORDER BY seq DESC LIMIT 1;
    IF NOT FOUND OR newest.target <> one.stage OR newest.seq <> one.version THEN
        RAISE EXCEPTION 'case % is not where its newest step left it', one.number
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    -- The lead on the case is the one lead assigned now.
    IF one.lead_id IS DISTINCT FROM
       (SELECT body_id FROM loop_assignment WHERE case_id = wanted AND is_lead AND ended_at IS NULL) THEN
        RAISE EXCEPTION 'case % names another lead than its assignment', one.number
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    -- Never to the accused.
    IF EXISTS (SELECT FROM loop_assignment a JOIN loop_accusation c USING (case_id, body_id)
               WHERE a.case_id = wanted AND a.ended_at IS NULL) THEN
        RAISE EXCEPTION 'case % is given to a body it complains about', one.number
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
END $$;

CREATE FUNCTION check_case() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM case_matches_steps(NEW.id); RETURN NULL; END $$;
CREATE FUNCTION check_case_of_row() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN PERFORM case_matches_steps(OLD.case_id);
    ELSE PERFORM case_matches_steps(NEW.case_id); END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER check_case AFTER INSERT OR UPDATE OF stage, version, lead_id ON loop_case
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_case();
CREATE CONSTRAINT TRIGGER check_case AFTER INSERT ON loop_step
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_case_of_row();
CREATE CONSTRAINT TRIGGER check_case AFTER INSERT OR UPDATE OR DELETE ON loop_assignment
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_case_of_row();
CREATE CONSTRAINT TRIGGER check_case AFTER INSERT ON loop_accusation
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_case_of_row();

-- Steps begin at 1 and follow without a gap, and each begins where the one before it ended.
CREATE FUNCTION step_follows() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    newest loop_step%ROWTYPE;
BEGIN
    SELECT * INTO newest FROM loop_step WHERE case_id = NEW.case_id ORDER BY seq DESC LIMIT 1;
    IF NEW.seq <> coalesce(newest.seq, 0) + 1 OR NEW.source <> coalesce(newest.target, '')
       OR NEW.at < newest.at THEN
        RAISE EXCEPTION 'step % of case % does not follow the one before', NEW.seq, NEW.case_id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER step_follows BEFORE INSERT ON loop_step
    FOR EACH ROW EXECUTE FUNCTION step_follows();

-- Merges form a forest: nothing is merged into what is, however far up, merged into it.
CREATE FUNCTION merges_form_a_forest() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.merged_into_id IS NOT NULL AND EXISTS (
        WITH RECURSIVE up(id) AS (
            SELECT NEW.merged_into_id
            UNION SELECT c.merged_into_id FROM loop_case c JOIN up USING (id) WHERE c.merged_into_id IS NOT NULL
        ) SELECT FROM up WHERE id = NEW.id
    ) THEN
        RAISE EXCEPTION 'case % would be merged into itself', NEW.number USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER merges_form_a_forest AFTER INSERT OR UPDATE OF merged_into_id ON loop_case
    FOR EACH ROW EXECUTE FUNCTION merges_form_a_forest();
