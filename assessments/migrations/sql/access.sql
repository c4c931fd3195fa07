-- What auditors asked for stays.

CREATE TRIGGER auditoraccess_only_added BEFORE UPDATE OR DELETE OR TRUNCATE
  ON assessments_auditoraccess FOR EACH STATEMENT EXECUTE FUNCTION vsrisk_only_added();
