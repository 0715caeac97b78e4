"""``/p/``: the constituent's portal."""

from django.urls import path

from consent.portal.views import choices, entrance

app_name = "portal"
urlpatterns = [
    path("", entrance.entry, name="entry"),
    path("sent/", entrance.sent, name="sent"),
    path("open/<str:token>/", entrance.open_link, name="open"),
    path("leave/", entrance.leave_portal, name="leave"),
    path("me/", choices.me, name="me"),
    path("me/check/", choices.check, name="check"),
    path("receipts/<slug:reference>/", choices.receipt, name="receipt"),
]
