from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "balarea.notices"
    label = "notices"
