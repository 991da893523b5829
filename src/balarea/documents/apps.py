from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "balarea.documents"
    label = "documents"
