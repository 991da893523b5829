"""For each clause a file that breaks it, made from a valid one.

They prove that each clause can fail.
"""

import io
from collections.abc import Callable

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, String

from balarea.documents.tests.standards.pdf_file import Thing

type Spoils = Callable[[pikepdf.Pdf], object]
type SpoilsBytes = Callable[[bytes], bytes]

# clause → what is done to the file, object by object
DEEDS: dict[str, Spoils] = {}


def spoiled(content: bytes, clause: str) -> bytes:
    """A copy that breaks the clause; tables name a clause by its first words."""
    for name, deed in DEEDS.items():
        if clause.startswith(f"{name} "):
            return saved_anew(content, deed)
    for name, spoil in BYTES.items():
        if clause.startswith(f"{name} "):
            return spoil(content)
    raise LookupError(f"nothing spoils {clause}")


def saved_anew(content: bytes, spoil: Spoils | None = None) -> bytes:
    """The file, changed and then written by another program."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        if spoil is not None:
            spoil(pdf)
        pdf.save(
            out,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            # Everything else stays the same.
            stream_decode_level=pikepdf.StreamDecodeLevel.none,
            compress_streams=False,
            fix_metadata_version=False,
        )
    return out.getvalue()


def breaks(*clauses: str) -> Callable[[Spoils], Spoils]:
    def keep(spoil: Spoils) -> Spoils:
        DEEDS.update(dict.fromkeys(clauses, spoil))
        return spoil

    return keep


def _locked(content: bytes) -> bytes:
    """The file, encrypted."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="o", user=""))
    return out.getvalue()


# Changes of the bytes that no library for PDFs would write.
BYTES: dict[str, SpoilsBytes] = {
    "PDF/A-3 6.1.2": lambda raw: raw.replace(b"%PDF-1.7", b"%PDF-2.0", 1),
    "PDF/A-3 6.1.3": lambda raw: raw + b"and more",
    "PDF/A-3 6.1.9": lambda raw: raw.replace(b"\nxref", b" xref").replace(
        b"%%EOF\n", b"%%EOF ", 1
    ),
    "PDF/A-3 6.4.3": lambda raw: raw.replace(b"/ByteRange [0 ", b"/ByteRange [9 "),
    "PDF/UA-1 7.16": _locked,
}


def _first(pdf: pikepdf.Pdf, **wanted: Thing) -> Thing:
    """The first object with these entries."""
    for thing in pdf.objects:
        if isinstance(thing, Dictionary | Stream) and all(
            thing.get(f"/{key}") == value for key, value in wanted.items()
        ):
            return thing
    raise LookupError(wanted)


def _element(pdf: pikepdf.Pdf, kind: str) -> Thing:
    return _first(pdf, Type=Name.StructElem, S=Name(kind))


def _attached(pdf: pikepdf.Pdf) -> Thing:
    return _first(pdf, Type=Name.Filespec)


def _field(pdf: pikepdf.Pdf) -> Thing:
    return pdf.Root.AcroForm.Fields[0]


def _link(pdf: pikepdf.Pdf) -> Thing:
    return next(note for note in pdf.pages[0].Annots if note.Subtype == "/Link")


def _page_says(pdf: pikepdf.Pdf, more: bytes) -> None:
    pdf.pages[0].contents_add(pdf.make_stream(more))


def _rewrite_metadata(pdf: pikepdf.Pdf, old: str, new: str) -> None:
    packet = pdf.Root.Metadata
    text = packet.read_bytes().decode()
    assert old in text
    packet.write(text.replace(old, new).encode())


def _add_note(pdf: pikepdf.Pdf, kind: str, **entries: Thing) -> None:
    note = Dictionary(
        Type=Name.Annot,
        Subtype=Name(kind),
        Rect=Array([50, 50, 90, 90]),
        F=4,
        Contents=String("x"),
        **entries,
    )
    pdf.pages[0].Annots.append(pdf.make_indirect(note))


