from django.db import migrations

EVENT = """
CREATE TABLE audit_event (
    event_id uuid NOT NULL,
    recorded_at timestamptz NOT NULL,
    occurred_at timestamptz NOT NULL,
    xid bigint NOT NULL,
    schema_version smallint NOT NULL,
    nonce bytea NOT NULL CHECK (length(nonce) = 16),
    verb text NOT NULL,
    outcome text NOT NULL CHECK (outcome IN ('done', 'denied', 'failed', 'started')),
    actor_type text NOT NULL,
    actor_ref text NOT NULL,
    acting_organization bigint,
    acting_coalition bigint,
    on_behalf_of bigint,
    owner_organization bigint,
    object_type text NOT NULL,
    object_ref text NOT NULL,
    subject_count integer NOT NULL,
    subject_commitment bytea,
    campaign bigint,
    channel text NOT NULL,
    purpose text NOT NULL,
    legal_basis text NOT NULL,
    consent_event_ids uuid[] NOT NULL,
    grant_id bigint,
    request_id text NOT NULL,
    ip_prefix text NOT NULL,
    detail jsonb NOT NULL,
    PRIMARY KEY (recorded_at, event_id)
) PARTITION BY RANGE (recorded_at);

CREATE FUNCTION commonlist.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit events are never changed or deleted';
END $$;
CREATE TRIGGER audit_event_is_final BEFORE UPDATE OR DELETE ON audit_event
    FOR EACH ROW EXECUTE FUNCTION commonlist.refuse_change();
ALTER TABLE audit_event ENABLE ALWAYS TRIGGER audit_event_is_final;
SELECT commonlist.ensure_partitions('audit_event', (now() - interval '1 month')::date, (now() + interval '3 months')::date);
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial"), ("platform", "0001_ground")]
    operations = [migrations.RunSQL(EVENT, "DROP TABLE audit_event")]
