"""How allauth's doors behave in this house."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class Adapter(DefaultAccountAdapter):
    """Nobody signs up here: officers are appointed, persons prove a contact."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
