"""Addresses of the officers' pages of visits."""

from django.urls import path

from balarea.visits.views.officer import desk, entrance

officer = [
    path("petugas/loket/panggil/", desk.show, name="desk"),
    path("petugas/loket/panggil/lakukan/", desk.act, name="desk_act"),
    path("petugas/loket/kode-hari-ini/", entrance.show, name="entrance"),
]
