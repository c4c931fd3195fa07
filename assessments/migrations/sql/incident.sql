-- What was noted at a signed revision stays, in its organisation.

CREATE TRIGGER incidentnote_only_added BEFORE UPDATE OR DELETE OR TRUNCATE
  ON assessments_incidentnote FOR EACH STATEMENT EXECUTE FUNCTION vsrisk_only_added();
ALTER TABLE assessments_incidentnote ADD CONSTRAINT incidentnote_assessment_id_stays_inside
  FOREIGN KEY (organisation_id, assessment_id)
  REFERENCES assessments_assessment (organisation_id, id);
ALTER TABLE assessments_acceptance ADD CONSTRAINT acceptance_known_in_organisation_id
  UNIQUE (organisation_id, id);
ALTER TABLE assessments_receipt ADD CONSTRAINT receipt_acceptance_id_stays_inside
  FOREIGN KEY (organisation_id, acceptance_id)
  REFERENCES assessments_acceptance (organisation_id, id);
