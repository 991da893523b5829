from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "balarea.catalogue"
    label = "catalogue"
