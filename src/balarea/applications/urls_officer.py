from django.urls import path

from balarea.applications.views.officer import (
    acting,
    case,
    figures,
    files,
    handing_over,
    lapses,
    objections,
    returning,
    reviewing,
    simplicity,
    third_parties,
    worklist,
)

officer = [
    path("petugas/", worklist.worklist, name="worklist"),
    path("petugas/keputusan/", worklist.decisions, name="decisions"),
    path("petugas/diserahkan/", handing_over.handed_over, name="handed_over"),
    path("petugas/peninjauan/", reviewing.reviews, name="reviews"),
    path("petugas/lampau/", lapses.lapses, name="lapses"),
    path(
        "petugas/permohonan/<uuid:case>/pihak-ketiga/",
        third_parties.objections,
        name="third_parties",
    ),
    path("petugas/keberatan/", objections.awaited, name="objections"),
    path(
        "petugas/permohonan/<uuid:case>/keberatan/baru/",
        objections.take_in,
        name="take_in_objection",
    ),
    path(
        "petugas/permohonan/<uuid:case>/keberatan/<uuid:objection>/",
        objections.objection,
        name="desk_objection",
    ),
    path(
        "petugas/permohonan/<uuid:case>/keberatan/<uuid:objection>/surat.pdf",
        objections.letter,
        name="desk_objection_letter",
    ),
    path(
        "petugas/permohonan/<uuid:case>/keberatan/<uuid:objection>/berkas/<uuid:file>/",
        objections.file,
        name="desk_objection_file",
    ),
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
