-- The rules that must never break, kept by the database whoever writes.
-- Names of tables are those of the models; docs/decisions/0010 says why each rule is here.

-- 1. Relatives stay in one organisation and one assessment -------------------------------------

DO $$
DECLARE
  pair text[];
BEGIN
  FOREACH pair SLICE 1 IN ARRAY ARRAY[
    ['assessment', 'organisation_id'], ['import', 'organisation_id'], ['asset', 'organisation_id'],
    ['revision', 'organisation_id'], ['domain', 'assessment_id'], ['assetgroup', 'assessment_id'],
    ['risk', 'assessment_id'], ['treatmentaction', 'assessment_id']
  ] LOOP
    EXECUTE format('ALTER TABLE assessments_%s ADD CONSTRAINT %s_known_in_%s UNIQUE (%s, id)',
                   pair[1], pair[1], pair[2], pair[2]);
  END LOOP;
  ALTER TABLE assessments_snapshot ADD CONSTRAINT snapshot_known_in_assessment
    UNIQUE (assessment_id, revision, digest);

  -- child, column, parent, shared column
  FOREACH pair SLICE 1 IN ARRAY ARRAY[
    ['pinnedimport', 'assessment_id', 'assessment', 'organisation_id'],
    ['teammember', 'assessment_id', 'assessment', 'organisation_id'],
    ['domain', 'assessment_id', 'assessment', 'organisation_id'],
    ['placement', 'assessment_id', 'assessment', 'organisation_id'],
    ['assetgroup', 'assessment_id', 'assessment', 'organisation_id'],
    ['risk', 'assessment_id', 'assessment', 'organisation_id'],
    ['score', 'assessment_id', 'assessment', 'organisation_id'],
    ['answer', 'assessment_id', 'assessment', 'organisation_id'],
    ['settlement', 'assessment_id', 'assessment', 'organisation_id'],
    ['evidence', 'assessment_id', 'assessment', 'organisation_id'],
    ['taskdone', 'assessment_id', 'assessment', 'organisation_id'],
    ['phaseclosed', 'assessment_id', 'assessment', 'organisation_id'],
    ['treatment', 'assessment_id', 'assessment', 'organisation_id'],
    ['treatmentaction', 'assessment_id', 'assessment', 'organisation_id'],
    ['actionrisk', 'assessment_id', 'assessment', 'organisation_id'],
    ['acceptance', 'assessment_id', 'assessment', 'organisation_id'],
    ['auditevent', 'assessment_id', 'assessment', 'organisation_id'],
    ['run', 'assessment_id', 'assessment', 'organisation_id'],
    ['upload', 'assessment_id', 'assessment', 'organisation_id'],
    ['snapshot', 'assessment_id', 'assessment', 'organisation_id'],
    ['revision', 'assessment_id', 'assessment', 'organisation_id'],
    ['reportfile', 'assessment_id', 'assessment', 'organisation_id'],
    ['signature', 'revision_id', 'revision', 'organisation_id'],
    ['reportfile', 'revision_id', 'revision', 'organisation_id'],
    ['pinnedimport', 'imported_id', 'import', 'organisation_id'],
    ['upload', 'applied_import_id', 'import', 'organisation_id'],
    ['assetstate', 'imported_id', 'import', 'organisation_id'],
    ['assetedge', 'imported_id', 'import', 'organisation_id'],
    ['checkoutcome', 'imported_id', 'import', 'organisation_id'],
    ['finding', 'imported_id', 'import', 'organisation_id'],
    ['assetstate', 'asset_id', 'asset', 'organisation_id'],
    ['assetedge', 'tail_id', 'asset', 'organisation_id'],
    ['assetedge', 'head_id', 'asset', 'organisation_id'],
    ['finding', 'asset_id', 'asset', 'organisation_id'],
    ['placement', 'asset_id', 'asset', 'organisation_id'],
    ['assetgroup', 'asset_id', 'asset', 'organisation_id'],
    ['placement', 'domain_id', 'domain', 'assessment_id'],
    ['assetgroup', 'domain_id', 'domain', 'assessment_id'],
    ['risk', 'group_id', 'assetgroup', 'assessment_id'],
    ['answer', 'group_id', 'assetgroup', 'assessment_id'],
    ['settlement', 'group_id', 'assetgroup', 'assessment_id'],
    ['score', 'risk_id', 'risk', 'assessment_id'],
    ['treatment', 'risk_id', 'risk', 'assessment_id'],
    ['acceptance', 'risk_id', 'risk', 'assessment_id'],
    ['evidence', 'risk_id', 'risk', 'assessment_id'],
    ['actionrisk', 'risk_id', 'risk', 'assessment_id'],
    ['actionrisk', 'action_id', 'treatmentaction', 'assessment_id']
  ] LOOP
    EXECUTE format(
      'ALTER TABLE assessments_%s ADD CONSTRAINT %s_%s_stays_inside FOREIGN KEY (%s, %s) '
      'REFERENCES assessments_%s (%s, id)',
      pair[1], pair[1], pair[2], pair[4], pair[2], pair[3], pair[4]);
  END LOOP;

  -- whoever is named somewhere belongs to the organisation
  FOREACH pair SLICE 1 IN ARRAY ARRAY[
    ['assessment', 'lead_id'], ['assessment', 'risk_owner_id'], ['assessment', 'approver_id'],
    ['teammember', 'person_id'], ['risk', 'owner_id'], ['treatmentaction', 'owner_id'],
    ['acceptance', 'accepted_by_id'], ['revision', 'assessor_id'],
    ['revision', 'risk_owner_id'], ['revision', 'approver_id'], ['signature', 'person_id'],
    ['answer', 'answered_by_id'], ['answer', 'seconded_by_id'], ['apitoken', 'person_id']
  ] LOOP
    EXECUTE format(
      'ALTER TABLE assessments_%s ADD CONSTRAINT %s_%s_is_a_member FOREIGN KEY '
      '(organisation_id, %s) REFERENCES assessments_membership (organisation_id, person_id)',
      pair[1], pair[1], pair[2], pair[2]);
  END LOOP;
  ALTER TABLE assessments_revision ADD CONSTRAINT revision_has_its_own_snapshot
    FOREIGN KEY (assessment_id, number, snapshot_id)
    REFERENCES assessments_snapshot (assessment_id, revision, digest);
