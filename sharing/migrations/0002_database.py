from django.db import migrations

# (table, columns) -> (target, columns): rows point only at rows of their own coalition and organization.
COMPOSITE = [
    ("sharing_agreementacceptance", "coalition_id, agreement_id", "sharing_sharingagreement", "coalition_id, id"),
    ("sharing_audience", "coalition_id, campaign_id", "sharing_campaign", "coalition_id, id"),
    ("sharing_audiencemember", "coalition_id, audience_id", "sharing_audience", "coalition_id, id"),
    ("sharing_audiencemember", "organization_id, constituent_id", "orgs_constituent", "organization_id, id"),
    ("sharing_audiencemember", "organization_id, contact_point_id", "orgs_contactpoint", "organization_id, id"),
    ("sharing_audiencetally", "coalition_id, audience_id", "sharing_audience", "coalition_id, id"),
    ("sharing_calllist", "coalition_id, audience_id", "sharing_audience", "coalition_id, id"),
    ("sharing_calllist", "coalition_id, campaign_id", "sharing_campaign", "coalition_id, id"),
    ("sharing_calllistentry", "organization_id, call_list_id", "sharing_calllist", "organization_id, id"),
    ("sharing_calllistentry", "organization_id, constituent_id", "orgs_constituent", "organization_id, id"),
    ("sharing_campaign", "coalition_id, agreement_id", "sharing_sharingagreement", "coalition_id, id"),
    ("sharing_countcharge", "coalition_id, campaign_id", "sharing_campaign", "coalition_id, id"),
    ("sharing_grant", "coalition_id, campaign_id", "sharing_campaign", "coalition_id, id"),
    ("sharing_grant", "organization_id, segment_id", "orgs_segment", "organization_id, id"),
    ("sharing_grantrequest", "coalition_id, campaign_id", "sharing_campaign", "coalition_id, id"),
    ("sharing_listversion", "coalition_id, campaign_id", "sharing_campaign", "coalition_id, id"),
    ("sharing_overlapsnapshot", "coalition_id, campaign_id", "sharing_campaign", "coalition_id, id"),
    ("sharing_releasedcount", "coalition_id, campaign_id", "sharing_campaign", "coalition_id, id"),
]
# A call that was made stays true when the number is taken off the record.
KEPT = """
ALTER TABLE sharing_calllistentry
    ADD CONSTRAINT sharing_calllistentry_contact_point_id_owned FOREIGN KEY (organization_id, contact_point_id)
        REFERENCES orgs_contactpoint (organization_id, id)
        ON DELETE SET NULL (contact_point_id) DEFERRABLE INITIALLY DEFERRED;
"""
ADD = "\n".join(
    f"ALTER TABLE {table} ADD CONSTRAINT {table}_{columns.split(', ')[1]}_owned FOREIGN KEY ({columns}) "
    f"REFERENCES {target} ({target_columns}) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;"
    for table, columns, target, target_columns in COMPOSITE
)


class Migration(migrations.Migration):
    dependencies = [("sharing", "0001_initial"), ("orgs", "0001_initial")]
    operations = [migrations.RunSQL(statement, migrations.RunSQL.noop) for statement in (ADD, KEPT)]
