"""Every sentence that promises something names the code that keeps it.

A promise is what a definition or a page says of what the mall, its officers or its
machines do. Each stands here with what keeps it: an object of ours (`module:name`), a
fact of the definition itself, or whoever keeps it outside of this program.
"""

import functools
import pkgutil
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from django.conf import settings

from balarea.applications.tests.harmless_sentences import HARMLESS
from balarea.applications.tests.later_promises import LATER
from balarea.catalogue import definition as engine
from balarea.catalogue.testing import online
from balarea.ui.messages import catalogues

type Fact = Callable[[engine.Definition], bool]

# Whoever keeps it in person; the sentence says who.
AGENCY = "the agency"
LAW = "a law, which the page cites"
NOBODY = "no promise: it says how things are"

A = "balarea.applications.operations."
VERIFIED = A + "verifying:save_marks"
DECIDED = A + "deciding:decide"
SIGNED = "balarea.documents.operations:issue"
PAID = "balarea.payments.operations.callbacks:settle_bill"
DOWNLOAD = "balarea.applications.views.citizen.application_page:document"


def is_free(definition: engine.Definition) -> bool:
    return definition.fee.kind == "FREE"


def is_paid_first(definition: engine.Definition) -> bool:
    return definition.fee.kind != "FREE" and definition.fee.due == "SUBMISSION"


def is_paid_after(definition: engine.Definition) -> bool:
    return definition.fee.kind != "FREE" and definition.fee.due == "DECISION"


def is_paid_at_the_desk(definition: engine.Definition) -> bool:
    return definition.ends_by == "DESK" and definition.fee.kind != "FREE"


def is_reckoned(definition: engine.Definition) -> bool:
    return definition.fee.kind == "TARIFF"


def is_inspected(definition: engine.Definition) -> bool:
    return "INSPECT" in definition.steps


def begins_in_a_week(definition: engine.Definition) -> bool:
    return definition.fields["starts_on"].min == "TODAY+7"


def is_collected(definition: engine.Definition) -> bool:
    return bool(definition.output and definition.output.collect)


def is_handed_over(definition: engine.Definition) -> bool:
    return "HAND_OVER" in definition.steps


def is_at_desk(definition: engine.Definition) -> bool:
    return "SERVE" in definition.steps


def links_to_police(definition: engine.Definition) -> bool:
    return any(one.service == "POL-013" for one in definition.requirements)


def lasts(months: int = 0, years: int = 0) -> Fact:
    def is_so(definition: engine.Definition) -> bool:
        if is_handed_over(definition):  # a law of the other register, which is cited
            return True
        valid = definition.output.valid if definition.output else None
        return valid is not None and (valid.months, valid.years) == (months, years)

    return is_so


def lasts_as_asked(definition: engine.Definition) -> bool:
    valid = definition.output.valid if definition.output else None
    return (
        valid is not None
        and str(definition.fields[valid.months_field or ""].max) == "12"
    )


