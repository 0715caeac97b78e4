-- What was said, the words that were shown, and the receipt over it stay as they were: no row is ever changed, by nobody,
-- the owner of the tables included. Events and receipts go when the person is erased.
CREATE OR REPLACE FUNCTION commonlist.keep_row() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
    RAISE EXCEPTION 'a row of % is never changed', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE OR REPLACE TRIGGER consent_event_kept BEFORE UPDATE ON consent_event
    FOR EACH ROW EXECUTE FUNCTION commonlist.keep_row();
CREATE OR REPLACE TRIGGER consent_notice_kept BEFORE UPDATE ON consent_notice
    FOR EACH ROW EXECUTE FUNCTION commonlist.keep_row();
CREATE OR REPLACE TRIGGER consent_receipt_kept BEFORE UPDATE ON consent_receipt
    FOR EACH ROW EXECUTE FUNCTION commonlist.keep_row();
DROP FUNCTION IF EXISTS commonlist.keep_receipt();
