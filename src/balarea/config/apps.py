from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "balarea.config"
    label = "config"

    def ready(self) -> None:
        from balarea.config import wiring

        wiring.connect_all()
