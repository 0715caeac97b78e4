"""The URL map. Apps are included by string."""

from django.urls import include, path
from django.views.i18n import set_language

from coalition.platform.appearance import appearance
from coalition.platform.health import healthz, readyz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("appearance/", appearance, name="appearance"),
    path("language/", set_language, name="set_language"),
    path("accounts/", include("allauth.account.urls")),
    path(".well-known/", include("consent.ledger.urls")),
    path("", include("orgs.urls")),
    path("", include("sharing.urls")),
    path("", include("consent.capture.urls")),
    path("", include("consent.requests.urls")),
    path("", include("consent.propagation.urls")),
    path("p/", include("consent.portal.urls")),
    path("audit/", include("audit.explorer.urls")),
]
