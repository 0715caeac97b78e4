-- A postal code as it is compared; orgs.rules.postcodes says the same.
CREATE OR REPLACE FUNCTION commonlist.postcode(code text, region text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, public AS $$
    SELECT CASE WHEN region = 'US' AND plain ~ '^[0-9]{3,5}$' THEN lpad(plain, 5, '0')
                WHEN region = 'US' AND plain ~ '^[0-9]{7,9}$' THEN left(lpad(plain, 9, '0'), 5)
                ELSE plain END
      FROM (SELECT regexp_replace(upper(code), '[^0-9A-Z]', '', 'g') AS plain) folded
$$;
