"""Addresses of the officers' pages of visits."""

from django.urls import path

from balarea.visits.views.officer import (
    announcements,
    closures,
    desk,
    entrance,
    floor,
    managed_queues,
    paper,
    visitors,
    week_plan,
)

officer = [
    path("petugas/loket/panggil/", desk.show, name="desk"),
    path("petugas/loket/panggil/lakukan/", desk.act, name="desk_act"),
    path("petugas/loket/panggil/cari/", desk.find, name="desk_find"),
    path("petugas/loket/panggil/siapa/", visitors.identify, name="desk_visitor"),
    path("petugas/loket/panggil/kertas/", paper.enter, name="paper"),
    path("petugas/lantai/", floor.show, name="floor"),
    path("petugas/lantai/lakukan/", floor.act, name="floor_act"),
    path("petugas/lantai/hari-tutup/", closures.show, name="closures"),
    path("petugas/kelola/antrean/", managed_queues.queues, name="managed_queues"),
    path("petugas/kelola/antrean/baru/", managed_queues.new_queue, name="new_queue"),
    path(
        "petugas/kelola/antrean/<uuid:queue>/",
        managed_queues.queue,
        name="managed_queue",
    ),
    path(
        "petugas/kelola/antrean/loket/baru/", managed_queues.new_desk, name="new_desk"
    ),
    path(
        "petugas/kelola/antrean/loket/<uuid:desk>/",
        managed_queues.desk,
        name="managed_desk",
    ),
    path("petugas/lantai/rencana/", week_plan.show, name="week_plan"),
    path("petugas/lantai/rencana.xlsx", week_plan.spreadsheet, name="week_plan_xlsx"),
    path("petugas/lantai/pengumuman/", announcements.show, name="announcements"),
    path("petugas/loket/kode-hari-ini/", entrance.show, name="entrance"),
]
