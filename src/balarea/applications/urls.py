"""Addresses of applications: the citizen's here, the officer's in `urls_officer`."""

from django.urls import path

from balarea.applications.urls_officer import officer
from balarea.applications.views import (
    announcements,
    draws,
    phone,
    public,
    public_receipts,
    self_service,
)
from balarea.applications.views.citizen import (
    after_issue,
    application_page,
    bundles,
    evidence,
    filling,
    mandates,
    measures,
    message_address,
    mine,
    objecting,
    openings,
    paying,
    replying,
    reviewing,
    scanning,
    step_receipts,
    submitting,
    talking,
    transferring,
)

app_name = "applications"

_CASE = "permohonan/<uuid:case>/"
_BUNDLE = "permohonan/paket/<uuid:case>/"
_FILES = _CASE + "berkas/<str:requirement>/"
_SCAN = _FILES + "pindai/"
_TRACKED = "lacak/<str:reference>/<str:secret>/"

citizen = [
    path("permohonan/", mine.index, name="mine"),
    path("permohonan/baru/<str:code>/", mine.start, name="start"),
    path("permohonan/baru/<str:code>/mulai/", mine.first, name="first"),
    path(_BUNDLE, bundles.show, name="bundle"),
    path(_BUNDLE + "tanda-terima/", bundles.receipt, name="bundle_receipt"),
    path(_BUNDLE + "tanda-terima.pdf", bundles.receipt_pdf, name="bundle_receipt_pdf"),
    path("akun/kuasa/", mandates.index, name="mandates"),
    path("akun/kuasa/minta/", mandates.ask, name="mandate_ask"),
    path(
        "akun/kuasa/akun/", mandates.become_representative, name="mandate_open_account"
    ),
    path("akun/kuasa/kode/", mandates.code, name="mandate_code"),
    path("akun/kuasa/beri/", mandates.offer, name="mandate_offer"),
    path("akun/kuasa/surat/", mandates.paper, name="mandate_paper"),
    path("akun/kuasa/<uuid:mandate>/terima/", mandates.accept, name="mandate_accept"),
    path("akun/kuasa/<uuid:mandate>/akhiri/", mandates.end, name="mandate_end"),
    path("alih/", transferring.take_over, name="take_over"),
    path("lanjut/", mine.resume, name="resume"),
    path("lanjut/<str:reference>/", mine.resume_case, name="resume_case"),
    path(_CASE, application_page.show, name="case"),
    path(_CASE + "hapus/", mine.discard, name="discard"),
    path(_CASE + "perbaiki/", filling.tasks, name="tasks"),
    path(_CASE + "isi/<str:page>/", filling.page, name="page"),
    path(_CASE + "kabar/", message_address.choose, name="news"),
    path(_FILES, evidence.requirement, name="evidence"),
    path(_FILES + "pakai/<uuid:source>/", evidence.use_again, name="use_again"),
    path(_SCAN, scanning.show, name="scan"),
    path(_SCAN + "buka/", scanning.open_link, name="scan_open"),
    path(_SCAN + "akhiri/", scanning.end_link, name="scan_end"),
    path(_SCAN + "foto/<uuid:photo>/", scanning.photo, name="scan_photo"),
    path(_SCAN + "foto/<uuid:photo>/hapus/", scanning.remove, name="scan_remove"),
    path(_FILES + "<uuid:file>/", evidence.show, name="file"),
    path(_FILES + "<uuid:file>/asli/", evidence.sent, name="file_sent"),
    path(_FILES + "<uuid:file>/hapus/", evidence.remove, name="file_remove"),
    path(_CASE + "periksa/", submitting.check, name="check"),
    path(_CASE + "tanda-terima/", submitting.receipt, name="receipt"),
    path(_CASE + "tanda-terima.pdf", submitting.receipt_pdf, name="receipt_pdf"),
    path(_CASE + "isian/", application_page.submitted, name="submitted"),
    path(_CASE + "bukti/", step_receipts.index, name="step_receipts"),
    path(_CASE + "bukti/<uuid:entry>/", step_receipts.code, name="step_code"),
    path(_CASE + "bukti/<uuid:entry>.pdf", step_receipts.pdf, name="step_receipt"),
    path(
        _CASE + "bukti/<uuid:entry>.tlog-proof", step_receipts.proof, name="step_proof"
    ),
    path(
        _CASE + "bukti/<uuid:entry>.janji", step_receipts.promise, name="step_promise"
    ),
    path(_CASE + "tarik/", application_page.withdraw, name="withdraw"),
    path(_CASE + "tanggapan/", replying.reply, name="reply"),
    path(_CASE + "dilihat/", openings.openings, name="openings"),
    path(_CASE + "tanya/", talking.talk, name="talk"),
    path(_CASE + "keberatan/", objecting.file_objection, name="object"),
    path(
        _CASE + "keberatan/<uuid:objection>/surat.pdf",
        objecting.letter,
        name="objection_letter",
    ),
    path(
        _CASE + "keberatan/<uuid:objection>/berkas/<uuid:file>/",
        objecting.file,
        name="objection_file",
    ),
    path(
        _CASE + "keberatan/<uuid:objection>/tarik/",
        objecting.withdraw,
        name="withdraw_objection",
    ),
    path(_CASE + "tindakan/<uuid:measure>/", measures.measure, name="measure"),
    path(
        _CASE + "tindakan/<uuid:measure>/surat.pdf",
        measures.letter,
        name="measure_letter",
    ),
    path(_CASE + "tinjau/", reviewing.review, name="review"),
    path(_CASE + "tinjau/perbaiki/", reviewing.correct, name="correct"),
    path(_CASE + "pengganti/", after_issue.replace, name="replace"),
    path(_CASE + "perpanjang/", after_issue.renew_document, name="renew_document"),
    path(_CASE + "koreksi/", after_issue.correction, name="correction"),
    path(_CASE + "alih/", transferring.transfer, name="transfer"),
    path(_CASE + "tagihan/", application_page.renew, name="renew"),
    path(_CASE + "qris.png", paying.picture, name="qris"),
    path(_CASE + "bukti-bayar.pdf", paying.proof, name="proof"),
    path(_CASE + "dokumen.pdf", application_page.document, name="document"),
    path("pindai/<str:token>/", phone.send, name="phone"),
    path("mandiri/", self_service.print_again, name="self_service"),
    path("pengumuman/", announcements.index, name="announcements"),
    path("pengumuman/<uuid:announcement>/", announcements.show, name="announcement"),
    path(
        "pengumuman/<uuid:announcement>/keberatan/",
        announcements.object_to,
        name="object_to",
    ),
    path(
        "pengumuman/<uuid:announcement>/keberatan/berkas/<uuid:file>/",
        announcements.file,
        name="object_to_file",
    ),
    path("transparansi/undian/", draws.index, name="draws"),
    path("transparansi/undian.json", draws.export, name="draws_export"),
    path("transparansi/undian/<uuid:draw>/", draws.show, name="draw"),
    path("lacak/", public.find, name="track"),
    path("lacak/<str:reference>/<str:secret>/", public.track, name="tracked"),
    path(_TRACKED + "bukti/", public_receipts.index, name="tracked_receipts"),
    path(_TRACKED + "bukti/<uuid:entry>/", public_receipts.code, name="tracked_code"),
    path(
        _TRACKED + "bukti/<uuid:entry>.pdf",
        public_receipts.pdf,
        name="tracked_receipt",
    ),
    path(
        _TRACKED + "bukti/<uuid:entry>.tlog-proof",
        public_receipts.proof,
        name="tracked_proof",
    ),
    path(
        _TRACKED + "bukti/<uuid:entry>.janji",
        public_receipts.promise,
        name="tracked_promise",
    ),
    path(
        "lacak/<str:reference>/<str:secret>/qris.png",
        public.picture,
        name="tracked_qris",
    ),
    path(
        "lacak/<str:reference>/<str:secret>/tanya/",
        public.talk,
        name="tracked_talk",
    ),
    path(
        "lacak/<str:reference>/<str:secret>/kuasa/",
        public.end_mandate,
        name="tracked_mandate",
    ),
]

urlpatterns = [*citizen, *officer]
