from django.apps import AppConfig


class VaultConfig(AppConfig):
    name = "balarea.vault"
    label = "vault"
