"""What /verifikasi/ says of a document: the texts of verdicts."""

import dataclasses

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from balarea.documents.intake import limits
from balarea.documents.rules import EndGround, LinkKind, Verdict, Why
from balarea.documents.verification import Answer
from balarea.foundation import languages

type Lazy = str | Promise


@dataclasses.dataclass(frozen=True, slots=True)
class Shown:
    """An answer with its sentences. `kind` of the note: ok, warn, bad, info."""

    answer: Answer
    kind: str
    icon: str
    heading: Lazy
    sentence: Lazy
    advice: Lazy
    title: str
    title_other: str
    other_language: str
    agency: str
    is_file: bool
    way: str  # address for what was typed instead of a number; empty for most

    @property
    def has_document(self) -> bool:
        return bool(self.answer.number)

    @property
    def became(self) -> Lazy:
        """What became of it, where another document follows."""
        link = self.answer.followed_by
        return followed_by(link.kind) if link else ""

    @property
    def came_of(self) -> Lazy:
        """What it came of, where it follows another document."""
        link = self.answer.follows
        return follows(link.kind) if link else ""

    @property
    def reinstated_by(self) -> Lazy:
        """Why it is in force again; empty where it always was."""
        ground = self.answer.reinstated_by
        return _REINSTATED[ground] if ground else ""

    @property
    def is_altered(self) -> bool:
        return self.answer.verdict is Verdict.ALTERED


_WORDS: dict[Verdict, tuple[str, str, Lazy, Lazy, Lazy]] = {
    Verdict.VALID: (
        "ok",
        "check",
        _("This document is valid"),
        _("An agency of the mall issued it, and it is in force."),
        _("Compare everything below with the document in your hand."),
    ),
    Verdict.EXPIRED: (
        "warn",
        "clock",
        _("This document has expired"),
        _("An agency of the mall issued it, but its time is over."),
        _("Ask its holder for a renewed document."),
    ),
    Verdict.SUSPENDED: (
        "bad",
        "clock",
        _("This document is suspended"),
        _("It is genuine, but the agency has put it out of force for a time."),
        _("Don't rely on it now. Check it again after the day below."),
    ),
    Verdict.REVOKED: (
        "bad",
        "cross",
        _("This document was revoked"),
        _("It was genuine, but the agency has put it out of force."),
        _("Don't rely on it. Ask the agency if you have questions."),
    ),
    Verdict.SUPERSEDED: (
        "warn",
        "clock",
        _("Another document has taken its place"),
        _("It was genuine, but it is not in force any more."),
        _("Ask its holder for the later document, whose number stands below."),
    ),
    Verdict.ALTERED: (
        "bad",
        "warning",
        _("This is not the original file"),
        _(
            "It carries the number or code of a document of ours, "
            "but it is not the file that we issued."
        ),
        _(
            "It may be a copy or a new print, or it was changed. Compare it with the "
            "entry below, and ask its holder for the file as it was issued."
        ),
    ),
    Verdict.SIGNED: (
        "warn",
        "clock",
        _("The signature is genuine; the rest can't be asked now"),
        _(
            "The file bears an intact signature of this mall, over all that is in it. "
            "Our records don't answer at the moment, so we can't say whether the "
            "document was revoked since, or whether it is still in force."
        ),
        _("Check it again in some minutes before you rely on it."),
    ),
    Verdict.UNKNOWN: (
        "bad",
        "search",
        _("We do not know this document"),
        _("We have issued no document with this number or code."),
        _("Check the number for slips. If it is right, don't rely on the document."),
    ),
}

# What became of a document, and what a document came of; by kind of link.
_FOLLOWED_BY: dict[LinkKind, Lazy] = {
    LinkKind.RENEWED: _("It was renewed."),
    LinkKind.REPLACED: _("It was lost, and a replacement was issued."),
    LinkKind.CORRECTED: _("Something in it was wrong and has been corrected."),
    LinkKind.TRANSFERRED: _("It was transferred to another holder."),
}
_FOLLOWS: dict[LinkKind, Lazy] = {
    LinkKind.RENEWED: _("It renews an earlier document."),
    LinkKind.REPLACED: _("It replaces a lost one, with the same content."),
    LinkKind.CORRECTED: _("It corrects an earlier document."),
    LinkKind.TRANSFERRED: _("It was transferred from an earlier holder."),
}


def followed_by(kind: str) -> Lazy:
    """What became of a document that another follows."""
    return _FOLLOWED_BY[LinkKind(kind)]


def follows(kind: str) -> Lazy:
    """What a document that follows another came of."""
    return _FOLLOWS[LinkKind(kind)]


