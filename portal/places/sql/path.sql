-- The path of an area is its parent's path and its own number, its community the one it lies in: written here and nowhere else,
-- so that imports, the administration and raw SQL all get it right.
CREATE FUNCTION place_area() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    levels constant text[] := ARRAY['city', 'district', 'street', 'community', 'grid', 'building'];
    above places_area%ROWTYPE;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF NEW.parent_id IS DISTINCT FROM OLD.parent_id OR NEW.path IS DISTINCT FROM OLD.path
           OR NEW.kind IS DISTINCT FROM OLD.kind OR NEW.id <> OLD.id THEN
            RAISE EXCEPTION 'an area keeps its place in the tree' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF NEW.parent_id IS NULL THEN
        NEW.path := '/' || NEW.id || '/';
        NEW.community_id := CASE WHEN NEW.kind = 'community' THEN NEW.id END;
        RETURN NEW;
    END IF;
    SELECT * INTO above FROM places_area WHERE id = NEW.parent_id;
    IF array_position(levels, NEW.kind::text) <= array_position(levels, above.kind::text) THEN
        RAISE EXCEPTION 'a % does not lie in a %', NEW.kind, above.kind USING ERRCODE = 'check_violation';
    END IF;
    NEW.path := above.path || NEW.id || '/';
    NEW.community_id := CASE WHEN NEW.kind = 'community' THEN NEW.id ELSE above.community_id END;
    RETURN NEW;
END $$;
CREATE TRIGGER place_area BEFORE INSERT OR UPDATE ON places_area
    FOR EACH ROW EXECUTE FUNCTION place_area();
