from django.db import migrations

INTERACTION = """
ALTER TABLE orgs_interaction
    ADD COLUMN body text NOT NULL DEFAULT '',
    ADD COLUMN sentiment varchar(8) NOT NULL DEFAULT '',
    ADD COLUMN topic_id bigint,
    ADD COLUMN outlet varchar(200) NOT NULL DEFAULT '',
    ADD COLUMN link varchar(500) NOT NULL DEFAULT '',
    ADD COLUMN ask_id bigint,
    ADD COLUMN created_at timestamptz,
    ADD COLUMN changed_at timestamptz;
ALTER TABLE orgs_interaction ALTER COLUMN created_at SET DEFAULT now();
ALTER TABLE orgs_interaction ADD CONSTRAINT orgs_interaction_topic_owned FOREIGN KEY (organization_id, topic_id)
    REFERENCES orgs_interest (organization_id, id) ON DELETE SET NULL (topic_id) DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX orgs_interaction_by_topic ON orgs_interaction (organization_id, topic_id) WHERE topic_id IS NOT NULL;
DROP INDEX orgs_interaction_timeline;
CREATE INDEX orgs_interaction_timeline
    ON orgs_interaction (organization_id, constituent_id, occurred_at DESC, id DESC);
CREATE INDEX orgs_interaction_coverage ON orgs_interaction (organization_id, occurred_at DESC, id DESC)
    WHERE kind IN ('press', 'social');
-- What is older than the months that can be made.
CREATE TABLE orgs_interaction_before_1970 PARTITION OF orgs_interaction
    FOR VALUES FROM (MINVALUE) TO ('1970-01-01 00:00:00+00');
"""

# A mention goes with its note, and with the person that the note is about.
MENTION = """
ALTER TABLE orgs_mention
    ADD CONSTRAINT orgs_mention_interaction_id_owned FOREIGN KEY (organization_id, occurred_at, interaction_id)
        REFERENCES orgs_interaction (organization_id, occurred_at, id)
        ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT orgs_mention_constituent_id_owned FOREIGN KEY (organization_id, constituent_id)
        REFERENCES orgs_constituent (organization_id, id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;
"""


class Migration(migrations.Migration):
    dependencies = [("orgs", "0014_fields")]
    operations = [
        migrations.RunSQL(INTERACTION, migrations.RunSQL.noop),
        migrations.RunSQL(MENTION, migrations.RunSQL.noop),
    ]
