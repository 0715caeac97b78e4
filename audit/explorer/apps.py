from django.apps import AppConfig


class ExplorerConfig(AppConfig):
    name = "audit.explorer"
    label = "explorer"
