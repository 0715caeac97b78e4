from django.apps import AppConfig


class PlatformConfig(AppConfig):
    name = "coalition.platform"
    label = "platform"
