from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    name = "balarea.applications"
    label = "applications"
