from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "balarea.people"
    label = "people"
