"""Addresses of visits: the visitor's here, the officer's in `urls_officer`."""

from django.urls import URLPattern

from balarea.visits.urls_officer import officer
from balarea.visits.urls_phone import phone

app_name = "visits"

visitor: list[URLPattern] = [*phone]
urlpatterns = [*visitor, *officer]
