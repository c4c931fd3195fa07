-- Versions of methods are only ever added, by members of their organisation.
ALTER TABLE assessments_methodversion ADD CONSTRAINT methodversion_saved_by_id_is_a_member
  FOREIGN KEY (organisation_id, saved_by_id)
  REFERENCES assessments_membership (organisation_id, person_id);
CREATE TRIGGER methodversion_only_added BEFORE UPDATE OR DELETE OR TRUNCATE
  ON assessments_methodversion FOR EACH STATEMENT EXECUTE FUNCTION vsrisk_only_added();
