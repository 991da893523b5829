"""PDF/A-3, level A (ISO 19005-3:2012)."""

import re
from collections.abc import Callable

import pikepdf

from balarea.documents.tests.standards.pdf_file import NAMESPACES, Holds, Opened, Thing

CLAUSES: dict[str, Holds] = {}

_ACTIONS = {"/GoTo", "/GoToR", "/GoToE", "/URI", "/Named", "/SubmitForm"}
_BLENDS = frozenset(
    "/Normal /Compatible /Multiply /Screen /Overlay /Darken /Lighten /ColorDodge"  # noqa: SIM905 - as names of PDF are read
    " /ColorBurn /HardLight /SoftLight /Difference /Exclusion /Hue /Saturation /Color"
    " /Luminosity".split()
)
_FILTERS = frozenset(
    "/FlateDecode /DCTDecode /JPXDecode /ASCIIHexDecode /ASCII85Decode"  # noqa: SIM905 - as names of PDF are read
    " /RunLengthDecode /CCITTFaxDecode /JBIG2Decode".split()
)
_PRINT, _UNSEEN = 0b100, 0b100100011  # Invisible, Hidden, NoView, ToggleNoView


def clause(name: str) -> Callable[[Holds], Holds]:
    def keep(holds: Holds) -> Holds:
        CLAUSES[name if name.startswith("ISO") else f"PDF/A-3 {name}"] = holds
        return holds

    return keep


@clause("6.1.2 the header is of PDF 1.x and says that bytes follow")
def _header(file: Opened) -> bool:
    pattern = rb"%PDF-1\.[0-7][\r\n]+%[\x80-\xff]{4,}[\r\n]"
    later = str(file.root.get("/Version", "/1.7"))
    return bool(re.match(pattern, file.raw)) and later in {"/1.4", "/1.7"}


@clause("6.1.3 the trailer names the file, encrypts nothing and ends it")
def _trailer(file: Opened) -> bool:
    names = file.trailer.get("/ID", [])
    is_named = len(names) == 2 and all(bytes(name) for name in names)
    ends = re.search(rb"%%EOF(\r|\n|\r\n)?\Z", file.raw)
    return is_named and "/Encrypt" not in file.trailer and bool(ends)


@clause("6.1.7 streams lie in the file, under filters that all can undo")
def _streams(file: Opened) -> bool:
    streams = [thing for thing in file.things() if isinstance(thing, pikepdf.Stream)]
    used = {
        str(name)
        for stream in streams
        for name in _many(stream.get("/Filter", pikepdf.Array()))
    }
    is_outside = any("/F" in stream or "/FFilter" in stream for stream in streams)
    return not is_outside and used <= _FILTERS


def _many(thing: Thing) -> list[Thing]:
    return list(thing) if isinstance(thing, pikepdf.Array) else [thing]


@clause("6.1.9 every object stands on lines of its own")
def _objects(file: Opened) -> bool:
    head = re.compile(rb"[\r\n]\d+ \d+ obj[\r\n]")
    places = file.objects_begin()
    return bool(places) and all(head.match(file.raw, place - 1) for place in places)


@clause("6.1.12 permissions are those of a signature")
def _permissions(file: Opened) -> bool:
    return set(file.root.get("/Perms", {}).keys()) <= {"/UR3", "/DocMDP"}


@clause("6.1.13 names, strings and numbers stay within bounds")
def _bounds(file: Opened) -> bool:
    for key, value in file.values():
        if len(key) > 128 or (isinstance(value, int) and abs(value) >= 2**31):
            return False
        if isinstance(value, pikepdf.String) and len(bytes(value)) > 32767:
            return False
        if isinstance(value, pikepdf.Name) and len(str(value)) > 128:
            return False
    return True


@clause("6.2.3 the output intent carries its colour profile")
def _intent(file: Opened) -> bool:
    intents = list(file.root.get("/OutputIntents", []))
    for intent in intents:
        profile = intent.get("/DestOutputProfile")
        if intent.get("/S") != "/GTS_PDFA1" or not isinstance(profile, pikepdf.Stream):
            return False
        if not _is_profile(profile.read_bytes(), int(profile.N)):
            return False
    return len(intents) == 1


def _is_profile(icc: bytes, colours: int) -> bool:
    spaces = {b"RGB ": 3, b"GRAY": 1, b"CMYK": 4}
    is_output = icc[12:16] in {b"mntr", b"prtr"}
    sound = icc[36:40] == b"acsp" and icc[8] <= 4 and is_output
    return sound and spaces.get(icc[16:20]) == colours


