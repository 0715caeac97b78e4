"""``/p/``: the constituent's portal."""

from django.urls import path

from consent.portal.views import (
    asking,
    choices,
    data,
    entrance,
    holders,
    proof,
    receipts,
    texts,
    unsubscribe,
    verification,
    wishes,
)

app_name = "portal"
urlpatterns = [
    path("", entrance.entry, name="entry"),
    path("sent/", entrance.sent, name="sent"),
    path("open/<str:token>/", entrance.open_link, name="open"),
    path("u/<str:token>/", unsubscribe.unsubscribe, name="unsubscribe"),
    path("texts/inbound/", texts.text_receive, name="text-receive"),
    path("verify/", verification.receipt_verify, name="receipt-verify"),
    path("leave/", entrance.leave_portal, name="leave"),
    path("me/", choices.me, name="me"),
    path("me/check/", choices.check, name="check"),
    path("me/passing/", choices.passing, name="passing"),
    path("me/received/", choices.received, name="received"),
    path("me/limits/", choices.limits, name="limits"),
    path("me/groups/<int:organization_id>/", holders.holder_detail, name="holder"),
    path("me/groups/<int:organization_id>/notes/", holders.note_list, name="note-list"),
    path("me/groups/<int:organization_id>/wishes/", wishes.wishes, name="wishes"),
    path("me/requests/", asking.request_list, name="request-list"),
    path("me/requests/<slug:kind>/", asking.ask_for, name="request"),
    path("me/proof/", proof.proof, name="proof"),
    path("me/proof/code/", proof.proof_code, name="proof-code"),
    path("me/proof/cancel/", proof.proof_cancel, name="proof-cancel"),
    path("data/", data.data, name="data"),
    path("data/file/", data.data_file, name="data-file"),
    path("data/schema.json", data.data_schema, name="data-schema"),
    path("receipts/", receipts.receipt_list, name="receipt-list"),
    path("receipts/<slug:reference>/", receipts.receipt, name="receipt"),
    path("receipts/<slug:reference>/receipt.json", receipts.receipt_file, name="receipt-file"),
    path("receipts/<slug:reference>/mail/", receipts.receipt_mail, name="receipt-mail"),
]
