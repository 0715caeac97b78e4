-- What the planner knows of the tables that an import fills, at once rather than with the next round of autovacuum: until
-- then every join with them is planned as if they were empty. Only their owner may ask for it.
CREATE OR REPLACE FUNCTION commonlist.gather_statistics() RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    ANALYZE (SKIP_LOCKED) orgs_constituent, orgs_contactpoint, orgs_constituentinterest, orgs_constituentskill,
        orgs_constituenttag, consent_subject, consent_subject_key;
END $$;