END $$;

-- 2. The digest is that of the bytes -------------------------------------------------------------

ALTER TABLE assessments_snapshot ADD CONSTRAINT snapshot_digest_is_that_of_its_bytes
  CHECK (digest = encode(sha256(content), 'hex'));

-- 3. What belongs to an assessment changes only while that is a draft ----------------------------

CREATE FUNCTION vsrisk_only_in_draft() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  ids bigint[];
  frozen record;
BEGIN
  IF TG_OP = 'TRUNCATE' THEN
    RAISE EXCEPTION 'frozen: % is never emptied', TG_TABLE_NAME USING ERRCODE = 'VS001';
  END IF;
  SELECT array_agg(DISTINCT assessment_id) INTO ids FROM changed;
  IF ids IS NULL THEN
    RETURN NULL;
  END IF;
  PERFORM 1 FROM assessments_assessment WHERE id = ANY (ids) ORDER BY id FOR SHARE;
  SELECT number, status INTO frozen FROM assessments_assessment
    WHERE id = ANY (ids) AND status <> 'draft' LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'frozen: A-% is %, nothing in % may change', frozen.number, frozen.status,
      TG_TABLE_NAME USING ERRCODE = 'VS001';
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION vsrisk_stays_in_its_assessment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT assessment_id FROM earlier EXCEPT SELECT assessment_id FROM changed
  ) THEN
    RAISE EXCEPTION 'frozen: a row of % stays in its assessment', TG_TABLE_NAME
      USING ERRCODE = 'VS001';
  END IF;
  RETURN NULL;
END $$;

-- 4. What was brought in, noted or signed is only ever added to ----------------------------------

