-- Duties that exclude each other, in areas that overlap (one lies above the other) and terms
-- that overlap. The pairs are those of portal/roles/grants.py; a test compares the two.
CREATE TABLE people_duty_exclusion (one varchar(20) NOT NULL, other varchar(20) NOT NULL, PRIMARY KEY (one, other));
INSERT INTO people_duty_exclusion VALUES
    ('cashier', 'treasurer'), ('fund_chair', 'supervisor'), ('supervisor', 'treasurer'),
    ('cashier', 'supervisor'), ('fund_member', 'supervisor');

CREATE FUNCTION keep_duties_apart() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- One person's duties are changed one at a time.
    PERFORM pg_advisory_xact_lock(hashtext('people_duty'), NEW.user_id::int);
    IF EXISTS (
        SELECT FROM people_duty d
        JOIN people_duty_exclusion x
          ON (x.one, x.other) IN ((d.name, NEW.name), (NEW.name, d.name))
        JOIN places_area held ON held.id = d.area_id
        JOIN places_area wanted ON wanted.id = NEW.area_id
        WHERE d.user_id = NEW.user_id AND d.id <> NEW.id AND d.term && NEW.term
          AND (starts_with(held.path, wanted.path) OR starts_with(wanted.path, held.path))
    ) THEN
        RAISE EXCEPTION 'this duty excludes one the person holds' USING ERRCODE = 'exclusion_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_duties_apart AFTER INSERT OR UPDATE ON people_duty
    FOR EACH ROW EXECUTE FUNCTION keep_duties_apart();
