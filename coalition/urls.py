"""The URL map. Apps are included by string."""

from django.urls import include, path

from coalition.platform.health import healthz, readyz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("accounts/", include("allauth.account.urls")),
    path("", include("orgs.urls")),
    path("", include("sharing.urls")),
    path("p/", include("consent.portal.urls")),
    path("audit/", include("audit.explorer.urls")),
]