def _sets(key: str, value: Thing) -> Spoils:
    """Set an entry of the root."""
    return lambda pdf: pdf.Root.__setitem__(key, value)


def _drops(key: str) -> Spoils:
    return lambda pdf: pdf.Root.__delitem__(key)


DEEDS |= {
    "PDF/A-3 6.1.12": lambda pdf: pdf.Root.Perms.__setitem__("/X", Dictionary()),
    "PDF/A-3 6.1.13": _sets("/X", String("x" * 40_000)),
    "PDF/A-3 6.4.1": lambda pdf: _field(pdf).__setitem__(
        "/A", Dictionary(S=Name.Named, N=Name.NextPage)
    ),
    "PDF/A-3 6.2.4.3": lambda pdf: _page_says(pdf, b"0 1 0 0 k"),
    "PDF/A-3 6.2.10": lambda pdf: _state(pdf, BM=Name("/Foggy")),
    "PDF/A-3 6.2.5": lambda pdf: _state(pdf, TR=Name.Identity),
    "PDF/A-3 6.3.1": lambda pdf: _add_note(pdf, "/Sound"),
    "PDF/A-3 6.3.2": lambda pdf: _link(pdf).__setitem__("/F", 2),
    "PDF/A-3 6.3.3": lambda pdf: _field(pdf).__setitem__(
        "/Rect", Array([50, 50, 90, 90])
    ),
    "PDF/A-3 6.5.1": _sets("/OpenAction", Dictionary(S=Name.JavaScript, JS="app")),
    "PDF/A-3 6.5.2": _sets("/AA", Dictionary()),
    "PDF/A-3 6.6.4": lambda pdf: _rewrite_metadata(
        pdf, "<pdfaid:part>3", "<pdfaid:part>9"
    ),
    "PDF/A-3 6.6.2.1": lambda pdf: _rewrite_metadata(
        pdf, "<?xpacket begin=", '<?xpacket bytes="9" begin='
    ),
    "PDF/A-3 6.6.2.3": lambda pdf: _rewrite_metadata(
        pdf, "<pdfaProperty:name>part", "<pdfaProperty:name>portion"
    ),
    "PDF/A-3 6.7.2": _drops("/MarkInfo"),
    "PDF/A-3 6.7.3": _drops("/StructTreeRoot"),
    "PDF/A-3 6.7.4": _drops("/Lang"),
    "PDF/A-3 6.8": lambda pdf: _first(pdf, Type=Name.Filespec).__delitem__(
        "/AFRelationship"
    ),
    "PDF/A-3 6.9": _sets("/OCProperties", Dictionary(D=Dictionary())),
    "PDF/A-3 6.10": lambda pdf: pdf.pages[0].obj.__setitem__(
        "/PresSteps", Dictionary()
    ),
    "PDF/A-3 6.11": _sets("/Requirements", Array()),
    "ISO 32000-1 14.3.3": lambda pdf: pdf.trailer.Info.__setitem__(
        "/Title", String("Another")
    ),
    "PDF/UA-1 5": lambda pdf: _rewrite_metadata(
        pdf, "<pdfuaid:part>1", "<pdfuaid:part>9"
    ),
    "PDF/UA-1 7.1 everything": lambda pdf: _page_says(pdf, b"0 0 m 9 9 l S"),
    "PDF/UA-1 7.1 the structure": _sets(
        "/MarkInfo", Dictionary(Marked=True, Suspects=True)
    ),
    "PDF/UA-1 7.1 every kind": lambda pdf: _element(pdf, "/H1").__setitem__(
        "/S", Name("/Headline")
    ),
    "PDF/UA-1 7.1 the title": _drops("/ViewerPreferences"),
    "PDF/UA-1 7.2": _sets("/Lang", String("Bahasa Indonesia")),
    "PDF/UA-1 7.3": lambda pdf: _element(pdf, "/Figure").__delitem__("/Alt"),
    "PDF/UA-1 7.4": lambda pdf: _element(pdf, "/H1").__setitem__("/S", Name("/H3")),
    "ISO 32000-1 14.7.2": lambda pdf: _element(pdf, "/H1").__setitem__(
        "/ID", _element(pdf, "/TH").ID
    ),
    "ISO 32000-1 14.8.4": lambda pdf: _element(pdf, "/P").__setitem__("/S", Name.Span),
    "ISO 32000-1 14.8.4.4.2": lambda pdf: _element(pdf, "/Link").__setitem__(
        "/K", Array([k for k in _element(pdf, "/Link").K if not isinstance(k, int)])
    ),
    "PDF/UA-1 7.11": lambda pdf: _attached(pdf).__delitem__("/UF"),
    "PDF/UA-1 7.18.1 what": lambda pdf: _field(pdf).__setitem__(
        "/Rect", Array([50, 50, 90, 90])
    ),
    "PDF/UA-1 7.18.1 fields": lambda pdf: _field(pdf).__delitem__("/TU"),
    "PDF/UA-1 7.18.2": lambda pdf: _add_note(pdf, "/TrapNet"),
    "PDF/UA-1 7.18.3": lambda pdf: pdf.pages[0].obj.__setitem__("/Tabs", Name.R),
}


