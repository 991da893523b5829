"""Builders for tests: document content, issued documents by operations, and files.

The people in them are invented.
"""

import datetime as dt
import functools
import io
import zlib
from uuid import UUID

import pikepdf
import typst
from PIL import Image, ImageDraw, ImageFont

from balarea.documents import document_content, models, operations
from balarea.foundation import clock, ids
from balarea.foundation.operation import SYSTEM

# Colours of a made-up document.
PAPER, INK, BAND = (250, 246, 238), (61, 10, 38), (176, 64, 40)
HOLDER = "Siti Kenari Purnamawulan"
NIK = "9999014107900001"


def content(
    template: document_content.Template = "LICENCE",
    *,
    at: dt.datetime,
    valid_until: dt.date | None = None,
    holder: str = HOLDER,
    service: str = "POL-001",
) -> document_content.DocumentContent:
    return document_content.DocumentContent(
        template=template,
        title=document_content.Words("Surat Keterangan Contoh", "Sample Certificate"),
        agency="POL",
        agency_name=document_content.Words("Kepolisian Resor Contoh", "Sample Police"),
        service=service,
        service_name=document_content.Words("Layanan Contoh", "Sample service"),
        definition="ab" * 32,
        holder=holder,
        rows=(
            document_content.Row(
                document_content.Words("Nama", "Name"), document_content.Words(holder)
            ),
            document_content.Row(
                document_content.Words("NIK", "Identity number"),
                document_content.Words(NIK),
            ),
        ),
        statements=(
            document_content.Words("Diterangkan demikian.", "So it is certified."),
        ),
        signatory=document_content.Signatory(
            document_content.Words("Kepala Contoh", "Head of Sample"),
            "Rina Contoh, S.H.",
            place="Contoh",
        ),
        issued_on=clock.today(at),
        valid_until=valid_until,
        legal_basis=("UU 2/2002",),
    )


def receipt(
    at: dt.datetime,
    promised_on: dt.date | None = None,
    code: str = "",
    check_due_on: dt.date | None = None,
) -> document_content.Receipt:
    return document_content.Receipt(
        reference="7K3-M9Q-XAC",
        tracking="http://localhost/lacak/7K3M9QXAC/s/",
        service="POL-001",
        service_name=document_content.Words("Layanan", "Service"),
        agency_name=document_content.Words("Instansi", "Agency"),
        definition="ab" * 32,
        received_at=at,
        promised_on=promised_on,
        check_due_on=check_due_on,
        is_fee_first=check_due_on is not None,
        code=code,
    )


def prepared(
    *, at: dt.datetime, case: UUID | None = None, **more: object
) -> models.IssuedDocument:
    return operations.prepare(
        case=case or ids.uuid7(),
        reference="7K3M9QXAC",
        content=content(at=at, **more),  # type: ignore[arg-type]
        number_for=lambda sequence: f"SKCK/{sequence:04d}/XI/{clock.today(at).year}",
        by=SYSTEM,
        at=at,
    )


def issued(
    *, at: dt.datetime, case: UUID | None = None, **more: object
) -> models.IssuedDocument:
    document = prepared(at=at, case=case, **more)
    return operations.issue(document=document.id, by=SYSTEM, at=at)


def content_of(document: models.IssuedDocument, *, at: dt.datetime) -> bytes:
    return operations.open_document(
        document=document, by=SYSTEM, purpose="AUDIT", at=at
    )


def photo(
    size: tuple[int, int] = (320, 200), kind: str = "JPEG", **more: object
) -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(out, kind, **more)
    return out.getvalue()


@functools.cache
def zeros(size: int) -> bytes:
    """So many bytes of nothing (a multiple of a million), packed by Flate."""
    packer = zlib.compressobj(9)
    packed = [packer.compress(bytes(1_000_000)) for _ in range(size // 1_000_000)]
    return b"".join([*packed, packer.flush()])


def pdf(**root: object) -> bytes:
    """A harmless PDF of one page; keywords become entries of its root."""
    out = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        for name, value in root.items():
            made.Root[f"/{name}"] = value
        made.save(out)
    return out.getvalue()


def picture(title: str, name: str) -> bytes:
    """A JPEG like a photographed document, plainly marked as an example."""
    image = Image.new("RGB", (1200, 800), PAPER)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 1200, 96), fill=BAND)
    draw.text((40, 24), "CONTOH, BUKAN DOKUMEN ASLI", PAPER, ImageFont.load_default(40))
    draw.text((40, 190), title[:48], INK, ImageFont.load_default(44))
    draw.text((40, 290), name, INK, ImageFont.load_default(56))
    for line in range(6):
        width = 900 - 90 * (line % 3)
        draw.rectangle(
            (40, 420 + line * 50, width, 436 + line * 50), fill=(214, 204, 190)
        )
    out = io.BytesIO()
    image.save(out, "JPEG", quality=82)
    return out.getvalue()


def page(title: str, name: str) -> bytes:
    """A PDF page of the same kind."""
    source = (
        '#set page(paper: "a5")\n#set text(lang: "id")\n'
        "= CONTOH, bukan dokumen asli\n#sys.inputs.title \\\n#sys.inputs.name\n"
    )
    inputs = {"title": title, "name": name}
    return bytes(typst.compile(source.encode(), format="pdf", sys_inputs=inputs))
