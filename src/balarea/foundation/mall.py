"""The file of a mall, `mall.yaml`: whose it is, where, in which colours and hours.

Whatever differs from one regency to another and is no law of a service stands in it.
`BALAREA_MALL` names the file; the settings read it once, and everything else takes it
from there (decision 117). Without Django, because the launcher checks it too.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal

import msgspec
import yaml

from balarea.foundation import colours, languages, marks, yaml_files
from balarea.foundation.colours import Colours
from balarea.foundation.opening_hours import Week, contact_defects
from balarea.foundation.texts import Shape, Text

NAME = "mall.yaml"
NEXT_STEP = "Correct it as docs/how-to/run-another-regency.md says, and start again."
# The three times of Indonesia (Keppres 41/1987).
ZONES: Mapping[str, str] = {
    "WIB": "Asia/Jakarta",
    "WITA": "Asia/Makassar",
    "WIT": "Asia/Jayapura",
}
# EMV QRCPS Merchant-Presented Mode 1.1: tags 59 and 60.
_MERCHANT_LETTERS, _CITY_LETTERS = 25, 15
_KINDS: Mapping[str, tuple[str, str]] = {
    "KABUPATEN": ("Kabupaten {}", "{} Regency"),
    "KOTA": ("Kota {}", "{} City"),
}
# The same in the middle of a sentence, as in `warga kabupaten ini`.
_KIND_WORDS: Mapping[str, tuple[str, str]] = {
    "KABUPATEN": ("kabupaten", "regency"),
    "KOTA": ("kota", "city"),
}
_CODE = re.compile(r"\d{2}\.\d{2}")
_SITE = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")
_PRINTABLE = re.compile(r"[A-Z0-9 .-]+")


class InvalidMall(Exception):
    """The file of the mall is refused: each defect with its key, and the next step."""

    def __init__(self, path: Path, defects: Sequence[tuple[str, str]]) -> None:
        self.path, self.defects = path, tuple(defects)
        listed = "; ".join(f"{key}: {message}" for key, message in defects)
        super().__init__(f"{path}: {listed}. {NEXT_STEP}")


class Region(Shape, frozen=True):
    """The regency or city; `code` as the Ministry of Home Affairs has it, `32.11`."""

    name: str
    kind: Literal["KABUPATEN", "KOTA"]
    code: str
    province: Text

    @property
    def digits(self) -> str:
        """The code as it begins numbers: NIK, village codes, registers."""
        return self.code.replace(".", "")

    @property
    def full_name(self) -> Text:
        """`Kabupaten Contoh`, `Contoh Regency`."""
        indonesian, english = _KINDS[self.kind]
        return Text(id=indonesian.format(self.name), en=english.format(self.name))


class Complaints(Shape, frozen=True):
    """Where complaints go beside the mall: SP4N-LAPOR! and the Ombudsman."""

    site: str
    sms: str
    ombudsman: str


class Payments(Shape, frozen=True):
    """What payers read on QRIS codes, and the bank that has the regency's accounts."""

    merchant: str
    city: str
    postal_code: str
    bank: str


class Mall(Shape, frozen=True):
    """A mall. Paths are relative to the file, and absolute once it is read.

    Attributes:
        short_name: beside the mark, where the whole `name` has no room.
        place: where papers are issued, beside their date.
        absent: the codes of agencies of the definitions that have no desk in this
            mall; their services aren't offered.
        operator: the code of the agency that runs the mall; who may manage it, may
            manage the whole mall.
        languages: codes of the languages that the pages offer, Indonesian first.
        services: the folder of service definitions.
        overlay: a folder of what this regency says otherwise, laid over `services`.
        queues: a file of the queues of agencies that have more than one.
    """

    name: Text
    short_name: Text
    region: Region
    place: str
    operator: str
    time_zone: Literal["WIB", "WITA", "WIT"]
    languages: tuple[str, ...]
    address: str
    desk: Text
    hours: Week
    phone: str
    complaints: Complaints
    payments: Payments
    mark: str
    colours: Colours
    whatsapp: str | None = None
    services: str = "."
    agencies: str = "agencies.yaml"
    places: str = "places.yaml"
    overlay: str | None = None
    queues: str | None = None
    absent: tuple[str, ...] = ()

    @property
    def zone(self) -> str:
        """The name of its time zone in the database of IANA."""
        return ZONES[self.time_zone]

    @property
    def mark_kind(self) -> str:
        """The media type of the mark."""
        return marks.KINDS[Path(self.mark).suffix]

    @property
    def words(self) -> dict[str, str]:
        """What `{mall.…}` stands for in definitions, by name."""
        region, whole = self.region, self.region.full_name
        indonesian, english = _KIND_WORDS[region.kind]
        return {
            "region": region.name,
            "region_lower": region.name.lower(),
            "region_upper": re.sub(r"\W+", "_", region.name.upper()),
            "region_full": whole.id,
            "region_full_en": whole.en,
            "kind": indonesian,
            "kind_title": indonesian.capitalize(),
            "kind_en": english,
            "kind_en_title": english.capitalize(),
            "code": region.digits,
            "code_dotted": region.code,
            "province": region.province.id,
            "province_en": region.province.en,
            "lapor": self.complaints.site,
            "lapor_sms": self.complaints.sms,
            "bank": self.payments.bank,
        }


