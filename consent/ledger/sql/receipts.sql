-- A receipt is what it was when the person got it: no row is ever changed, by nobody. It goes when the person is erased.
CREATE OR REPLACE FUNCTION commonlist.keep_receipt() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
    RAISE EXCEPTION 'a receipt is never changed' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE OR REPLACE TRIGGER consent_receipt_kept BEFORE UPDATE ON consent_receipt
    FOR EACH ROW EXECUTE FUNCTION commonlist.keep_receipt();
