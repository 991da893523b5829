"""Addresses of applications for officers, /petugas/; citizens' are in `urls`."""

from django.urls import path

from balarea.applications.views.officer import (
    acting,
    assigning,
    case,
    figures,
    files,
    handing_over,
    returning,
    reviewing,
    simplicity,
    worklist,
)

officer = [
    path("petugas/", worklist.worklist, name="worklist"),
    path("petugas/keputusan/", worklist.decisions, name="decisions"),
    path("petugas/diserahkan/", handing_over.handed_over, name="handed_over"),
    path("petugas/peninjauan/", reviewing.reviews, name="reviews"),
    path("petugas/beban/", assigning.loads, name="loads"),
    path("petugas/berikutnya/", assigning.take_next, name="take_next"),
    path("petugas/tampilan/", assigning.save_view, name="save_view"),
    path("petugas/angka/", figures.figures, name="figures"),
    path("petugas/angka/<str:agency>/", figures.agency, name="figures_agency"),
    path("petugas/angka/<str:agency>/permohonan/", figures.cases, name="figures_cases"),
    path(
        "petugas/angka/<str:agency>/<str:service>/",
        figures.service,
        name="figures_service",
    ),
    path("petugas/loket/<str:reference>/", worklist.scanned, name="scanned"),
    path(
        "petugas/layanan/kesederhanaan/",
        simplicity.simplicity,
        name="simplicity",
    ),
    path("petugas/cari/", worklist.search, name="search"),
    path("petugas/permohonan/<uuid:case>/", case.case, name="desk_case"),
    path("petugas/permohonan/<uuid:case>/langkah/", acting.act, name="act"),
    path(
        "petugas/permohonan/<uuid:case>/hasil/",
        handing_over.outcome,
        name="outcome",
    ),
    path(
        "petugas/permohonan/<uuid:case>/kembalikan/",
        returning.preview,
        name="desk_return",
    ),
    path(
        "petugas/permohonan/<uuid:case>/berkas/<uuid:evidence>/",
        files.file,
        name="desk_file",
    ),
    path(
        "petugas/permohonan/<uuid:case>/berkas/<uuid:evidence>/asli/",
        files.sent,
        name="desk_file_sent",
    ),
    path(
        "petugas/permohonan/<uuid:case>/dokumen.pdf",
        case.document,
        name="desk_document",
    ),
]
