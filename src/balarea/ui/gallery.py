"""The component gallery: each sample is a template, rendered twice, with its source."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from balarea.ui import desks

FOLDER = Path(__file__).parent / "templates" / "ui" / "gallery"
SYMBOLS = Path(__file__).parent / "static" / "ui" / "icons.svg"

GROUPS: tuple[tuple[Promise, tuple[str, ...]], ...] = (
    (_("Beginning a page"), ("head", "hero", "crumbs", "stop")),
    (_("Pictures"), ("event", "agency", "picture", "icon")),
    (
        _("Finding and reading"),
        ("search", "filters", "card", "facts", "panel", "desk"),
    ),
    (
        _("Saying how things stand"),
        ("tag", "note", "empty", "progress", "stat", "opening"),
    ),
    (
        _("Asking"),
        (
            *("form", "errors", "field.text", "field.textarea", "field.select"),
            "field.grouped-select",
            *("field.radios", "field.checkboxes", "field.check", "field.yes-no"),
            *("field.date", "field.number", "field.money", "field.file", "field.code"),
        ),
    ),
    (_("Going through an application"), ("tasks", "answers", "files", "confirm")),
    (_("Holding something in hand"), ("receipt", "steps", "bill", "qr", "paper")),
    (_("Working through many"), ("button", "table", "work-row", "tabs")),
)
WIDE = {"hero", "event", "work-row", "stop", "table", "bill"}

# Ids, names and references to them, which the second rendering needs for itself.
POINTERS = re.compile(
    r'''\b(id|name|for|aria-labelledby|aria-describedby)="([^"]+)"|href="#f-([^"]+)"'''
)


@dataclass(frozen=True)
class Sample:
    """One component: its light and dark rendering, and their source."""

    name: str
    light: SafeString
    dark: SafeString
    source: str

    @property
    def anchor(self) -> str:
        return "c-" + self.name.replace(".", "-")

    @property
    def is_wide(self) -> bool:
        return self.name in WIDE


@dataclass(frozen=True)
class Group:
    name: Promise
    samples: tuple[Sample, ...]


def groups(request: HttpRequest) -> list[Group]:
    """Every component, rendered in the active language."""
    content = _content()
    return [
        Group(name, tuple(_sample(each, content, request) for each in samples))
        for name, samples in GROUPS
    ]


def symbols(*, pictures: bool) -> list[str]:
    """The names in icons.svg: of pictures (in capitals), or of icons."""
    names = re.findall(r'<symbol id="([^"]+)"', SYMBOLS.read_text(encoding="utf-8"))
    return [name for name in names if name.isupper() is pictures]


def _sample(name: str, content: dict[str, object], request: HttpRequest) -> Sample:
    drawn: str = render_to_string(f"ui/gallery/{name}.html", content, request)
    drawn = drawn.replace(" autofocus", "")  # it would scroll the page to the sample
    source = (FOLDER / f"{name}.html").read_text(encoding="utf-8").strip()
    return Sample(name, _own(drawn, "l"), _own(drawn, "d"), source)


def _own(drawn: str, pane: str) -> SafeString:
    def renamed(match: re.Match[str]) -> str:
        if match[3]:
            return f'href="#f-{match[3]}-{pane}"'
        words = " ".join(f"{word}-{pane}" for word in match[2].split())
        return f'{match[1]}="{words}"'

    # Rendered by our own templates from the content below.
    return mark_safe(POINTERS.sub(renamed, drawn))  # noqa: S308


@cache
def _content() -> dict[str, object]:
    """Invented content, in Indonesian in every language."""
    return {
        "trail": [("/layanan/", "Layanan"), ("#dkc", "Disdukcapil")],
        "icons": symbols(pictures=False),
        "events": EVENTS,
        "problems": [
            ("nik", "NIK harus 16 angka."),
            ("lahir", "Tulis tanggal lahir Anda."),
        ],
        "districts": [
            ("CJT", "Cimalaka"),
            ("UTR", "Contoh Utara"),
            ("SLT", "Contoh Selatan"),
        ],
        "villages": [
            ("Contoh Utara", [("9999012001", "Makmur"), ("9999012002", "Sejahtera")]),
            ("Contoh Selatan", [("9999022001", "Damai")]),
        ],
        "choices": [
            ("SELF", "Untuk saya sendiri"),
            ("CHILD", "Untuk anak saya", "Anak berumur 17 tahun ke atas"),
        ],
        "documents": [("KK", "Kartu Keluarga"), ("AKTA", "Akta kelahiran")],
        "has": ["KK"],
        "fees": [("FREE", "Gratis", 212), ("PAID", "Berbayar", 149)],
        "chosen": ["FREE"],
        "total": 25000,
        "lines": [
            ("Retribusi reklame", 20000, [("Luas", "1 m²")]),
            ("Jaminan bongkar", 5000),
        ],
        "tabs": [
            ("#saya", "Pekerjaan saya", 12, True),
            ("#baru", "Baru", 4, False),
            ("#selesai", "Selesai", None, False),
        ],
        "page": Paginator(range(200), 20).page(4),
        "desk": DESK,
    }


DESK = desks.Desk(
    name="Dinas Kependudukan dan Pencatatan Sipil",
    location="Loket B1-B6",
    address="Jalan Contoh 1",
    hours=[("Senin–Kamis", "08.00–15.00"), ("Jumat", "08.00–14.30")],
    phone=desks.Number("+62261000100", "(0261) 000100"),
    whatsapp=desks.Number("+62800000100", "0800000100"),
)
EVENTS = (
    ("BIRTH", "Kelahiran dan anak", "Akta dan kartu anak."),
    ("IDENTITY", "Identitas dan pindah", "KTP, KK, dan surat pindah."),
    ("MARRIAGE", "Perkawinan dan keluarga", "Menikah dan keluarga."),
    ("EDUCATION", "Sekolah dan penelitian", "Beasiswa dan penelitian."),
    ("WORK", "Mencari kerja", "Kartu pencari kerja dan SKCK."),
    ("BUSINESS", "Membuka usaha", "NIB, izin, halal, dan modal."),
    ("HOUSE_LAND", "Rumah dan tanah", "Sertipikat dan bangunan."),
    ("VEHICLE", "Kendaraan dan jalan", "SIM, STNK, dan uji."),
    ("HEALTH", "Kesehatan", "BPJS dan izin praktik."),
    ("TAX", "Pajak dan tagihan", "Pajak pusat dan daerah."),
    ("SOCIAL_AID", "Bantuan sosial", "Bila hidup sedang sulit."),
    ("TRAVEL", "Bepergian dan ibadah", "Paspor dan haji."),
    ("LAW", "Hukum dan keamanan", "Kehilangan dan perkara."),
    ("DEATH", "Kematian dan waris", "Akta kematian."),
    ("COMMUNITY", "Kegiatan warga", "Acara dan organisasi."),
)
