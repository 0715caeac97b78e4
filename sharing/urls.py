from django.urls import path

from sharing.views import calls

app_name = "sharing"
urlpatterns = [
    path("call/", calls.call, name="call"),
    path("call/lists/<int:call_list_id>/next/", calls.call_lease, name="call-lease"),
    path("call/<int:entry_id>/", calls.call_entry, name="call-entry"),
    path("call/<int:entry_id>/number/", calls.call_reveal, name="call-reveal"),
    path("call/<int:entry_id>/outcome/", calls.call_record, name="call-record"),
    path("call/<int:entry_id>/undo/", calls.call_undo, name="call-undo"),
    path("call/<int:entry_id>/release/", calls.call_release, name="call-release"),
]
