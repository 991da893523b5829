"""PDF/UA-1 (ISO 14289-1:2014), by the Matterhorn Protocol's checks for machines."""

import re
from collections.abc import Callable, Iterator

import pikepdf

from balarea.documents.tests.standards.pdf_file import Holds, Opened, Thing

CLAUSES: dict[str, Holds] = {}

_STANDARD = frozenset(
    "/Document /Part /Art /Sect /Div /BlockQuote /Caption /TOC /TOCI /Index /NonStruct"  # noqa: SIM905 - as names of PDF are read
    " /Private /P /H /H1 /H2 /H3 /H4 /H5 /H6 /L /LI /Lbl /LBody /Table /TR /TH /TD"
    " /THead /TBody /TFoot /Span /Quote /Note /Reference /BibEntry /Code /Link /Annot"
    " /Ruby /RB /RT /RP /Warichu /WT /WP /Figure /Formula /Form".split()
)
_PAINTS = frozenset("Tj TJ ' \" f F f* B B* b b* S s sh Do INLINE".split())  # noqa: SIM905 - as names of PDF are read
_HIDDEN = 0b10


def clause(name: str) -> Callable[[Holds], Holds]:
    def keep(holds: Holds) -> Holds:
        CLAUSES[name if name.startswith("ISO") else f"PDF/UA-1 {name}"] = holds
        return holds

    return keep


def _kids(element: Thing) -> list[Thing]:
    kids = element.get("/K", [])
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def _elements(file: Opened) -> Iterator[Thing]:
    """Every element of the structure, in reading order."""
    waiting = [file.root.get("/StructTreeRoot", pikepdf.Dictionary())]
    while waiting:
        element = waiting.pop()
        if "/S" in element:
            yield element
        waiting += [
            kid
            for kid in reversed(_kids(element))
            if isinstance(kid, pikepdf.Dictionary) and kid.get("/Type") != "/OBJR"
        ]


def _role(file: Opened, element: Thing) -> str:
    """The standard name of an element's kind; empty if it maps to none."""
    roles = file.root.get("/StructTreeRoot", {}).get("/RoleMap", {})
    kind = str(element.S)
    for _ in range(10):
        if kind in _STANDARD:
            return kind
        kind = str(roles.get(kind, ""))
    return ""


def _of_role(file: Opened, *roles: str) -> list[Thing]:
    return [element for element in _elements(file) if _role(file, element) in roles]


def _parents(file: Opened) -> dict[int, Thing]:
    """The parent tree: a key of a page or an annotation → its element(s)."""
    tree = file.root.get("/StructTreeRoot", {}).get("/ParentTree")
    return {} if tree is None else dict(pikepdf.NumberTree(tree).items())


@clause("5 the file says that it is PDF/UA-1")
def _identity(file: Opened) -> bool:
    return file.said("pdfuaid:part") == "1"


@clause("7.1 everything drawn is read aloud or an artifact, never both")
def _tagged(file: Opened) -> bool:
    parents = _parents(file)
    open_marks: list[tuple[bool, bool]] = []  # (is an artifact, is in the parent tree)
    for page, operands, operator in file.drawn():
        if operator in {"BDC", "BMC"}:
            open_marks.append(_mark(page, operands, parents))
            if any(a for a, _ in open_marks) and any(
                in_tree for _, in_tree in open_marks
            ):
                return False
        elif operator == "EMC":
            open_marks.pop()
        elif operator.split()[0] in _PAINTS and not any(map(any, open_marks)):
            return False
    return True


def _mark(
    page: Thing, operands: list[Thing], parents: dict[int, Thing]
) -> tuple[bool, bool]:
    about = operands[1] if len(operands) > 1 else {}
    if isinstance(about, pikepdf.Name):
        about = page.Resources.Properties[about]
    elements = parents.get(int(page.get("/StructParents", -1)), [])
    number = int(about.get("/MCID", -1))
    return operands[0] == "/Artifact", 0 <= number < len(elements)


@clause("7.1 the structure is not under suspicion")
def _sure(file: Opened) -> bool:
    about = file.root.get("/MarkInfo", {})
    return bool(about.get("/Marked", False)) and not about.get("/Suspects", False)


@clause("7.1 every kind of element leads to a standard one")
def _roles(file: Opened) -> bool:
    elements = list(_elements(file))
    return bool(elements) and all(_role(file, element) for element in elements)


@clause("7.1 the title is shown in place of the file's name")
def _titled(file: Opened) -> bool:
    shown = file.root.get("/ViewerPreferences", {}).get("/DisplayDocTitle", False)
    return bool(shown) and bool(file.said("dc:title"))


@clause("7.2 every language is named as languages are")
def _languages(file: Opened) -> bool:
    named = [str(file.root.get("/Lang", ""))]
    named += [str(element.Lang) for element in _elements(file) if "/Lang" in element]
    for _, operands, operator in file.drawn():
        if operator == "BDC" and isinstance(operands[1], pikepdf.Dictionary):
            named += [str(operands[1].Lang)] if "/Lang" in operands[1] else []
    return all(re.fullmatch(r"[a-z]{2,3}(-\w+)*", name) for name in named)


@clause("7.3 every figure is told in words")
def _figures(file: Opened) -> bool:
    figures = _of_role(file, "/Figure")
    return all(str(f.get("/Alt", f.get("/ActualText", ""))).strip() for f in figures)


@clause("7.4 headings begin at the first level and skip none")
def _headings(file: Opened) -> bool:
    levels = [
        int(_role(file, element)[2:])
        for element in _elements(file)
        if re.fullmatch(r"/H[1-6]", _role(file, element))
    ]
    steps = zip([0, *levels], levels, strict=False)
    return bool(levels) and all(level <= before + 1 for before, level in steps)