BY_RULES = A + "rule_decisions:grant_if_confirmed"
DEFINITIONS: Mapping[str, str | Fact] = {
    "Sampaikan di loket instansi ini di MPP, atau lewat SP4N-LAPOR!"
    " (lapor.go.id atau SMS 1708).": AGENCY,
    "Tidak dipungut biaya.": AGENCY,
    "ruang tunggu, loket, jalur kursi roda, ruang menyusui, toilet, dan komputer"
    " untuk umum.": AGENCY,
    "Setiap langkah permohonan di situs ini tercatat.": (
        "balarea.transparency.guard:guard"
    ),
    "batas waktunya terlihat di halaman permohonan di situs ini.": (
        "balarea.applications.presenters.progress:progress"
    ),
    "Data permohonan di situs ini tersegel;": "balarea.vault.operations:seal",
    "setiap pembukaan oleh petugas tercatat dan terlihat oleh pemohon.": (
        "balarea.vault.operations:open_many"
    ),
    "Kantor boleh menelepon nomor ini tentang permohonan Anda.": (
        A + "verifying:open_case"
    ),
    "Ajukan di situs ini atau di loket MPP.": A + "filing:submit",
    "Unduh hasilnya di situs ini.": DOWNLOAD,
    "Unduh jawabannya di situs ini.": DOWNLOAD,
    "Unduh surat keterangannya di situs ini, lalu ambil kartunya di tempat yang Anda"
    " pilih.": is_collected,
    "Petugas memeriksa.": VERIFIED,
    "Bila semua aturannya terpenuhi, langsung diputus tanpa petugas.": BY_RULES,
    "Petugas mencocokkan data dan keadaan.": is_inspected,
    "Petugas memeriksa lokasi;": is_inspected,
    "hasilnya terlihat di halaman permohonan Anda.": A + "officer_texts:open_texts",
    "siapa dan sampai kapan terlihat di halaman permohonan Anda.": (
        "balarea.applications.presenters.advice:asked_agencies"
    ),
    "Petugas menyerahkan berkas yang lengkap kepada instansi yang memutuskan.": (
        is_handed_over
    ),
    "Nomornya di sana terlihat di halaman permohonan Anda.": is_handed_over,
    "Hasilnya terlihat di halaman permohonan Anda.": is_handed_over,
    "Jawab beberapa pertanyaan di situs ini;": is_at_desk,
    "daftar bawaan dan biaya Anda langsung terlihat.": (
        "balarea.applications.presenters.prepared:prepared"
    ),
    "Datang ke loket dengan nomor dan kode QR berkas Anda.": (
        "balarea.applications.views.officer.worklist:scanned"
    ),
    "Petugas melayani Anda di loket dan mencatat hasilnya di situs ini.": (
        A + "serving:serve"
    ),
    "Sidik jari, mata, dan wajah direkam di loket.": AGENCY,
    "Warga kabupaten ini yang berumur 17 tahun atau lebih, atau sudah kawin, dan belum"
    " pernah direkam.": NOBODY,
    "Baca jawabannya di situs ini, lalu beri tahu kami apakah sudah benar.": (
        A + "answering:reply"
    ),
    "Kekurangan diberitahukan sekali, lengkap.": (
        A + "returning:return_for_correction"
    ),
    "Pejabat memutuskan;": DECIDED,
    "penolakan selalu dengan alasan tertulis.": DECIDED,
    "Pejabat memutuskan dan menandatangani secara elektronik.": SIGNED,
    "Gratis": is_free,
    "Ganti KTP-el yang hilang atau rusak, tanpa biaya.": is_free,
    "Catat kelahiran bayi Anda dalam 60 hari sejak lahir, tanpa biaya.": is_free,
    "Kartu kuning bagi pencari kerja, tanpa biaya.": is_free,
    "NIB diterbitkan oleh OSS, tanpa biaya.": is_free,
    "Daftarkan NIK sebagai nomor pajak Anda, tanpa biaya.": is_free,
    "Bayar dengan QRIS.": is_paid_first,
    "Bayar di loket sesuai tarif.": is_paid_at_the_desk,
    "Bila disetujui, bayar dengan QRIS.": is_paid_after,
    "Dibayar setelah disetujui.": is_paid_after,
    "Retribusi dibayar setelah disetujui.": is_paid_after,
    "Pajak reklame dihitung dari ukuran dan tempat.": is_reckoned,
    "Retribusi dihitung dari luas dan kelas pasar.": is_reckoned,
    "Ajukan paling lambat tujuh hari sebelumnya.": begins_in_a_week,
    "Paling cepat tujuh hari lagi.": begins_in_a_week,
    "Data biometrik Anda tidak perlu direkam ulang.": NOBODY,
    "Dapat diurus di loket Polres.": links_to_police,
    "Kartu asli diserahkan saat mengambil.": is_collected,
    "Berlaku dua tahun, lapor tiap enam bulan.": lasts(years=2),
    "Petugas mendampingi pendaftaran warung, jualan, atau usaha rumahan Anda di"
    " OSS.": AGENCY,
    "NIB-nya diterbitkan oleh OSS": NOBODY,
    "Wajah terlihat, kemeja berkerah.": NOBODY,
    "Izin praktik perawat di satu fasilitas, berlaku lima tahun.": lasts(years=5),
    "Berlaku selama masa penelitian, paling lama satu tahun.": lasts_as_asked,
    "Berlaku enam bulan.": lasts(months=6),
    "SKCK (berlaku 6 bulan)": lasts(months=6),
    "SKCK yang dikeluarkan Polres berlaku enam bulan.": lasts(months=6),
    "Jawaban “Ya” tidak otomatis membuat permohonan ditolak.": DECIDED,
}
PROMISES = re.compile(
    r"\b(kami|petugas|pejabat|penolakan|diperiksa|memeriksa|dikirim|terima|unduh|ambil"
    r"|diambil|diproses|diteruskan|direkam|berlaku|bayar|dibayar|gratis|tanpa biaya"
    r"|tidak dipungut|ditandatangani|diberitahukan|diterbitkan|situs ini|terlihat"
    r"|kantor boleh|loket|otomatis|dihitung|tersegel|tercatat|diserahkan"
    r"|paling lambat|paling cepat)\b",
    re.I,
)