CREATE FUNCTION vsrisk_only_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'frozen: rows of % are only ever added', TG_TABLE_NAME USING ERRCODE = 'VS001';
END $$;

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY[
    'pinnedimport', 'teammember', 'domain', 'placement', 'assetgroup', 'risk', 'score', 'answer',
    'settlement', 'evidence', 'taskdone', 'phaseclosed', 'treatment', 'treatmentaction',
    'actionrisk', 'acceptance'
  ] LOOP
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
  FOREACH name IN ARRAY ARRAY[
    'auditevent', 'import', 'asset', 'assetstate', 'assetedge', 'checkoutcome', 'finding',
    'snapshot', 'signature'
  ] LOOP
    EXECUTE format('CREATE TRIGGER %s_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON '
      'assessments_%s FOR EACH STATEMENT EXECUTE FUNCTION vsrisk_only_added()', name, name);
  END LOOP;
END $$;

-- 5. The states of an assessment ------------------------------------------------------------------

CREATE FUNCTION vsrisk_assessment_states() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  may text[];
  step text;
BEGIN
  IF TG_OP <> 'UPDATE' THEN
    RAISE EXCEPTION 'frozen: assessments are never removed' USING ERRCODE = 'VS001';
  END IF;
  step := OLD.status || ' to ' || NEW.status;
  IF OLD.organisation_id <> NEW.organisation_id OR OLD.number <> NEW.number
     OR OLD.uuid <> NEW.uuid THEN
    RAISE EXCEPTION 'frozen: an assessment keeps its identity' USING ERRCODE = 'VS001';
  END IF;
  IF step = 'draft to draft' AND OLD.revision = NEW.revision THEN
    RETURN NEW;
  ELSIF step = 'draft to in_signoff' THEN
    may := ARRAY['status', 'frozen_digest', 'version'];
    IF NOT EXISTS (SELECT 1 FROM assessments_revision r WHERE r.assessment_id = NEW.id
        AND r.number = NEW.revision AND r.snapshot_id = NEW.frozen_digest
        AND r.status = 'in_signoff') THEN
      RAISE EXCEPTION 'frozen: A-% has no snapshot of revision %', NEW.number, NEW.revision
        USING ERRCODE = 'VS001';
    END IF;
  ELSIF step = 'in_signoff to signed' THEN
    may := ARRAY['status', 'version'];
    IF NOT EXISTS (SELECT 1 FROM assessments_revision r WHERE r.assessment_id = NEW.id
        AND r.number = NEW.revision AND r.status = 'signed') THEN
      RAISE EXCEPTION 'frozen: revision % of A-% is not signed by all', NEW.revision, NEW.number
        USING ERRCODE = 'VS001';
    END IF;
  ELSIF step IN ('in_signoff to draft', 'signed to draft')
        AND NEW.revision = OLD.revision + 1 AND NEW.frozen_digest = '' THEN
    may := ARRAY['status', 'version', 'revision', 'revision_reason', 'frozen_digest', 'input_rev',
                 'dirty_at'];
    IF NOT EXISTS (SELECT 1 FROM assessments_revision r WHERE r.assessment_id = NEW.id
        AND r.number = OLD.revision AND r.status IN ('returned', 'signed')) THEN
      RAISE EXCEPTION 'frozen: revision % of A-% is neither returned nor signed', OLD.revision,
        NEW.number USING ERRCODE = 'VS001';
    END IF;
  ELSE
    RAISE EXCEPTION 'frozen: A-% is %, it cannot become %', OLD.number, OLD.status, NEW.status
      USING ERRCODE = 'VS001';
  END IF;
  IF to_jsonb(OLD) - may <> to_jsonb(NEW) - may THEN
    RAISE EXCEPTION 'frozen: A-% is %, nothing else may change', OLD.number, OLD.status
      USING ERRCODE = 'VS001';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER assessment_states BEFORE UPDATE OR DELETE ON assessments_assessment
  FOR EACH ROW EXECUTE FUNCTION vsrisk_assessment_states();
CREATE TRIGGER assessment_never_emptied BEFORE TRUNCATE ON assessments_assessment
  FOR EACH STATEMENT EXECUTE FUNCTION vsrisk_only_added();

