"""Addresses of applications for officers, /petugas/; citizens' are in `urls`."""

from django.urls import path

from balarea.applications.views.officer import (
    absences,
    acting,
    advising,
    after_issue,
    assigning,
    brokers,
    case,
    closed_days,
    deciding_together,
    desk_after_issue,
    desk_bundles,
    desk_fees,
    desk_identity,
    figures,
    files,
    front_desk,
    handing_out,
    handing_over,
    lapses,
    managed_villages,
    mandates,
    measures,
    name_search,
    objections,
    returning,
    reviewing,
    scanning,
    simplicity,
    slips,
    state_roots,
    taking_in,
    talking,
    third_parties,
    transferring,
    villages,
    worklist,
    worklist_filters,
)

_SCAN = "petugas/loket/berkas/<uuid:case>/pindai/<str:requirement>/"

officer = [
    path(_SCAN, scanning.show, name="desk_scan"),
    path(_SCAN + "keadaan/", scanning.state, name="desk_scan_state"),
    path(_SCAN + "unggah/", scanning.upload, name="desk_scan_upload"),
    path(_SCAN + "buka/", scanning.open_link, name="desk_scan_open"),
    path(_SCAN + "akhiri/", scanning.end_link, name="desk_scan_end"),
    path(_SCAN + "foto/<uuid:photo>/", scanning.photo, name="desk_scan_photo"),
    path(_SCAN + "foto/<uuid:photo>/hapus/", scanning.remove, name="desk_scan_remove"),
    path("petugas/", worklist.worklist, name="worklist"),
    path("petugas/keputusan/", worklist.decisions, name="decisions"),
    path(
        "petugas/keputusan/bersama/",
        deciding_together.decide_together,
        name="decide_together",
    ),
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
    path("petugas/beban/", assigning.loads, name="loads"),
    path("petugas/beban/<uuid:officer>/", absences.officer_load, name="officer_load"),
    path("petugas/absen/", absences.own_absences, name="own_absences"),
    path("petugas/berikutnya/", assigning.take_next, name="take_next"),
    path("petugas/saringan/", worklist_filters.filters, name="filters"),
    path(
        "petugas/saringan/<uuid:saved>/", worklist_filters.change, name="change_filter"
    ),
    path("petugas/tampilan/", assigning.save_view, name="save_view"),
    path("petugas/pertimbangan/", advising.advices, name="advices"),
    path("petugas/pertimbangan/<uuid:advice>/", advising.advice, name="advice"),
    path(
        "petugas/pertimbangan/<uuid:advice>/berkas/<uuid:evidence>/",
        advising.file,
        name="advice_file",
    ),
    path("petugas/pertanyaan/", talking.questions, name="questions"),
    path("petugas/lampau/", lapses.lapses, name="lapses"),
    path(
        "petugas/permohonan/<uuid:case>/pihak-ketiga/",
        third_parties.objections,
        name="third_parties",
    ),
    path("petugas/sesudah-terbit/", after_issue.waiting, name="after_issue"),
    path(
        "petugas/permohonan/<uuid:case>/pengganti/",
        after_issue.replace,
        name="desk_replace",
    ),
    path(
        "petugas/permohonan/<uuid:case>/alih/",
        transferring.agree,
        name="desk_transfer",
    ),
    path(
        "petugas/permohonan/<uuid:case>/perpanjang/",
        desk_after_issue.renew,
        name="desk_renew",
    ),
    path(
        "petugas/permohonan/<uuid:case>/koreksi/baru/",
        after_issue.begin,
        name="begin_correction",
    ),
    path(
        "petugas/permohonan/<uuid:case>/koreksi/<uuid:correction>/",
        after_issue.correction,
        name="desk_correction",
    ),
    path(
        "petugas/permohonan/<uuid:case>/pihak-ketiga/<uuid:objection>/berkas/<uuid:file>/",
        third_parties.file,
        name="third_party_file",
    ),
    path("petugas/tindakan/", measures.waiting, name="measures"),
    path(
        "petugas/permohonan/<uuid:case>/tindakan/baru/",
        measures.propose,
        name="propose_measure",
    ),
    path(
        "petugas/permohonan/<uuid:case>/tindakan/<uuid:measure>/",
        measures.measure,
        name="desk_measure",
    ),
    path(
        "petugas/permohonan/<uuid:case>/tindakan/<uuid:measure>/jawaban/",
        desk_after_issue.answer,
        name="desk_answer",
    ),
    path(
        "petugas/permohonan/<uuid:case>/tindakan/<uuid:measure>/surat.pdf",
        measures.letter,
        name="desk_measure_letter",
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
        "petugas/permohonan/<uuid:case>/keberatan/<uuid:objection>/tarik/",
        desk_after_issue.withdraw,
        name="desk_withdraw",
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
    path("petugas/kelola/hari/", closed_days.year, name="closed_days"),
    path(
        "petugas/kelola/hari/pratinjau/",
        closed_days.preview,
        name="closed_days_preview",
    ),
    path("petugas/kelola/hari/simpan/", closed_days.save, name="closed_days_save"),
    path("petugas/kelola/desa/", managed_villages.index, name="managed_villages"),
    path(
        "petugas/kelola/desa/buka/", managed_villages.open_offices, name="open_villages"
    ),
    path(
        "petugas/kelola/desa/<str:code>/",
        managed_villages.village,
        name="managed_village",
    ),
    path("petugas/perantara/", brokers.brokers, name="brokers"),
    path("petugas/akar-catatan/", state_roots.state_roots, name="state_roots"),
    path(
        "petugas/akar-catatan/<uuid:root>/", state_roots.state_list, name="state_list"
    ),
    path("petugas/angka/", figures.figures, name="figures"),
    path("petugas/angka/<str:agency>/", figures.agency, name="figures_agency"),
    path("petugas/angka/<str:agency>/permohonan/", figures.cases, name="figures_cases"),
    path(
        "petugas/angka/<str:agency>/<str:service>/",
        figures.service,
        name="figures_service",
    ),
    path("petugas/loket/", front_desk.index, name="front_desk"),
    path("petugas/loket/kabar/", front_desk.to_tell, name="desk_tell"),
    path("petugas/loket/orang/<uuid:owner>/", front_desk.person, name="desk_person"),
    path(
        "petugas/loket/orang/<uuid:owner>/mulai/", front_desk.begin, name="desk_begin"
    ),
    path(
        "petugas/loket/orang/<uuid:owner>/alih/",
        desk_after_issue.take_over,
        name="desk_take_over",
    ),
    path(
        "petugas/loket/orang/<uuid:owner>/kontak/",
        desk_identity.contacts,
        name="desk_contacts",
    ),
    path(
        "petugas/loket/orang/<uuid:owner>/kontak/kode/",
        desk_identity.contact_code,
        name="desk_contact_code",
    ),
    path(
        "petugas/loket/orang/<uuid:owner>/kartu/", desk_identity.card, name="desk_card"
    ),
    path("petugas/loket/berkas/<uuid:case>/", taking_in.form, name="desk_form"),
    path(
        "petugas/loket/berkas/<uuid:case>/tanda-terima/",
        slips.receipt,
        name="desk_receipt",
    ),
    path(
        "petugas/loket/berkas/<uuid:case>/tanda-terima.pdf",
        slips.receipt_pdf,
        name="desk_receipt_pdf",
    ),
    path("petugas/loket/berkas/<uuid:case>/struk/", slips.slip, name="desk_slip"),
    path(
        "petugas/loket/berkas/<uuid:case>/struk.pdf",
        slips.slip_pdf,
        name="desk_slip_pdf",
    ),
    path(
        "petugas/loket/berkas/<uuid:case>/struk-baru/",
        slips.reissue,
        name="desk_reissue",
    ),
    path(
        "petugas/loket/paket/<uuid:case>/tanda-terima/",
        desk_bundles.receipt,
        name="desk_bundle",
    ),
    path(
        "petugas/loket/paket/<uuid:case>/tanda-terima.pdf",
        desk_bundles.receipt_pdf,
        name="desk_bundle_pdf",
    ),
    path("petugas/loket/<str:reference>/", worklist.scanned, name="scanned"),
    path(
        "petugas/layanan/kesederhanaan/",
        simplicity.simplicity,
        name="simplicity",
    ),
    path(
        "petugas/loket/orang/<uuid:owner>/kuasa/",
        mandates.mandate,
        name="desk_mandates",
    ),
    path(
        "petugas/loket/orang/<uuid:owner>/kuasa/<uuid:mandate>/akhiri/",
        mandates.end,
        name="desk_mandate_end",
    ),
    path("petugas/desa/", villages.index, name="villages"),
    path("petugas/desa/warga/", villages.register, name="village_register"),
    path(
        "petugas/desa/<uuid:village>/warga/<uuid:person>/",
        villages.person,
        name="village_person",
    ),
    path(
        "petugas/desa/<uuid:village>/warga/<uuid:person>/mulai/",
        villages.begin,
        name="village_begin",
    ),
    path("petugas/desa/permohonan/<uuid:case>/", villages.case, name="village_case"),
    path(
        "petugas/desa/permohonan/<uuid:case>/dokumen.pdf",
        villages.document,
        name="village_document",
    ),
    path("petugas/cari/nama/", name_search.search, name="name_search"),
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
        "petugas/permohonan/<uuid:case>/berkas/<uuid:evidence>/halaman/",
        files.pages,
        name="desk_file_pages",
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
