from django.urls import path

from balarea.applications.views.officer import (
    acting,
    case,
    desk_fees,
    figures,
    files,
    handing_out,
    handing_over,
    returning,
    reviewing,
    simplicity,
    worklist,
)

officer = [
    path("petugas/", worklist.worklist, name="worklist"),
    path("petugas/keputusan/", worklist.decisions, name="decisions"),
    path("petugas/serah/", handing_out.desk, name="hand_out_desk"),
    path("petugas/serah/<uuid:case>/", handing_out.hand_out, name="hand_out"),
    path(
        "petugas/serah/<uuid:case>/cetak/",
        handing_out.print_view,
        name="hand_out_print",
    ),
    path(
        "petugas/serah/lembar/<uuid:sheet>/", handing_out.sheet, name="hand_out_sheet"
    ),
    path(
        "petugas/serah/lembar/<uuid:sheet>/batal/",
        handing_out.undo,
        name="hand_out_undo",
    ),
    path("petugas/tagihan/", desk_fees.unpaid, name="desk_fees"),
    path("petugas/tagihan/<uuid:case>/", desk_fees.bill, name="desk_fee"),
    path("petugas/diserahkan/", handing_over.handed_over, name="handed_over"),
    path("petugas/peninjauan/", reviewing.reviews, name="reviews"),
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
