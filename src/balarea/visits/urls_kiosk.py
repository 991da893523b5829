"""Addresses of the kiosk."""

from django.urls import path

from balarea.visits.views import kiosk as views
from balarea.visits.views.officer import managed_kiosks

kiosk = [
    path("kios/", views.home, name="kiosk"),
    path("kios/instansi/<str:code>/", views.agency, name="kiosk_agency"),
    path("kios/peristiwa/<str:code>/", views.event, name="kiosk_event"),
    path("kios/cari/", views.search, name="kiosk_search"),
    path("kios/layanan/<str:code>/", views.service, name="kiosk_service"),
    path("kios/nomor/", views.take, name="kiosk_take"),
    path("kios/nomor/<str:token>/", views.number, name="kiosk_number"),
    path("kios/nomor/<str:token>/cetak/", views.print_again, name="kiosk_print_again"),
    path("kios/datang/", views.arrive, name="kiosk_arrive"),
    path("kios/tiket/<str:secret>/", views.offline_ticket, name="kiosk_offline_ticket"),
    path("kios/selesai/", views.end, name="kiosk_end"),
    path("kios/pasang/<str:link>/", views.pair, name="kiosk_pair"),
]
managed = [
    path("petugas/kelola/kios/", managed_kiosks.kiosks, name="managed_kiosks"),
    path(
        "petugas/kelola/kios/baru/", managed_kiosks.register, name="managed_kiosk_new"
    ),
    path(
        "petugas/kelola/kios/<uuid:kiosk>/", managed_kiosks.kiosk, name="managed_kiosk"
    ),
]
