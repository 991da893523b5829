from django.urls import path

from balarea.applications.views.officer import acting, case, figures, files, worklist

officer = [
    path("petugas/", worklist.worklist, name="worklist"),
    path(
        "petugas/keputusan/", worklist.worklist, {"queue": "DECIDE"}, name="decisions"
    ),
    path("petugas/angka/", figures.figures, name="figures"),
    path("petugas/cari/", worklist.search, name="search"),
    path("petugas/permohonan/<uuid:case>/", case.case, name="desk_case"),
    path("petugas/permohonan/<uuid:case>/langkah/", acting.act, name="act"),
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
