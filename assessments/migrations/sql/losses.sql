-- Estimates of losses are content of a revision; results are only added.

DO $$
DECLARE
  pair text[];
  name text;
BEGIN
  FOREACH pair SLICE 1 IN ARRAY ARRAY[
    ['lossestimate', 'assessment_id', 'assessment', 'organisation_id'],
    ['domainestimate', 'assessment_id', 'assessment', 'organisation_id'],
    ['lossresult', 'assessment_id', 'assessment', 'organisation_id'],
    ['lossestimate', 'risk_id', 'risk', 'assessment_id'],
    ['domainestimate', 'domain_id', 'domain', 'assessment_id']
  ] LOOP
    EXECUTE format(
      'ALTER TABLE assessments_%s ADD CONSTRAINT %s_%s_stays_inside FOREIGN KEY (%s, %s) '
      'REFERENCES assessments_%s (%s, id)',
      pair[1], pair[1], pair[2], pair[4], pair[2], pair[3], pair[4]);
  END LOOP;
  FOREACH name IN ARRAY ARRAY['lossestimate', 'domainestimate'] LOOP
    EXECUTE format(
      'ALTER TABLE assessments_%s ADD CONSTRAINT %s_confirmed_by_id_is_a_member FOREIGN KEY '
      '(organisation_id, confirmed_by_id) '
      'REFERENCES assessments_membership (organisation_id, person_id)', name, name);
    EXECUTE format('CREATE TRIGGER %s_added_in_draft AFTER INSERT ON assessments_%s REFERENCING '
      'NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION vsrisk_only_in_draft()',
      name, name);
    EXECUTE format('CREATE TRIGGER %s_changed_in_draft AFTER UPDATE ON assessments_%s REFERENCING '
      'NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION vsrisk_only_in_draft()',
      name, name);
    EXECUTE format('CREATE TRIGGER %s_stays AFTER UPDATE ON assessments_%s REFERENCING '
      'OLD TABLE AS earlier NEW TABLE AS changed FOR EACH STATEMENT '
      'EXECUTE FUNCTION vsrisk_stays_in_its_assessment()', name, name);
    EXECUTE format('CREATE TRIGGER %s_removed_in_draft AFTER DELETE ON assessments_%s REFERENCING '
      'OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION vsrisk_only_in_draft()',
      name, name);
    EXECUTE format('CREATE TRIGGER %s_never_emptied BEFORE TRUNCATE ON assessments_%s '
      'FOR EACH STATEMENT EXECUTE FUNCTION vsrisk_only_in_draft()', name, name);
  END LOOP;
  CREATE TRIGGER lossresult_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON
    assessments_lossresult FOR EACH STATEMENT EXECUTE FUNCTION vsrisk_only_added();
END $$;
