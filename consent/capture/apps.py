from django.apps import AppConfig


class CaptureConfig(AppConfig):
    name = "consent.capture"
    label = "capture"
