from django.apps import AppConfig


class RequestsConfig(AppConfig):
    name = "consent.requests"
    label = "requests"
