from django.apps import AppConfig


class LogConfig(AppConfig):
    name = "audit.log"
    label = "audit"
