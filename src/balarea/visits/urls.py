"""Addresses of visits: the visitor's here, the officer's in `urls_officer`."""

from django.urls import URLPattern, path

from balarea.visits.urls_officer import officer
from balarea.visits.views import accuracy

app_name = "visits"

visitor: list[URLPattern] = [
    path("antrean/ketepatan/", accuracy.accuracy, name="accuracy"),
    path("antrean/ketepatan/data.csv", accuracy.accuracy_csv, name="accuracy_csv"),
]
urlpatterns = [*visitor, *officer]
