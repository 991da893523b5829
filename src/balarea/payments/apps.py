from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "balarea.payments"
    label = "payments"
