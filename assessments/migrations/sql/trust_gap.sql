-- Decisions about gaps of trust are content of a revision, like risks and answers.
ALTER TABLE assessments_trustgap ADD CONSTRAINT trustgap_assessment_id_stays_inside
  FOREIGN KEY (organisation_id, assessment_id)
  REFERENCES assessments_assessment (organisation_id, id);
ALTER TABLE assessments_trustgap ADD CONSTRAINT trustgap_group_id_stays_inside
  FOREIGN KEY (assessment_id, group_id) REFERENCES assessments_assetgroup (assessment_id, id);
ALTER TABLE assessments_trustgap ADD CONSTRAINT trustgap_by_id_is_a_member
  FOREIGN KEY (organisation_id, by_id)
  REFERENCES assessments_membership (organisation_id, person_id);

CREATE TRIGGER trustgap_added_in_draft AFTER INSERT ON assessments_trustgap
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION vsrisk_only_in_draft();
CREATE TRIGGER trustgap_changed_in_draft AFTER UPDATE ON assessments_trustgap
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION vsrisk_only_in_draft();
CREATE TRIGGER trustgap_stays AFTER UPDATE ON assessments_trustgap
  REFERENCING OLD TABLE AS earlier NEW TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION vsrisk_stays_in_its_assessment();
CREATE TRIGGER trustgap_removed_in_draft AFTER DELETE ON assessments_trustgap
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION vsrisk_only_in_draft();
CREATE TRIGGER trustgap_never_emptied BEFORE TRUNCATE ON assessments_trustgap
  FOR EACH STATEMENT EXECUTE FUNCTION vsrisk_only_in_draft();
