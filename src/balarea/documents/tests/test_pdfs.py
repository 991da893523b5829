"""Uploaded PDFs: what they decode to, active content, and where links lead."""

import base64
import io
from collections.abc import Callable

import pikepdf
import pytest

from balarea.documents import errors, intake, testing
from balarea.documents.intake import Reason, Rejected, limits
from balarea.documents.tests import streams

LARGE = 140_000_000
NAME, TEXT, DICT = pikepdf.Name, pikepdf.String, pikepdf.Dictionary


def refusal(content: bytes) -> Rejected:
    with pytest.raises(Rejected) as refused:
        intake.examine(content)
    return refused.value


def as_hex(content: bytes) -> bytes:
    return content.hex().encode() + b">"


def as_base85(content: bytes) -> bytes:
    return base64.a85encode(content) + b"~>"


BOMBS: dict[str, Callable[[], bytes]] = {
    "behind hexadecimals": lambda: streams.with_stream(
        as_hex(testing.zeros(LARGE)), streams.HEX, streams.FLATE
    ),
    "behind base 85": lambda: streams.with_stream(
        as_base85(testing.zeros(LARGE)), streams.BASE85, streams.FLATE
    ),
    "under a short name": lambda: streams.with_stream(testing.zeros(LARGE), NAME.Fl),
    "under short names": lambda: streams.with_stream(
        as_hex(testing.zeros(LARGE)), NAME.AHx, NAME.Fl
    ),
    "as a picture of one dot": lambda: streams.picture(
        testing.zeros(LARGE), streams.FLATE, size=(1, 1)
    ),
    "as a page that calls itself a picture": lambda: streams.picture(
        testing.zeros(4_000_000), streams.FLATE, size=(2000, 2000), on_page=1
    ),
    "as a page that calls itself a photograph": lambda: streams.with_stream(
        testing.photo(), streams.JPEG, on_page=1
    ),
    "as a picture that is as large as it says": lambda: streams.picture(
        testing.zeros(160_000_000), streams.FLATE, size=(12_000, 12_000)
    ),
    "as many pictures": lambda: streams.picture(
        testing.zeros(100_000_000), streams.FLATE, size=(10_000, 10_000), copies=7
    ),
    "as a photograph packed again": lambda: streams.picture(
        testing.zeros(LARGE), streams.FLATE, streams.JPEG
    ),
    "by LZW": lambda: streams.with_stream(streams.lzw_bomb(20), streams.LZW),
    "by runs": lambda: streams.with_stream(b"\x81\x00" * 1_010_000, streams.RUNS),
    "as a page put together from one stream": lambda: streams.with_stream(
        testing.zeros(20_000_000), streams.FLATE, on_page=7
    ),
    "among the instructions of a page": lambda: streams.inline(testing.zeros(LARGE)),
    "in hexadecimals among the instructions": lambda: streams.inline(
        as_hex(testing.zeros(LARGE)), b"/Filter [/AHx /Fl]"
    ),
    "by LZW among the instructions": lambda: streams.inline(
        streams.lzw_bomb(20), b"/F /L#5aW"
    ),
    "behind words that look like its beginning": lambda: streams.inline(
        testing.zeros(LARGE), b"/X (BI ID ) /F /Fl /Y (BI)"
    ),
    "whose end is damaged": lambda: (
        streams.with_stream(testing.zeros(LARGE), streams.FLATE) + b"\nrubbish"
    ),
    "that breaks off": lambda: streams.with_stream(
        testing.zeros(LARGE)[:-20] + bytes(20), streams.FLATE
    ),
}


@pytest.mark.parametrize("where", BOMBS)
def test_refuses_a_bomb(where: str) -> None:
    assert refusal(BOMBS[where]()).reason is Reason.BOMB


UNUSUAL: dict[str, tuple[pikepdf.Name, ...]] = {
    "packed twice": (streams.FLATE, streams.FLATE),
    "packed twice, differently": (streams.FLATE, streams.LZW),
    "packed and written as text": (streams.FLATE, streams.HEX),
    "written as text twice": (streams.HEX, streams.BASE85),
    "drawn and then packed": (streams.JPEG, streams.FLATE),
    "unheard of": (NAME.BrotliDecode,),
}


@pytest.mark.parametrize("how", UNUSUAL)
def test_refuses_an_order_of_filters_that_no_program_writes(how: str) -> None:
    refused = refusal(streams.with_stream(streams.packed(b"x"), *UNUSUAL[how]))
    assert refused.reason is Reason.UNUSUAL
    assert "Cetak" in errors.refusal_of(refused).then


