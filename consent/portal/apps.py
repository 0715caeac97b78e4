from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "consent.portal"
    label = "portal"
