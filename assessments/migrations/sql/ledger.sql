-- The ledger: lines that are only ever added, numbered without gaps, each under its own hash.
-- docs/decisions/0034 says what rests on this and what does not.

-- 1. Numbers come from here, one organisation at a time ------------------------------------------

CREATE FUNCTION vsrisk_ledger_next() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('vsrisk.ledger', NEW.organisation_id));
  SELECT coalesce(max(number) + 1, 0) INTO NEW.number FROM assessments_ledgerentry
    WHERE organisation_id = NEW.organisation_id;
  RETURN NEW;
END $$;

CREATE TRIGGER ledgerentry_is_next BEFORE INSERT ON assessments_ledgerentry
  FOR EACH ROW EXECUTE FUNCTION vsrisk_ledger_next();

ALTER TABLE assessments_ledgerentry ADD CONSTRAINT ledgerentry_leaf_is_that_of_its_body
  CHECK (leaf = sha256('\x00'::bytea || body));
ALTER TABLE assessments_ledgerentry ADD CONSTRAINT ledgerentry_known_in_organisation_id
  UNIQUE (organisation_id, id);

-- 2. Lines, checkpoints and keys of the notary are only ever added -------------------------------

CREATE TRIGGER ledgerentry_only_added BEFORE UPDATE OR DELETE OR TRUNCATE
  ON assessments_ledgerentry FOR EACH STATEMENT EXECUTE FUNCTION vsrisk_only_added();
CREATE TRIGGER checkpoint_only_added BEFORE UPDATE OR DELETE OR TRUNCATE
  ON assessments_checkpoint FOR EACH STATEMENT EXECUTE FUNCTION vsrisk_only_added();
CREATE TRIGGER notarykey_only_added BEFORE UPDATE OR DELETE OR TRUNCATE
  ON assessments_notarykey FOR EACH STATEMENT EXECUTE FUNCTION vsrisk_only_added();

-- 3. A signature stands in the ledger, a key is a member's and stays what it is ------------------

ALTER TABLE assessments_signature ADD CONSTRAINT signature_stands_in_the_ledger
  CHECK (entry_id IS NOT NULL AND nonce IS NOT NULL AND keyid <> '') NOT VALID;
ALTER TABLE assessments_signature ADD CONSTRAINT signature_entry_id_stays_inside
  FOREIGN KEY (organisation_id, entry_id) REFERENCES assessments_ledgerentry (organisation_id, id);
ALTER TABLE assessments_receipt ADD CONSTRAINT receipt_entry_id_stays_inside
  FOREIGN KEY (organisation_id, entry_id) REFERENCES assessments_ledgerentry (organisation_id, id);
ALTER TABLE assessments_signingkey ADD CONSTRAINT signingkey_person_id_is_a_member
  FOREIGN KEY (organisation_id, person_id)
  REFERENCES assessments_membership (organisation_id, person_id);

CREATE FUNCTION vsrisk_key_states() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  may text[] := ARRAY['state', 'signatures', 'sealed', 'enrolled_at', 'ended_at', 'reason',
                      'compromised_since'];
BEGIN
  IF TG_OP <> 'UPDATE' THEN
    RAISE EXCEPTION 'frozen: keys are never removed' USING ERRCODE = 'VS001';
  END IF;
  IF OLD.state IN ('revoked', 'withdrawn') OR to_jsonb(OLD) - may <> to_jsonb(NEW) - may THEN
    RAISE EXCEPTION 'frozen: a key stays what it is' USING ERRCODE = 'VS001';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER signingkey_states BEFORE UPDATE OR DELETE ON assessments_signingkey
  FOR EACH ROW EXECUTE FUNCTION vsrisk_key_states();
CREATE TRIGGER signingkey_never_emptied BEFORE TRUNCATE ON assessments_signingkey
  FOR EACH STATEMENT EXECUTE FUNCTION vsrisk_only_added();
