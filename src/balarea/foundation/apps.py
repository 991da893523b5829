from django.apps import AppConfig


class FoundationConfig(AppConfig):
    name = "balarea.foundation"
    label = "foundation"
