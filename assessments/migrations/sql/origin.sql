-- Where an assessment came from is only ever added, by a member, in its organisation.
ALTER TABLE assessments_origin ADD CONSTRAINT origin_assessment_id_stays_inside
  FOREIGN KEY (organisation_id, assessment_id)
  REFERENCES assessments_assessment (organisation_id, id);
ALTER TABLE assessments_origin ADD CONSTRAINT origin_by_id_is_a_member
  FOREIGN KEY (organisation_id, by_id)
  REFERENCES assessments_membership (organisation_id, person_id);
CREATE TRIGGER origin_only_added BEFORE UPDATE OR DELETE OR TRUNCATE
  ON assessments_origin FOR EACH STATEMENT EXECUTE FUNCTION vsrisk_only_added();
