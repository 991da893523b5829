"""Addresses of the officers' pages of visits."""

from django.urls import path

from balarea.visits.views.officer import desk

officer = [
    path("petugas/loket/panggil/", desk.show, name="desk"),
    path("petugas/loket/panggil/lakukan/", desk.act, name="desk_act"),
]