CREATE FUNCTION vsrisk_assessment_begins() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.status <> 'draft' OR NEW.revision <> 1 OR NEW.frozen_digest <> '' THEN
    RAISE EXCEPTION 'frozen: an assessment begins as a draft' USING ERRCODE = 'VS001';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER assessment_begins BEFORE INSERT ON assessments_assessment
  FOR EACH ROW EXECUTE FUNCTION vsrisk_assessment_begins();

-- 6. Revisions and signatures ---------------------------------------------------------------------

CREATE FUNCTION vsrisk_revision_begins() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  parent record;
BEGIN
  SELECT status, revision INTO parent FROM assessments_assessment
    WHERE id = NEW.assessment_id FOR UPDATE;
  IF parent.status <> 'draft' OR parent.revision <> NEW.number OR NEW.status <> 'in_signoff' THEN
    RAISE EXCEPTION 'frozen: only the current draft goes to sign-off' USING ERRCODE = 'VS001';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER revision_begins BEFORE INSERT ON assessments_revision
  FOR EACH ROW EXECUTE FUNCTION vsrisk_revision_begins();

CREATE FUNCTION vsrisk_revision_states() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  may text[];
BEGIN
  IF TG_OP <> 'UPDATE' THEN
    RAISE EXCEPTION 'frozen: revisions are never removed' USING ERRCODE = 'VS001';
  END IF;
  IF OLD.status = 'in_signoff' AND NEW.status = 'signed' THEN
    may := ARRAY['status', 'signed_at'];
    IF (SELECT count(*) FROM assessments_signature s WHERE s.revision_id = NEW.id) <> 3 THEN
      RAISE EXCEPTION 'frozen: a revision is signed by three people' USING ERRCODE = 'VS001';
    END IF;
  ELSIF OLD.status = 'in_signoff' AND NEW.status = 'returned' THEN
    may := ARRAY['status', 'returned_by_id', 'returned_at', 'return_reason'];
  ELSE
    RAISE EXCEPTION 'frozen: revision % is %', OLD.number, OLD.status USING ERRCODE = 'VS001';
  END IF;
  IF to_jsonb(OLD) - may <> to_jsonb(NEW) - may THEN
    RAISE EXCEPTION 'frozen: nothing else of a revision may change' USING ERRCODE = 'VS001';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER revision_states BEFORE UPDATE OR DELETE ON assessments_revision
  FOR EACH ROW EXECUTE FUNCTION vsrisk_revision_states();
CREATE TRIGGER revision_never_emptied BEFORE TRUNCATE ON assessments_revision
  FOR EACH STATEMENT EXECUTE FUNCTION vsrisk_only_added();

CREATE FUNCTION vsrisk_signature_fits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  r record;
  before_it integer;
BEGIN
  SELECT * INTO r FROM assessments_revision WHERE id = NEW.revision_id FOR UPDATE;
  IF r.status <> 'in_signoff' OR NEW.digest <> r.snapshot_id THEN
    RAISE EXCEPTION 'frozen: a signature is for the bytes in sign-off' USING ERRCODE = 'VS001';
  END IF;
  IF NEW.person_id <> (CASE NEW.role WHEN 'assessor' THEN r.assessor_id
      WHEN 'risk_owner' THEN r.risk_owner_id WHEN 'approver' THEN r.approver_id ELSE 0 END) THEN
    RAISE EXCEPTION 'frozen: another person is named as %', NEW.role USING ERRCODE = 'VS001';
  END IF;
  SELECT count(*) INTO before_it FROM assessments_signature WHERE revision_id = NEW.revision_id;
  IF before_it <> array_position(ARRAY['assessor', 'risk_owner', 'approver'], NEW.role) - 1 THEN
    RAISE EXCEPTION 'frozen: signatures come in the order assessor, risk owner, approver'
      USING ERRCODE = 'VS001';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER signature_fits BEFORE INSERT ON assessments_signature
  FOR EACH ROW EXECUTE FUNCTION vsrisk_signature_fits();
