"""URLs of organizations and their people."""

from django.urls import URLPattern, path

from orgs.views import acting, home, imports, invitations, members, outbox, people, person, segments

app_name = "orgs"
urlpatterns: list[URLPattern] = [
    path("", home.home, name="home"),
    path("acting/", acting.acting_switch, name="acting-switch"),
    path("people/", people.person_list, name="person-list"),
    path("people/new/", people.person_add, name="person-add"),
    path("people/<int:person_id>/", person.person_detail, name="person-detail"),
    path("people/<int:person_id>/edit/", people.person_change, name="person-change"),
    path("people/<int:person_id>/interactions/", person.interaction_log, name="interaction-log"),
    path("people/<int:person_id>/contacts/", person.contact_add, name="contact-add"),
    path("people/<int:person_id>/contacts/<int:point_id>/reveal/", person.contact_reveal, name="contact-reveal"),
    path("segments/", segments.segment_list, name="segment-list"),
    path("segments/new/", segments.segment_save, name="segment-add"),
    path("segments/<int:segment_id>/", segments.segment_detail, name="segment-detail"),
    path("segments/<int:segment_id>/edit/", segments.segment_save, name="segment-change"),
    path("segments/<int:segment_id>/delete/", segments.segment_delete, name="segment-delete"),
    path("imports/", imports.import_list, name="import-list"),
    path("imports/new/", imports.import_upload, name="import-upload"),
    path("imports/template.csv", imports.import_template, name="import-template"),
    path("imports/<int:import_id>/", imports.import_detail, name="import-detail"),
    path("imports/<int:import_id>/match/", imports.import_match, name="import-match"),
    path("imports/<int:import_id>/start/", imports.import_start, name="import-start"),
    path("imports/<int:import_id>/discard/", imports.import_discard, name="import-discard"),
    path("imports/<int:import_id>/rejected.csv", imports.import_rejected, name="import-rejected"),
    path("members/", members.member_list, name="member-list"),
    path("members/invite/", members.member_invite, name="member-invite"),
    path("members/<int:membership_id>/", members.member_change, name="member-change"),
    path("members/<int:membership_id>/deactivate/", members.member_deactivate, name="member-deactivate"),
    path("members/invitations/<int:invitation_id>/revoke/", members.invitation_revoke, name="invitation-revoke"),
    path("invitations/<str:token>/", invitations.invitation_accept, name="invitation-accept"),
    path("outbox/", outbox.outbox, name="outbox"),
]