def read(path: Path) -> Mall:
    """The mall of a file; raises `InvalidMall` with every defect."""
    path = path.resolve()
    try:
        tree = yaml_files.parse(path.read_text("utf-8"))
        mall = msgspec.convert(tree, Mall)
    except OSError as error:
        raise InvalidMall(
            path, [("file", f"can't be read ({error.strerror})")]
        ) from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise InvalidMall(path, [("yaml", " ".join(str(error).split()))]) from None
    except msgspec.ValidationError as error:
        message, _, key = str(error).partition(" - at `")
        raise InvalidMall(
            path, [(key.strip("`").removeprefix("$.") or "file", message)]
        ) from None
    mall = _with_paths(mall, path.parent)
    if defects := list(_defects(mall)):
        raise InvalidMall(path, defects)
    return mall


def _with_paths(mall: Mall, folder: Path) -> Mall:
    keys = ("mark", "services", "agencies", "places", "overlay", "queues")
    paths = {
        key: str((folder / given).resolve())
        for key in keys
        if (given := getattr(mall, key)) is not None
    }
    return msgspec.structs.replace(mall, **paths)


def _defects(mall: Mall) -> Iterator[tuple[str, str]]:
    yield from _text_defects(mall)
    yield from _region_defects(mall)
    for message in contact_defects(mall):
        yield "hours, phone or whatsapp", message
    yield from _address_defects(mall)
    for message in marks.defects(Path(mall.mark)):
        yield "mark", message
    for key, message in colours.defects(mall.colours):
        yield f"colours.{key}", message
    yield from _path_defects(mall)
    yield from _absence_defects(mall)


def _region_defects(mall: Mall) -> Iterator[tuple[str, str]]:
    if not _CODE.fullmatch(mall.region.code):
        yield "region.code", f"{mall.region.code!r} is no code such as 32.11"
    unknown = [code for code in mall.languages if code not in languages.CODES]
    if unknown or mall.languages[:1] != (languages.DEFAULT,):
        offered = ", ".join(languages.CODES)
        yield "languages", f"begin with {languages.DEFAULT}, and are among {offered}"
    if len(set(mall.languages)) != len(mall.languages):
        yield "languages", "one stands twice"


def _path_defects(mall: Mall) -> Iterator[tuple[str, str]]:
    for key in ("services", "overlay"):
        given = getattr(mall, key)
        if given is not None and not Path(given).is_dir():
            yield key, f"{given} is no folder"
    for key in ("agencies", "places"):
        if not Path(getattr(mall, key)).is_file():
            yield key, f"{getattr(mall, key)} is no file"
            return
    if mall.queues is not None and not Path(mall.queues).is_file():
        yield "queues", f"{mall.queues} is no file"
    if mall.operator not in _agency_codes(Path(mall.agencies)):
        yield (
            "operator",
            f"{mall.operator!r} is the code of no agency in {mall.agencies}",
        )


def _absence_defects(mall: Mall) -> Iterator[tuple[str, str]]:
    for code in mall.absent:
        if not (code.isalnum() and (Path(mall.services) / code).is_dir()):
            yield "absent", f"{code!r} is no agency of {mall.services}"
    if mall.operator in mall.absent:
        yield "absent", f"{mall.operator} runs the mall, so it can't be absent"


def _agency_codes(path: Path) -> set[str]:
    """The codes in a list of agencies, which is checked where it is loaded."""
    try:
        agencies = yaml_files.parse(path.read_text("utf-8"))
    except (OSError, yaml.YAMLError, UnicodeDecodeError):
        return set()
    rows = agencies if isinstance(agencies, list) else []
    return {str(row.get("code")) for row in rows if isinstance(row, dict)}


def _text_defects(mall: Mall) -> Iterator[tuple[str, str]]:
    """Texts that a page shows are there in each complete language, and tidy."""
    for key, text in (
        ("name", mall.name),
        ("short_name", mall.short_name),
        ("desk", mall.desk),
        ("region.province", mall.region.province),
    ):
        for code in languages.COMPLETE:
            said = text.texts.get(code, "")
            if not said or said != " ".join(said.split()):
                yield f"{key}.{code}", "is empty or untidy"
    for key, said in (
        ("region.name", mall.region.name),
        ("place", mall.place),
        ("address", mall.address),
        ("payments.bank", mall.payments.bank),
    ):
        if not said or said != " ".join(said.split()) or set("{}") & set(said):
            yield key, "is empty or untidy"


def _address_defects(mall: Mall) -> Iterator[tuple[str, str]]:
    if not _SITE.fullmatch(mall.complaints.site):
        yield "complaints.site", f"{mall.complaints.site!r} is no site such as a.go.id"
    for key in ("sms", "ombudsman"):
        if not (number := getattr(mall.complaints, key)).isdigit():
            yield f"complaints.{key}", f"{number!r} is no short number in quotes"
    for key, most in (("merchant", _MERCHANT_LETTERS), ("city", _CITY_LETTERS)):
        said = getattr(mall.payments, key)
        if not _PRINTABLE.fullmatch(said) or len(said) > most:
            yield (
                f"payments.{key}",
                f"{said!r} is not what QRIS allows: at most {most} capital letters,"
                " digits, spaces, dots and hyphens",
            )
    if not re.fullmatch(r"\d{5}", mall.payments.postal_code):
        yield "payments.postal_code", "has five digits, in quotes"