@clause("6.2.4.3 no colour needs another device than the output intent's")
def _colours(file: Opened) -> bool:
    spaces = [
        space
        for page in file.pages
        for _, space in page.Resources.get("/ColorSpace", {}).items()
    ]
    is_cmyk = "/DeviceCMYK" in [str(x) for space in spaces for x in _many(space)]
    return not is_cmyk and not any(op in {"k", "K"} for _, _, op in file.drawn())


@clause("6.2.5 graphics states hold nothing that printers do their own way")
def _states(file: Opened) -> bool:
    states = list(file.of_type("/ExtGState"))
    forbidden = {"/TR", "/TR2", "/HTP", "/HTO"}
    return not any(forbidden & set(state.keys()) for state in states)


@clause("6.2.8 images are themselves")
def _images(file: Opened) -> bool:
    things = [thing for thing in file.things() if thing.get("/Subtype") == "/Image"]
    return not any(
        "/Alternates" in image or "/OPI" in image or image.get("/Interpolate", False)
        for image in things
    )


@clause("6.2.9 no object refers to another file or to PostScript")
def _references(file: Opened) -> bool:
    things = list(file.things())
    forms = [thing for thing in things if thing.get("/Subtype") == "/Form"]
    kinds = {str(thing.get("/Subtype")) for thing in things}
    refers = any({"/Ref", "/OPI", "/PS"} & set(form.keys()) for form in forms)
    return "/PS" not in kinds and not refers


@clause("6.2.10 transparency blends in ways that the standard knows")
def _transparency(file: Opened) -> bool:
    modes = [
        str(mode)
        for key, value in file.values()
        if key == "/BM"
        for mode in _many(value)
    ]
    return set(modes) <= _BLENDS


@clause("6.2.11.4 every font is in the file")
def _fonts(file: Opened) -> bool:
    fonts = list(file.of_type("/Font"))
    programs = {"/FontFile", "/FontFile2", "/FontFile3"}
    for font in fonts:
        if font.Subtype == "/Type0":
            if not list(font.DescendantFonts):
                return False
        elif not programs & set(font.get("/FontDescriptor", {}).keys()):
            return False
    return bool(fonts)


@clause("6.2.11.7 every sign has its letter")
def _letters(file: Opened) -> bool:
    fonts = [font for font in file.of_type("/Font") if "/CIDSystemInfo" not in font]
    for font in fonts:
        table = font.get("/ToUnicode")
        if not isinstance(table, pikepdf.Stream):
            return False
        targets = re.findall(rb"> *<([0-9A-Fa-f]+)>", table.read_bytes())
        if {b"0000", b"FEFF", b"FFFE"} & {target.upper() for target in targets}:
            return False
    return True


@clause("6.3.1 annotations are of kinds that last")
def _kinds(file: Opened) -> bool:
    fleeting = {"/3D", "/Sound", "/Screen", "/Movie", "/RichMedia", "/None"}
    kinds = {str(note.get("/Subtype")) for _, note in file.annotations()}
    return not kinds & fleeting


@clause("6.3.2 annotations are printed and never hidden")
def _flags(file: Opened) -> bool:
    flags = [int(note.get("/F", 0)) for _, note in file.annotations()]
    return all(flag & _PRINT and not flag & _UNSEEN for flag in flags)


@clause("6.3.3 annotations bring their looks, unless they have no size")
def _appearances(file: Opened) -> bool:
    for _, note in file.annotations():
        left, low, right, high = (float(edge) for edge in note.Rect)
        is_bare = (left, low) == (right, high) or note.Subtype in {"/Link", "/Popup"}
        if not is_bare and set(note.get("/AP", {}).keys()) != {"/N"}:
            return False
    return True


@clause("6.4.1 form fields do nothing and look as they are")
def _fields(file: Opened) -> bool:
    form = file.root.get("/AcroForm", {})
    acts = any("/A" in field or "/AA" in field for field in file.fields())
    return not acts and not form.get("/NeedAppearances", False)


@clause("6.4.2 no form is made of XML")
def _xml_forms(file: Opened) -> bool:
    return "/XFA" not in file.root.get("/AcroForm", {}) and (
        "/NeedsRendering" not in file.root
    )


