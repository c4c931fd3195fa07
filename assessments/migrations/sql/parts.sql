-- A part of a run stays in the organisation of the whole.
ALTER TABLE assessments_run ADD CONSTRAINT run_known_in_organisation_id UNIQUE (organisation_id, id);
ALTER TABLE assessments_run ADD CONSTRAINT run_parent_id_stays_inside
  FOREIGN KEY (organisation_id, parent_id) REFERENCES assessments_run (organisation_id, id);
