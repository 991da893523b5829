from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "balarea.visits"
    label = "visits"