def sentences(definition: engine.Definition) -> Iterator[str]:
    """What a citizen reads of a service, sentence by sentence."""
    standard = definition.standard
    texts: list[engine.Text | None] = [
        *(definition.summary, definition.audience, *standard.procedure, standard.cost),
        *(standard.product, standard.complaints, standard.facilities),
        *(standard.competence, standard.supervision, standard.staff),
        *(standard.guarantee, standard.safety, standard.evaluation),
        definition.fee.explanation,
        *(requirement.hint for requirement in definition.requirements),
    ]
    for page in definition.pages:
        texts += [page.intro, *(field.hint for field in page.fields)]
    for text in texts:
        yield from re.split(r"(?<=[.;:])\s+", text.id) if text else ()


def test_every_promise_of_a_definition_is_kept() -> None:
    for code, definition in online().items():
        for sentence in filter(PROMISES.search, sentences(definition)):
            if sentence.startswith("Instansi "):
                continue  # the agency's own, and it says so
            kept_by = DEFINITIONS[sentence]
            if callable(kept_by):
                assert kept_by(definition), (code, sentence)


def test_the_time_that_is_promised_is_the_one_that_is_counted() -> None:
    for code, definition in online().items():
        promised = definition.standard.duration
        if is_at_desk(definition):  # no time counts before somebody comes
            assert definition.clock is None, code
            continue
        assert definition.clock is not None, code
        assert (promised.value, promised.unit) == (
            definition.clock.working_days,
            "WORKING_DAY",
        ), code


def test_no_definition_has_lost_a_promise_that_is_listed() -> None:
    said = {text for definition in online().values() for text in sentences(definition)}
    assert set(DEFINITIONS) - said == set()