_UNTIL_LIFTED = _(
    "Don't rely on it now. No last day is set: it lasts until the agency ends it."
)
_REINSTATED: dict[EndGround, Lazy] = {
    EndGround.OBJECTION: _("An objection against putting it out of force was granted."),
    EndGround.APPEAL: _("An appeal against putting it out of force was granted."),
}
_SAME_FILE = _("Your file is, to the last byte, the one that the agency signed.")
# It bears a signature of ours and names no document that we know.
_SIGNED = _("It bears our signature, but we have issued no such file.")
_ASK_ITS_HOLDER = _("Don't rely on it. Ask its holder for the file as it was issued.")
_UNDECIDED = _("We can't tell from this file")
_WHY: dict[Why, Lazy] = {
    Why.NOTHING_OF_OURS: _(
        "It is not a file that we issued, and we found no number or code of ours in it."
    ),
    Why.NOT_COMPARED: _(
        "We found no intact signature of ours in it, and our records, with which we "
        "compare it, don't answer at the moment. Check it again in some minutes."
    ),
    Why.NO_PDF: _("It is not a PDF file, and we can only compare those."),
    Why.LOCKED: _("It is locked with a password, so we can't look into it."),
    Why.UNREADABLE: _(
        "It is damaged, cut off or too complex, so we can't look into it."
    ),
}
# For typed text that is no number: heading, sentence, advice, and where to go on.
_NOT_A_NUMBER: dict[Why, tuple[Lazy, Lazy, Lazy, str]] = {
    Why.REFERENCE: (
        _("This is the number of an application or a bill"),
        _("It names an application or its bill, not a document."),
        _(
            "The document's own number and code stand on it. How far the application "
            "is:"
        ),
        "/lacak/",
    ),
    Why.CODE_SLIP: (
        _("There is a slip in this code"),
        _("It looks like a code of ours, but one of its letters or digits is wrong."),
        _("Compare it with the one under the QR code, letter by letter."),
        "",
    ),
    Why.NO_NUMBER: (
        _("This is not a number of a document"),
        _("Numbers and codes of our documents look different."),
        _(
            "Both stand on the document. A number looks like 470/0012/DKC/XI/2026, a "
            "code like 7K3-M9Q-XAC-4FD-RT6-WPN."
        ),
        "",
    ),
}
_LOOK_IT_UP = _(
    "A photo, a scan or a new print proves nothing, for or against the document. "
    "Look it up by the number or the QR code that stands on it."
)


def number_needed() -> Lazy:
    return _("Type the number or the code of the document.")


def file_needed() -> Lazy:
    return _("Choose the PDF file of the document first. An empty file won't do.")


def receipt_text_needed() -> Lazy:
    return _("Paste the whole text of the QR code; it begins with BLR1:")


def file_hint() -> str:
    """How large a file may be, and what becomes of it."""
    hint = _("At most %(max)s MB. We compare it and forget it: nothing is stored.")
    return str(hint) % {"max": limits.max_megabytes()}


def shown(answer: Answer, *, is_file: bool) -> Shown:
    """The answer in the reader's language."""
    kind, icon, heading, sentence, advice = _words(answer, is_file=is_file)
    mistyped = _NOT_A_NUMBER.get(answer.why) if answer.why else None
    code = languages.code_of(get_language())
    code = code if answer.title.get(code) else languages.DEFAULT
    other = next((one for one in answer.title if one != code), "")
    return Shown(
        answer=answer,
        kind=kind,
        icon=icon,
        heading=heading,
        sentence=sentence,
        advice=advice,
        title=answer.title.get(code, ""),
        title_other=answer.title.get(other, ""),
        other_language=other,
        agency=languages.in_language(answer.agency, get_language()),
        is_file=is_file,
        way=mistyped[3] if mistyped else "",
    )


def _words(answer: Answer, *, is_file: bool) -> tuple[str, str, Lazy, Lazy, Lazy]:
    kind, icon, heading, sentence, advice = _WORDS[answer.verdict]
    if answer.verdict is Verdict.SUSPENDED and answer.suspended_until is None:
        advice = _UNTIL_LIFTED
    if is_file and answer.verdict is Verdict.VALID:
        advice = _SAME_FILE
    if answer.verdict is Verdict.ALTERED and not answer.number:
        sentence, advice = _SIGNED, _ASK_ITS_HOLDER
    if answer.why in _NOT_A_NUMBER:
        heading, sentence, advice, _way = _NOT_A_NUMBER[answer.why]
        return "warn", "search", heading, sentence, advice
    if answer.why is not None:
        kind, heading = "warn", _UNDECIDED
        sentence, advice = _WHY[answer.why], _LOOK_IT_UP
    return kind, icon, heading, sentence, advice
