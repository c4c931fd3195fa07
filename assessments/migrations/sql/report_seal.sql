-- A report that shows all signatures is sealed once and then stays: docs/decisions/0037.

CREATE FUNCTION vsrisk_report_states() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  may text[] := ARRAY['content', 'sha256', 'certificate', 'sealed_at'];
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'frozen: the report of a signed revision stays' USING ERRCODE = 'VS001';
  END IF;
  IF OLD.certificate <> '' OR NEW.certificate = '' OR to_jsonb(OLD) - may <> to_jsonb(NEW) - may THEN
    RAISE EXCEPTION 'frozen: a report is sealed once and else never changed' USING ERRCODE = 'VS001';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER reportfile_states BEFORE UPDATE OR DELETE ON assessments_reportfile
  FOR EACH ROW WHEN (OLD.is_final) EXECUTE FUNCTION vsrisk_report_states();
