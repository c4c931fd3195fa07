-- The level that counts, kept beside each risk so that a register is ordered by one table.
-- Nobody writes it: it follows the override and the score. docs/decisions/0027 says why.

-- 1. A risk that is written takes its level from its override and its score ------------------------

CREATE FUNCTION vsrisk_level_of_risk() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  scored record;
BEGIN
  SELECT current, current_likelihood INTO scored FROM assessments_score WHERE risk_id = NEW.id;
  NEW.level := coalesce(NEW.override_level, scored.current);
  NEW.level_likelihood := scored.current_likelihood;
  RETURN NEW;
END $$;

CREATE TRIGGER risk_begins_with_its_level BEFORE INSERT ON assessments_risk
  FOR EACH ROW EXECUTE FUNCTION vsrisk_level_of_risk();

-- within a trigger only the function below writes levels, many at once and from the same score
CREATE TRIGGER risk_keeps_its_level BEFORE UPDATE ON assessments_risk
  FOR EACH ROW WHEN (pg_trigger_depth() = 0 AND (
    OLD.override_level IS DISTINCT FROM NEW.override_level
    OR OLD.level IS DISTINCT FROM NEW.level
    OR OLD.level_likelihood IS DISTINCT FROM NEW.level_likelihood))
  EXECUTE FUNCTION vsrisk_level_of_risk();

-- 2. Scores that are written or removed take the levels of their risks along -----------------------

CREATE FUNCTION vsrisk_levels_follow_scores() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE assessments_risk r
    SET level = coalesce(r.override_level, s.current), level_likelihood = s.current_likelihood
    FROM changed c LEFT JOIN assessments_score s ON s.risk_id = c.risk_id
    WHERE r.id = c.risk_id AND (r.level, r.level_likelihood)
      IS DISTINCT FROM (coalesce(r.override_level, s.current), s.current_likelihood);
  RETURN NULL;
END $$;

CREATE TRIGGER score_added_to_its_risk AFTER INSERT ON assessments_score
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION vsrisk_levels_follow_scores();
CREATE TRIGGER score_changed_with_its_risk AFTER UPDATE ON assessments_score
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION vsrisk_levels_follow_scores();
CREATE TRIGGER score_removed_from_its_risk AFTER DELETE ON assessments_score
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION vsrisk_levels_follow_scores();

CREATE FUNCTION vsrisk_score_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'frozen: a score stays with its risk' USING ERRCODE = 'VS001';
END $$;

CREATE TRIGGER score_stays_with_its_risk BEFORE UPDATE OF risk_id ON assessments_score
  FOR EACH ROW WHEN (OLD.risk_id <> NEW.risk_id) EXECUTE FUNCTION vsrisk_score_stays();

-- 3. Levels of the risks that are there already, frozen ones included: no content changes by it ----

ALTER TABLE assessments_risk DISABLE TRIGGER risk_changed_in_draft;
UPDATE assessments_risk r
  SET level = coalesce(r.override_level, s.current), level_likelihood = s.current_likelihood
  FROM assessments_score s WHERE s.risk_id = r.id;
UPDATE assessments_risk SET level = override_level
  WHERE level IS NULL AND override_level IS NOT NULL;
ALTER TABLE assessments_risk ENABLE TRIGGER risk_changed_in_draft;
