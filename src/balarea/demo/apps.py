from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "balarea.demo"
    label = "demo"