VAULT = "balarea.vault.operations:open_many"
ONCE = "balarea.foundation.idempotency:once"
LOG = "balarea.transparency.guard:append_only"
RETURNED = A + "returning:return_for_correction"
CHECKED = A + "verifying:check_requirements_apply"
CODE = "balarea.people.operations.codes:request_code"
DRAFT = "balarea.applications.rules:DRAFT_DAYS"
NOTIFY = A + "steps:notify"
PAGES: Mapping[str, str] = {
    **LATER,
    "At once": BY_RULES,
    "ed at once": BY_RULES,
    "Rules never refuse.": BY_RULES,
    "this page opens again by itself": (
        "balarea.applications.views.citizen.application_page:show"
    ),
    "After that the prepared file ends by itself.": A + "serving:lapse",
    "You may prepare a new": A + "drafting:begin",
    "You may always apply anew.": A + "drafting:begin",
    "%(requirement)s is not required of this application: nothing else may": CHECKED,
    "applications, submitted together on %(day)s. Each is checked by itself.": CHECKED,
    "Each application is checked by its own office. If anything is missing": RETURNED,
    "To pay only once it is granted:": A + "charging:charge",
    "An application is returned at most once": RETURNED,
    "An application is sent back only once. Officers can’t ask for anything": CHECKED,
    "If anything is missing, you get one list of all of it.": RETURNED,
    "an application is returned at most once.": RETURNED,
    "Nobody but you has opened your data so far.": VAULT,
    "Nobody but the person has opened their data so far.": VAULT,
    "every opening is counted": "balarea.vault.queries:grouped_accesses",
    "Pressing twice does no harm: it is submitted once.": ONCE,
    "Sending twice files only once.": ONCE,
    "By %(basis)s. Nobody may ask for more.": CHECKED,
    "One complete list of what is needed. Nobody may ask for more later.": CHECKED,
    "This list is complete. Nobody may ask you for anything else.": CHECKED,
    "You pay this and nothing else, never in cash to an officer.": (
        "balarea.payments.rules:check_lines"
    ),
    "Nobody here may ask you for more than the fee": LAW,
    "Nobody may ask you for more than this. Ask for a receipt.": LAW,
    "We tell you what you need before you begin.": (
        "balarea.applications.presenters.listing:start"
    ),
    "Kept until": DRAFT,
    "this draft is kept until": "balarea.applications.rules:MAX_DRAFT_DAYS",
    "go on within %(draft_days)s days": DRAFT,
    "News of your application goes to": NOTIFY,
    "Where we send news": A + "message_address:choose_contact",
    "We write to %(masked)s whenever": NOTIFY,
    "We write to you as soon as the outcome is known here.": (
        A + "handing_over:record_outcome"
    ),
    "we will send you": A + "event_handlers:close",
    "We send a code to the other number or e-mail.": CODE,
    "Then we send a code to the phone or e-mail with which you began.": CODE,
    "First we send a code to your phone or e-mail.": CODE,
    "We send a code of six digits.": CODE,
    "We have sent a new code.": CODE,
    "We have just sent a code": CODE,
    "We sent a code by": CODE,
    "We sent a code to": CODE,
    "We send a code to <b>": CODE,
    "it is there again, and nobody else sees it.": "balarea.people.resubmission:take",
    "The ones before end at once. The new ones are shown this once.": (
        "balarea.people.operations.factors:new_recovery_codes"
    ),
    "There you hear when anybody changes how you sign in.": (
        "balarea.people.operations.factors:record_change"
    ),
    "our records, with which we compare it, don't answer at the moment": (
        "balarea.documents.verification:of_file_alone"
    ),
    "Work on it stops at once.": A + "filing:withdraw",
    "A fee that was paid is not given back by itself.": NOBODY,
    "The house tries again by itself, at least once an hour": (
        "balarea.documents.tasks:RETRY"
    ),
    "reminded on": A + "reminding:remind",
    "The citizen is reminded before the code runs out and a week after it.": (
        "balarea.payments.operations.billing:remind_due"
    ),
    "Never answers, files or reasons.": A + "tracking:find",
    "very step": LOG,
    "Each step of an officer leaves a trace that nobody can remove": LOG,
    "Pay only with this code, never to a person.": PAID,
    "Once it is paid, open this page again: the receipt stands here.": PAID,
    "Once it is paid, this page says so when you open it again.": (A + "tracking:find"),
    "You will get a message, and it costs you nothing.": (
        A + "event_handlers:notify_of_overpayment"
    ),
    "Whatever you open": VAULT,
    "Whoever opens a page about you is written down": VAULT,
    "Every look at it is written down.": VAULT,
    "Nobody from the mall ever asks you for the code.": LAW,
    "You also get a message.": A + "event_handlers:close",
    "under the fingerprint (SHA-256) of its own text and never changes.": (
        "balarea.catalogue.definition.identity:identity"
    ),
    "Your answers are compared and forgotten: nothing is stored.": (
        "balarea.catalogue.views.eligibility:check"
    ),
    "We compare it and forget it: nothing is stored.": (
        "balarea.documents.verification:of_file"
    ),
    "Whether the document is valid, since when and until when": (
        "balarea.documents.verification:of_text"
    ),
    "The fault was written down.": "balarea.config.logs:formatter",
    "You have %(max)s drafts already": "balarea.applications.rules:MAX_DRAFTS",
}
PAGE_PROMISES = re.compile(
    r"\b(we (just )?(have )?(just )?(send|sent|will|tell|keep|compare|write)|never"
    r"|you('ll| will| also)? get|nobody|by itself|always|every (step|look|opening"
    r"|payment)|at once|kept until|told to|nothing else|nothing is stored|no harm"
    r"|(is|was) written down|only once|(only|at most) once|within 30|reminded)\b",
    re.I,
)
APPS = ("applications", "catalogue", "payments", "people", "documents", "ui")


@functools.cache
def shown() -> list[str]:
    """Every sentence of the pages, as the code says it."""
    source = Path(settings.ROOT) / "src" / "balarea"
    entries = [catalogues.messages(catalogues.read(source / app)) for app in APPS]
    return sorted({catalogues.name(message) for rows in entries for message in rows})


def test_every_promise_of_a_page_is_kept() -> None:
    promised = [text for text in shown() if PAGE_PROMISES.search(text)]
    promised = [text for text in promised if text not in HARMLESS]
    unkept = [t for t in promised if not any(promise in t for promise in PAGES)]
    assert unkept == []


def test_no_page_has_lost_a_promise_that_is_listed() -> None:
    sentences = shown()
    lost = [one for one in PAGES if not any(one in text for text in sentences)]
    assert lost == []


@pytest.mark.parametrize(
    "name",
    sorted(
        {
            kept_by
            for kept_by in (*DEFINITIONS.values(), *PAGES.values())
            if isinstance(kept_by, str) and kept_by.startswith("balarea.")
        }
    ),
)
def test_the_code_that_keeps_a_promise_is_there(name: str) -> None:
    assert pkgutil.resolve_name(name) is not None
