from django.urls import path

from sharing.views import agreements, audiences, calls, campaigns, grants, overlap, search, tasks

app_name = "sharing"
urlpatterns = [
    path("call/", calls.call, name="call"),
    path("call/lists/<int:call_list_id>/next/", calls.call_lease, name="call-lease"),
    path("call/<int:entry_id>/", calls.call_entry, name="call-entry"),
    path("call/<int:entry_id>/number/", calls.call_reveal, name="call-reveal"),
    path("call/<int:entry_id>/outcome/", calls.call_record, name="call-record"),
    path("call/<int:entry_id>/undo/", calls.call_undo, name="call-undo"),
    path("call/<int:entry_id>/release/", calls.call_release, name="call-release"),
    path("campaigns/tasks/", tasks.task_list, name="task-list"),
    path("agreements/", agreements.agreement_list, name="agreement-list"),
    path("agreements/new/", agreements.agreement_create, name="agreement-create"),
    path("agreements/<int:agreement_id>/", agreements.agreement_detail, name="agreement-detail"),
    path("agreements/<int:agreement_id>/accept/", agreements.agreement_accept, name="agreement-accept"),
    path("campaigns/", campaigns.campaign_list, name="campaign-list"),
    path("campaigns/find/", search.campaign_find, name="campaign-find"),
    path("campaigns/new/", campaigns.campaign_create, name="campaign-create"),
    path("grants/", grants.grant_list, name="grant-list"),
    path("grants/<int:grant_id>/revoke/", grants.grant_revoke, name="grant-revoke"),
    path("c/<int:campaign_id>/", campaigns.campaign_detail, name="campaign-detail"),
    path("c/<int:campaign_id>/orgs/", campaigns.campaign_organizations, name="campaign-organizations"),
    path("c/<int:campaign_id>/orgs/request/", campaigns.grants_request, name="grants-request"),
    path("c/<int:campaign_id>/grant/", grants.grant_create, name="grant-create"),
    path("c/<int:campaign_id>/refuse/", grants.grant_refuse, name="grant-refuse"),
    path("c/<int:campaign_id>/overlap/", overlap.overlap_detail, name="overlap"),
    path("c/<int:campaign_id>/overlap.csv", overlap.overlap_export, name="overlap-export"),
    path("c/<int:campaign_id>/audiences/", audiences.audience_list, name="audience-list"),
    path("c/<int:campaign_id>/audiences/build/", audiences.audience_build, name="audience-build"),
    path("c/<int:campaign_id>/audiences/<int:audience_id>/", audiences.audience_detail, name="audience-detail"),
    path(
        "c/<int:campaign_id>/audiences/<int:audience_id>/progress/",
        audiences.audience_progress,
        name="audience-progress",
    ),
    path(
        "c/<int:campaign_id>/audiences/<int:audience_id>/hand-out/",
        audiences.audience_hand_out,
        name="audience-hand-out",
    ),
    path("c/<int:campaign_id>/lists/", audiences.call_list_progress, name="call-lists"),
]
