from django.apps import AppConfig


class TransparencyConfig(AppConfig):
    name = "balarea.transparency"
    label = "transparency"
