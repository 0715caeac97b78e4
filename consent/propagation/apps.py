from django.apps import AppConfig


class PropagationConfig(AppConfig):
    name = "consent.propagation"
    label = "propagation"
