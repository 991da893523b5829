"""Addresses of visits: the visitor's here, the officer's in `urls_officer`."""

from django.urls import URLPattern

from balarea.visits.urls_kiosk import kiosk, managed
from balarea.visits.urls_officer import officer

app_name = "visits"

visitor: list[URLPattern] = []
urlpatterns = [*visitor, *kiosk, *managed, *officer]