def test_refuses_what_only_a_lenient_reader_can_unpack() -> None:
    for packed, name in [
        (b"no zlib", streams.FLATE),
        (b"\xff!no text", streams.HEX),
    ]:
        content = streams.with_stream(packed, name)
        assert refusal(content).reason is Reason.DAMAGED


def test_refuses_a_picture_among_instructions_that_has_no_end() -> None:
    """Readers show as much of it as they can decode, which isn't known here."""
    content = streams.inline(streams.lzw_bomb(20, ends=False), b"/F /LZW")
    assert refusal(content).reason is Reason.DAMAGED


def test_refuses_a_bomb_that_needs_more_memory_than_the_child_has() -> None:
    content = streams.with_stream(streams.lzw_bomb(140), streams.LZW)
    with pytest.raises(Rejected) as refused:
        intake.check(content)
    assert refused.value.reason in {Reason.BOMB, Reason.TOO_COMPLEX}


PICTURES: dict[str, Callable[[], bytes]] = {
    "as its PDF says": lambda: streams.picture(
        testing.photo(), streams.JPEG, size=(15_000, 15_000)
    ),
    "as its JPEG says": lambda: streams.picture(
        streams.jpeg_that_claims(60_000, 60_000), streams.JPEG
    ),
    "as its JPEG in a package says": lambda: streams.picture(
        streams.packed(streams.jpeg_that_claims(60_000, 60_000)),
        streams.FLATE,
        streams.JPEG,
    ),
    "as its JPEG 2000 says": lambda: streams.picture(
        streams.jpeg2000_that_claims(60_000, 60_000), streams.JPEG2000
    ),
    "as its JBIG2 says": lambda: streams.picture(
        streams.jbig2_that_claims(60_000, 60_000), streams.JBIG2
    ),
    "as its fax says": lambda: streams.picture(
        streams.scan("group4", mode="1"),
        streams.FAX,
        DecodeParms=DICT(K=-1, Columns=60_000, Rows=60_000),
    ),
}