@clause("6.4.3 a signature covers everything but itself")
def _signatures(file: Opened) -> bool:
    digests = {"/DigestLocation", "/DigestMethod", "/DigestValue"}
    for signature in file.signatures():
        if any(digests & set(ref.keys()) for ref in signature.get("/Reference", [])):
            return False
        start, before, after, rest = (int(number) for number in signature.ByteRange)
        gap = file.raw[before:after]
        is_hex = gap[:1] == b"<" and gap[-1:] == b">" and b">" not in gap[:-1]
        if start or not is_hex or after + rest != len(file.raw):
            return False
    return True


@clause("6.5.1 only actions that lead somewhere")
def _actions(file: Opened) -> bool:
    types = {
        str(thing.S)
        for key, thing in file.values()
        if key in {"/A", "/OpenAction", "/Next"} and isinstance(thing, pikepdf.Object)
        if isinstance(thing, pikepdf.Dictionary) and "/S" in thing
    }
    names = file.root.get("/Names", {})
    return types <= _ACTIONS and "/JavaScript" not in names


@clause("6.5.2 nothing happens by itself")
def _triggers(file: Opened) -> bool:
    return not any(key == "/AA" for key, _ in file.values())


@clause("6.6.2.1 the metadata is one plain packet")
def _packet(file: Opened) -> bool:
    packet = file.root.get("/Metadata")
    if not isinstance(packet, pikepdf.Stream):
        return False
    head = packet.read_bytes().split(b"?>")[0]
    return b"bytes=" not in head and b"encoding=" not in head and len(file.xmp) > 0


@clause("6.6.2.3 PDF/UA's property is declared, in the shape that is asked")
def _extension(file: Opened) -> bool:
    schemas = file.xmp.findall(
        ".//pdfaExtension:schemas/rdf:Bag/rdf:li[@rdf:parseType='Resource']", NAMESPACES
    )
    declared = {
        (schema.findtext("pdfaSchema:namespaceURI", "", NAMESPACES), name.text)
        for schema in schemas
        for name in schema.iterfind(".//pdfaProperty:name", NAMESPACES)
    }
    return (NAMESPACES["pdfuaid"], "part") in declared


@clause("6.6.4 the file says that it is PDF/A-3a")
def _identity(file: Opened) -> bool:
    said = file.said("pdfaid:part"), file.said("pdfaid:conformance")
    return said == ("3", "A")


@clause("6.7.2 the file is marked as tagged")
def _marked(file: Opened) -> bool:
    return bool(file.root.get("/MarkInfo", {}).get("/Marked", False))


@clause("6.7.3 the file has a structure")
def _structured(file: Opened) -> bool:
    return "/K" in file.root.get("/StructTreeRoot", {})


@clause("6.7.4 the file names its language")
def _language(file: Opened) -> bool:
    return bool(re.fullmatch(r"[a-z]{2,3}(-\w+)*", str(file.root.get("/Lang", ""))))


@clause("6.8 attached files say what they are to the document")
def _attached(file: Opened) -> bool:
    named = [name.objgen for name in file.root.get("/AF", [])]
    for attached in file.attached():
        keys = {"/F", "/UF", "/AFRelationship", "/EF"} - set(attached.keys())
        if keys or attached.objgen not in named:
            return False
        content = attached.EF.F
        if not re.fullmatch(r"/\w+/[\w.+-]+", str(content.get("/Subtype", ""))):
            return False
    return True


@clause("6.9 no layer can hide anything")
def _layers(file: Opened) -> bool:
    return "/OCProperties" not in file.root


@clause("6.10 pages present nothing but themselves")
def _presentations(file: Opened) -> bool:
    is_plain = "/AlternatePresentations" not in file.root.get("/Names", {})
    return is_plain and not any("/PresSteps" in page for page in file.pages)


@clause("6.11 the file asks nothing of its reader")
def _requirements(file: Opened) -> bool:
    return "/Requirements" not in file.root


# Not required by PDF/A-3, which uses the metadata alone; but readers show either.
@clause("ISO 32000-1 14.3.3 both descriptions of the file say the same")
def _described_once(file: Opened) -> bool:
    info = file.trailer.get("/Info", {})
    names = {
        "/Title": "dc:title",
        "/Author": "dc:creator",
        "/Creator": "xmp:CreatorTool",
        "/CreationDate": "xmp:CreateDate",
        "/ModDate": "xmp:ModifyDate",
    }
    return all(
        _plain(str(info[key])) == _plain(file.said(name))
        for key, name in names.items()
        if key in info
    )


def _plain(text: str) -> str:
    """A text or, without its punctuation, a time in either notation."""
    if re.match(r"D:\d{14}|\d{4}-\d\d-\d\dT", text):
        return re.sub(r"[^\dZ]", "", text)
    return text
