"""Addresses of visits: the visitor's here, the officer's in `urls_officer`."""

from django.urls import URLPattern, path

from balarea.visits.urls_kiosk import kiosk, managed
from balarea.visits.urls_officer import officer
from balarea.visits.urls_phone import phone
from balarea.visits.views import accuracy, board

app_name = "visits"

boards: list[URLPattern] = [
    path("layar/", board.choose, name="boards"),
    path("layar/suara/<str:language>/<str:name>.mp3", board.clip, name="board_clip"),
    path("layar/<str:zone>/", board.show, name="board"),
    path("layar/<str:zone>/data/", board.data, name="board_data"),
]
visitor: list[URLPattern] = [
    path("antrean/ketepatan/", accuracy.accuracy, name="accuracy"),
    path("antrean/ketepatan/data.csv", accuracy.accuracy_csv, name="accuracy_csv"),
]
urlpatterns = [*visitor, *phone, *boards, *kiosk, *managed, *officer]