@pytest.mark.parametrize("how", PICTURES)
def test_refuses_too_large_a_picture_with_the_limit_of_pdfs(how: str) -> None:
    refused = refusal(PICTURES[how]())
    assert refused.reason is Reason.TOO_MANY_PIXELS
    assert refused.params == {"max": limits.MAX_PICTURE_IN_PDF // 1_000_000}
    assert "150" in errors.refusal_of(refused).why


HONEST: dict[str, Callable[[], bytes]] = {
    "a page in base 85": lambda: streams.with_stream(
        as_base85(streams.packed(b"0 0 m")),
        streams.BASE85,
        streams.FLATE,
        on_page=1,
    ),
    "an empty page": lambda: streams.with_stream(b"", streams.FLATE, on_page=1),
    "a page whose package breaks off": lambda: streams.with_stream(
        streams.packed(b"0 0 m" * 99)[:-6], streams.FLATE, on_page=1
    ),
    "a page of an old printer": lambda: streams.with_stream(
        streams.scan("tiff_lzw"), streams.LZW, on_page=1
    ),
    "a scan of an old scanner": lambda: streams.picture(
        as_base85(streams.scan("tiff_lzw")), streams.BASE85, streams.LZW
    ),
    "a scan by runs": lambda: streams.picture(streams.scan("packbits"), streams.RUNS),
    "a fax": lambda: streams.picture(
        streams.scan("group4", mode="1"),
        streams.FAX,
        DecodeParms=DICT(K=-1, Columns=200, Rows=300),
    ),
    "a copier's page": lambda: streams.picture(
        streams.jbig2_that_claims(200, 300), streams.JBIG2
    ),
    "a photograph": lambda: streams.picture(testing.photo(), streams.JPEG),
    "a photograph in base 85": lambda: streams.picture(
        as_base85(testing.photo()), streams.BASE85, streams.JPEG
    ),
    "a photograph in a package": lambda: streams.picture(
        streams.packed(testing.photo()), streams.FLATE, streams.JPEG
    ),
    "a photograph in JPEG 2000": lambda: streams.picture(
        testing.photo(kind="JPEG2000"), streams.JPEG2000
    ),
    "a drawing in rows": lambda: streams.picture(
        streams.packed(bytes(300 * 601)),
        streams.FLATE,
        DecodeParms=DICT(Predictor=15, Colors=3, Columns=200),
    ),
    "a picture in full depth": lambda: streams.picture(
        streams.packed(bytes(200 * 300 * 8)), streams.FLATE, BitsPerComponent=16
    ),
    "two hundred pages of fax": lambda: streams.picture(
        streams.packed(bytes(310 * 3508)),
        streams.FLATE,
        size=(2480, 3508),
        copies=200,
    ),
    "a small picture among instructions": lambda: streams.inline(streams.packed(b"x")),
    "instructions that speak of pictures": lambda: streams.with_stream(
        b"(BI /W 1 /Fl ID x\x9c) Tj", on_page=1
    ),
}


@pytest.mark.parametrize("what", HONEST)
def test_keeps_what_printers_and_scanners_write(what: str) -> None:
    content = HONEST[what]()
    accepted = intake.examine(content)
    assert (accepted.pages, accepted.sent) == (1, content)
    # Compressed as before: a scan isn't encoded again, and gets no larger.
    assert streams_of(accepted.content) >= streams_of(content)
    assert intake.examine(accepted.content).content == accepted.content


def streams_of(content: bytes) -> set[bytes]:
    """The compressed bytes of all streams."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        stream_objects = [one for one in pdf.objects if isinstance(one, pikepdf.Stream)]
        return {one.read_raw_bytes() for one in stream_objects}


def linked(**action: object) -> bytes:
    """A page with a link that has this action."""
    return on_a_link(A=DICT({f"/{key}": value for key, value in action.items()}))


def on_a_link(**entries: object) -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page()
        link = DICT(Type=NAME.Annot, Subtype=NAME.Link, Rect=[0, 0, 9, 9], F=4)
        for key, value in entries.items():
            link[f"/{key}"] = value
        page.obj.Annots = pdf.make_indirect(pikepdf.Array([link]))
        pdf.save(out)
    return out.getvalue()


def to(address: str) -> bytes:
    return linked(S=NAME.URI, URI=TEXT(address))


def with_outline() -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        with pdf.open_outline() as outline:
            outline.root.extend(pikepdf.OutlineItem(title, 0) for title in "AB")
        pdf.save(out)
    return out.getvalue()


HARMLESS: dict[str, Callable[[], bytes]] = {
    "to the web": lambda: to("https://sumedangkab.go.id/?a=1#b"),
    "to the old web": lambda: to("HTTP://sumedangkab.go.id"),
    "to a mailbox": lambda: to("mailto:siti@example.id"),
    "to a phone": lambda: to("tel:+622618012345"),
    "to a page": lambda: linked(S=NAME.GoTo, D=pikepdf.Array([0, NAME.Fit])),
    "to the next page": lambda: linked(S=NAME.Named, N=NAME.NextPage),
    "from an outline": with_outline,
    "to a page at opening": lambda: testing.pdf(
        OpenAction=DICT(S=NAME.GoTo, D=pikepdf.Array([0, NAME.Fit]))
    ),
}


@pytest.mark.parametrize("where", HARMLESS)
def test_keeps_a_pdf_with_links(where: str) -> None:
    accepted = intake.examine(HARMLESS[where]())
    assert actions_of(accepted.content) == actions_of(HARMLESS[where]())


def actions_of(content: bytes) -> list[dict[str, str]]:
    """The actions of links and outline entries."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        places = [*pdf.objects, *(pdf.pages[0].get("/Annots") or [])]
        acts = [
            place["/A"]
            for place in places
            if isinstance(place, pikepdf.Dictionary) and "/A" in place
        ]
        return [{key: str(value) for key, value in act.items()} for act in acts]


TO_PAGE = DICT(S=NAME.GoTo, D=pikepdf.Array([0, NAME.Fit]))
ODD = DICT(S=NAME("/NextGreatAction"))
OUTSIDE = TEXT("file.pdf")


def chain(then: pikepdf.Object) -> pikepdf.Dictionary:
    return DICT(S=NAME.GoTo, D=pikepdf.Array([0, NAME.Fit]), Next=then)


def in_the_trailer() -> bytes:
    """The root stands in the trailer itself, and is no object."""
    out = b"%PDF-1.7\n"
    places = []
    for number, body in enumerate(
        [
            b"<< /Type /Pages /Count 1 /Kids [2 0 R] >>",
            b"<< /Type /Page /Parent 1 0 R /MediaBox [0 0 9 9] >>",
        ],
        start=1,
    ):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + (
        b"xref\n0 3\n0000000000 65535 f \n%btrailer\n"
        b"<< /Size 3 /Root << /Type /Catalog /Pages 1 0 R /AA << >> >> >>\n"
        b"startxref\n%d\n%%%%EOF\n" % (table, len(out))
    )


ACTIVE: dict[str, Callable[[], bytes]] = {
    "a chain at opening": lambda: testing.pdf(OpenAction=chain(TO_PAGE)),
    "a chain on a link": lambda: on_a_link(A=chain(TO_PAGE)),
    "a list behind a link": lambda: on_a_link(A=chain(pikepdf.Array([TO_PAGE]))),
    "a chain without a kind": lambda: testing.pdf(
        X=DICT(Type=NAME.Action, Next=TO_PAGE)
    ),
    "an unknown action on a link": lambda: on_a_link(A=ODD),
    "an unknown action beside a link": lambda: on_a_link(PA=ODD),
    "printing": lambda: linked(S=NAME.Named, N=NAME.Print),
    "a program": lambda: linked(S=NAME.Launch, F=OUTSIDE),
    "another PDF": lambda: linked(S=NAME.GoToR, F=OUTSIDE, D=TEXT("x")),
    "a PDF within": lambda: linked(S=NAME.GoToE, D=TEXT("x")),
    "a part of a document": lambda: linked(S=NAME.GoToDp),
    "a thread of another PDF": lambda: linked(S=NAME.Thread, F=OUTSIDE),
    "hiding": lambda: linked(S=NAME.Hide, T=TEXT("x")),
    "layers": lambda: linked(S=NAME.SetOCGState, State=pikepdf.Array([])),
    "sending a form": lambda: linked(S=NAME.SubmitForm, F=OUTSIDE),
    "emptying a form": lambda: linked(S=NAME.ResetForm),
    "filling a form": lambda: linked(S=NAME.ImportData, F=OUTSIDE),
    "a film": lambda: linked(S=NAME.Rendition),
    "an old film": lambda: on_a_link(Subtype=NAME.Movie),
    "a sound": lambda: linked(S=NAME.Sound),
    "a rich medium": lambda: on_a_link(Subtype=NAME.RichMedia),
    "a space": lambda: on_a_link(Subtype=NAME("/3D")),
    "a screen": lambda: on_a_link(Subtype=NAME.Screen),
    "a script by name": lambda: testing.pdf(
        Names=DICT(JavaScript=DICT(Names=pikepdf.Array([])))
    ),
    "a script on a link": lambda: linked(S=NAME.JavaScript, JS=TEXT("1")),
    "acts of a link": lambda: on_a_link(AA=DICT(E=TO_PAGE)),
    "acts of a field": lambda: testing.pdf(
        AcroForm=DICT(Fields=pikepdf.Array([DICT(FT=NAME.Tx, AA=DICT(K=TO_PAGE))]))
    ),
    "acts of a page": lambda: testing.pdf(X=DICT(Type=NAME.Page, AA=DICT(O=TO_PAGE))),
    "a form of Adobe": lambda: testing.pdf(AcroForm=DICT(XFA=pikepdf.Array([]))),
    "a page that is drawn by a form": lambda: testing.pdf(NeedsRendering=True),
    "acts in the trailer": in_the_trailer,
    "a script's address": lambda: to("javascript:alert(1)"),
    "a script's address, indented": lambda: to(" \tjavascript:alert(1)"),
    "an address in two lines": lambda: to("https://a.id/\njavascript:alert(1)"),
    "a file's address": lambda: to("file:///C:/Windows/x.exe"),
    "a page of data": lambda: to("data:text/html,%3Cscript%3E1"),
    "an address without a beginning": lambda: to("/petugas/keluar/"),
    "an address that is a name": lambda: linked(S=NAME.URI, URI=NAME("/http://x")),
    "a beginning for all addresses": lambda: testing.pdf(
        URI=DICT(Base=TEXT("javascript:"))
    ),
    "a stream elsewhere": lambda: streams.with_stream(b"", F=OUTSIDE),
    "a stream elsewhere, packed": lambda: streams.with_stream(
        b"", FFilter=streams.FLATE
    ),
    "a stream elsewhere, with rows": lambda: streams.with_stream(
        b"", FDecodeParms=DICT(Predictor=12)
    ),
    "a page of another PDF": lambda: streams.with_stream(
        b"", Subtype=NAME.Form, Ref=DICT(F=OUTSIDE, Page=0)
    ),
    "a picture on a server for prints": lambda: streams.with_stream(
        b"", Subtype=NAME.Form, OPI=DICT()
    ),
    "a program for printers": lambda: streams.with_stream(b"", Subtype=NAME.PS),
    "a program for printers in a form": lambda: streams.with_stream(
        b"", Subtype=NAME.Form, Subtype2=NAME.PS
    ),
}


@pytest.mark.parametrize("what", ACTIVE)
def test_refuses_what_acts_or_reaches_out(what: str) -> None:
    assert refusal(ACTIVE[what]()).reason is Reason.ACTIVE