# Not required, because a program can't decide it; but screen readers read it.
@clause("ISO 32000-1 14.8.4 words stand in paragraphs, headings or cells, not loose")
def _paragraphs(file: Opened) -> bool:
    grouping = _of_role(file, "/Document", "/Part", "/Sect", "/Div", "/Table", "/TR")
    inline = {"/Span", "/Code", "/Quote"}
    return not any(
        not isinstance(kid, pikepdf.Dictionary)
        or kid.get("/Type") == "/MCR"
        or _role(file, kid) in inline
        for element in grouping
        for kid in _kids(element)
    )


@clause("ISO 32000-1 14.8.4.4.2 a link has words besides its picture")
def _worded(file: Opened) -> bool:
    return all(
        any(isinstance(kid, int) for kid in _kids(link))
        for link in _of_role(file, "/Link")
    )


@clause("7.5 every cell of a table is read with its header")
def _tables(file: Opened) -> bool:
    headers = {str(cell.ID): cell for cell in _of_role(file, "/TH") if "/ID" in cell}
    if not all(_attribute(cell, "/Scope") for cell in _of_role(file, "/TH")):
        return False
    for cell in _of_role(file, "/TD"):
        named = [str(name) for name in _attribute(cell, "/Headers") or []]
        if not named or not set(named) <= set(headers):
            return False
    return all(
        _role(file, kid) in {"/TH", "/TD"}
        for row in _of_role(file, "/TR")
        for kid in _kids(row)
    )


def _attribute(element: Thing, name: str) -> Thing:
    owners = element.get("/A", [])
    owners = list(owners) if isinstance(owners, pikepdf.Array) else [owners]
    return next((owner[name] for owner in owners if name in owner), None)


# PDF/UA-1 requires it of notes only; but cells refer to headers by name.
@clause("ISO 32000-1 14.7.2 no two elements share a name")
def _unique(file: Opened) -> bool:
    named = [str(element.ID) for element in _elements(file) if "/ID" in element]
    return len(named) == len(set(named))


@clause("7.11 attached files have their names in both spellings")
def _attached(file: Opened) -> bool:
    return all("/F" in it and "/UF" in it for it in file.attached())


@clause("7.15 no form is made of XML")
def _forms(file: Opened) -> bool:
    return "/XFA" not in file.root.get("/AcroForm", {})


@clause("7.16 nothing keeps a screen reader out")
def _locks(file: Opened) -> bool:
    return not file.pdf.is_encrypted


@clause("7.18.1 what is on the page has its place in the structure")
def _placed(file: Opened) -> bool:
    parents = _parents(file)
    wanted = {"/Link": "/Link", "/Widget": "/Form"}
    for page, note in file.annotations():
        if _is_unseen(page, note):
            continue
        element = parents.get(int(note.get("/StructParent", -1)))
        if element is None or not _holds(element, note):
            return False
        if _role(file, element) != wanted.get(str(note.Subtype), "/Annot"):
            return False
    return True


def _is_unseen(page: Thing, note: Thing) -> bool:
    """Hidden, or off the page: the clause doesn't apply."""
    box = page.get("/CropBox", page.get("/MediaBox"))
    left, low, right, high = (float(edge) for edge in box)
    note_left, note_low, note_right, note_high = (float(edge) for edge in note.Rect)
    is_off = (
        note_right < left or note_left > right or note_high < low or note_low > high
    )
    return is_off or bool(int(note.get("/F", 0)) & _HIDDEN)


def _holds(element: Thing, note: Thing) -> bool:
    refs = [kid for kid in _kids(element) if isinstance(kid, pikepdf.Dictionary)]
    return note.objgen in [ref.Obj.objgen for ref in refs if "/Obj" in ref]


@clause("7.18.1 fields and annotations are told in words")
def _alternative_texts(file: Opened) -> bool:
    fields = [str(field.get("/TU", "")).strip() for field in file.fields()]
    other = [
        str(note.get("/Contents", "")).strip()
        for _, note in file.annotations()
        if note.Subtype not in {"/Widget", "/Popup"}
    ]
    return all(fields) and all(other)


@clause("7.18.2 no annotation is for printers only")
def _trap_nets(file: Opened) -> bool:
    return not any(note.Subtype == "/TrapNet" for _, note in file.annotations())


@clause("7.18.3 the tabulator follows the structure")
def _tabs(file: Opened) -> bool:
    return all(page.get("/Tabs") == "/S" for page, _ in file.annotations())


@clause("7.20 content is drawn by pages themselves, not by other files")
def _forms_of_others(file: Opened) -> bool:
    forms = [thing for thing in file.things() if thing.get("/Subtype") == "/Form"]
    return not any("/Ref" in form or "/StructParent" in form for form in forms)


@clause("7.21.4 every font is in the file")
def _fonts(file: Opened) -> bool:
    programs = {"/FontFile", "/FontFile2", "/FontFile3"}
    about = list(file.of_type("/FontDescriptor"))
    simple = [f for f in file.of_type("/Font") if f.Subtype != "/Type0"]
    return len(simple) == len(
        [font for font in simple if "/FontDescriptor" in font]
    ) and all(programs & set(descriptor.keys()) for descriptor in about)


@clause("7.21.7 every sign has its letter")
def _letters(file: Opened) -> bool:
    fonts = [f for f in file.of_type("/Font") if "/CIDSystemInfo" not in f]
    return all("/ToUnicode" in font for font in fonts)