def _state(pdf: pikepdf.Pdf, **entries: Thing) -> None:
    state = pdf.make_indirect(Dictionary(Type=Name.ExtGState, **entries))
    pdf.pages[0].Resources["/ExtGState"] = Dictionary(g9=state)
    _page_says(pdf, b"/g9 gs")


@breaks("PDF/A-3 6.1.7")
def _lzw(pdf: pikepdf.Pdf) -> None:
    """A stream under a filter that was patented once: b"-----A---B"."""
    packed = bytes.fromhex("800b6050220c0c8501")
    pdf.Root.X = pdf.make_indirect(Stream(pdf, packed, Filter=Name.LZWDecode))


@breaks("PDF/A-3 6.2.3")
def _no_intent(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.OutputIntents[0].DestOutputProfile


@breaks("PDF/A-3 6.2.8")
def _image(pdf: pikepdf.Pdf) -> None:
    image = Stream(
        pdf,
        b"\0",
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=1,
        Height=1,
        BitsPerComponent=8,
        ColorSpace=Name.DeviceGray,
        Interpolate=True,
    )
    pdf.pages[0].Resources["/XObject"] = Dictionary(x=pdf.make_indirect(image))
    _page_says(pdf, b"/Artifact BMC /x Do EMC")


@breaks("PDF/A-3 6.2.9", "PDF/UA-1 7.20")
def _reference(pdf: pikepdf.Pdf) -> None:
    form = Stream(pdf, b"", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 1, 1])
    form["/Ref"] = Dictionary(F=String("other.pdf"), Page=0)
    pdf.pages[0].Resources["/XObject"] = Dictionary(x=pdf.make_indirect(form))
    _page_says(pdf, b"/Artifact BMC /x Do EMC")


@breaks("PDF/A-3 6.2.11.4", "PDF/UA-1 7.21.4", "PDF/UA-1 7.21.7", "PDF/A-3 6.2.11.7")
def _helvetica(pdf: pikepdf.Pdf) -> None:
    """One of the fourteen fonts that readers have of their own."""
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    pdf.pages[0].Resources.Font["/F9"] = pdf.make_indirect(font)
    _page_says(pdf, b"/Artifact BMC BT /F9 9 Tf (x) Tj ET EMC")


@breaks("PDF/UA-1 7.5")
def _headless(pdf: pikepdf.Pdf) -> None:
    for thing in pdf.objects:
        if isinstance(thing, Dictionary) and thing.get("/S") in {"/TH", "/TD"}:
            del thing["/A"]


@breaks("PDF/A-3 6.4.2", "PDF/UA-1 7.15")
def _xml_form(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AcroForm.XFA = pdf.make_stream(b"<xdp/>")
