"""``/.well-known/``: what machines need to check a receipt."""

from django.urls import path

from consent.ledger.views import well_known

app_name = "ledger"
urlpatterns = [
    path("jwks.json", well_known.jwks, name="jwks"),
    path("receipt-1.schema.json", well_known.receipt_schema, name="receipt-schema"),
]
