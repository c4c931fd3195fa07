-- What was said of a frozen revision stays, in its organisation.

CREATE TRIGGER remark_only_added BEFORE UPDATE OR DELETE OR TRUNCATE
  ON assessments_remark FOR EACH STATEMENT EXECUTE FUNCTION vsrisk_only_added();
ALTER TABLE assessments_remark ADD CONSTRAINT remark_known_in_organisation_id
  UNIQUE (organisation_id, id);
ALTER TABLE assessments_remark ADD CONSTRAINT remark_thread_id_stays_inside
  FOREIGN KEY (organisation_id, thread_id) REFERENCES assessments_remark (organisation_id, id);
ALTER TABLE assessments_remark ADD CONSTRAINT remark_assessment_id_stays_inside
  FOREIGN KEY (organisation_id, assessment_id)
  REFERENCES assessments_assessment (organisation_id, id);
