from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "balarea.ui"
    label = "ui"
