"""What is wrong with which field of an officer's page."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from balarea.applications import errors, queries
from balarea.applications.rules import MAX_TEXT, MIN_LETTERS
from balarea.catalogue import definition as engine
from balarea.documents.errors import FileRefused
from balarea.foundation.errors import Refusal

# The field of an action for its text, and the one for its choice.
TEXTS = {
    "decide": "reasons",
    "inspect": "report",
    "countersign": "note",
    "extend": "extension_reason",
    "review": "reasons",
    "record_outcome": "reasons",
    "take": "taking_reason",
    "take_over": "taking_reason",
    "give": "giving_reason",
    "ask": "ask_text",
    "answer": "answer_text",
    "ask_for": "ask_for_text",
    "answer_for": "answer_for_text",
    "add_note": "note_text",
}
CHOICES = {
    "decide": "outcome",
    "inspect": "is_met",
    "countersign": "agrees",
    "record_outcome": "outcome",
    "serve": "is_done",
    "review": "is_confirmed",
}
DAYS = {
    "hand_over": "handed_on",
    "record_outcome": "decided_on",
    "decide": "done_on",
}
OTHERS = ("visited_on", "number", "paper", "not_served", "colleague", "conflict")
NONE = {
    name: "" for name in (*TEXTS.values(), *CHOICES.values(), *DAYS.values(), *OTHERS)
}


def faults(refusal: Refusal, values: Mapping[str, str]) -> dict[str, str]:
    """Field → what is wrong with it; empty if no field is at fault."""
    codes = str(refusal.params.get("requirements", ""))
    named = codes.split(", ") if codes else []
    action = values.get("action", "")
    text, choice = TEXTS.get(action, ""), CHOICES.get(action, "")
    match refusal:
        case errors.NoDefects():
            words = _("Write at least %(n)s letters: what is wrong, and what to do.")
            return {f"text-{one}": words % {"n": MIN_LETTERS} for one in named}
        case errors.RemarkWithoutDefect():
            words = _("Mark this as a defect, or delete these words.")
            return {f"text-{one}": words for one in named}
        case errors.NotMarked():
            words = _("Mark this as in order or as a defect.")
            return {f"mark-{one}": words for one in named}
        case errors.NotChecked():
            words = _("This isn’t marked as in order.")
            return {f"mark-{one}": words for one in named}
        case errors.ReasonsMissing() if text:
            words = _("Write at least %(n)s letters.")
            return {text: words % {"n": MIN_LETTERS}}
        case errors.TextTooLong():
            return _too_long(values)
        case errors.QuestionEmpty() | errors.AsksForFile() if text:
            return {text: f"{refusal.why} {refusal.then}"}
        case errors.OutcomeMissing() if choice:
            return {choice: _("Choose one of the answers.")}
        case errors.AsksForFile():
            return _remarks_that_ask(refusal, values)
    return {
        name: f"{refusal.why} {refusal.then}" for name in _at_fault(refusal, action)
    }


def _remarks_that_ask(
    refusal: errors.AsksForFile, values: Mapping[str, str]
) -> dict[str, str]:
    """The remarks of a notice that contain the word for the file."""
    word = str(refusal.params["word"])
    return {
        name: f"{refusal.why} {refusal.then}"
        for name, text in values.items()
        if name.startswith("text-") and word in text.lower()
    }


def _at_fault(refusal: Refusal, action: str) -> list[str]:
    """The field that a refusal speaks of in its own words."""
    match refusal:
        case errors.DayUnreadable() | errors.DayImpossible():
            return ["visited_on"]
        case errors.StepDayUnreadable() | errors.StepDayImpossible():
            return [DAYS[action]] if action in DAYS else []
        case errors.RegisterNumberMissing():
            return ["number"]
        case errors.NotServedReasonMissing():
            return ["not_served"]
        case errors.GroundMissing():
            return ["conflict"]
        case errors.CannotAssign():
            return ["colleague"]
        case FileRefused():
            return ["paper"]
    return []


def _too_long(values: Mapping[str, str]) -> dict[str, str]:
    """Field → what is wrong, for texts that are too long."""
    text_fields = set(TEXTS.values())
    lengths = {
        name: len(text.replace("\r\n", "\n").strip())
        for name, text in values.items()
        if name in text_fields or name.startswith("text-")
    }
    words = _("Shorten this: it has %(n)s characters, and may have %(most)s.")
    return {
        name: words % {"n": length, "most": MAX_TEXT}
        for name, length in lengths.items()
        if length > MAX_TEXT
    }


def named(refusal: Refusal, definition: engine.Definition, language: str) -> Refusal:
    """The same refusal with the titles of requirements instead of codes."""
    codes = str(refusal.params.get("requirements", ""))
    if not codes:
        return refusal
    titles = queries.requirement_titles(definition, codes.split(", "), language)
    return type(refusal)(**{**refusal.params, "requirements": titles})


def listed(
    faults: Mapping[str, str], definition: engine.Definition, language: str
) -> list[tuple[str, str]]:
    """(field, sentence) for the summary; with the requirement's title, if any."""
    lines = []
    for field, words in faults.items():
        _kind, _dash, code = field.partition("-")
        name = queries.requirement_titles(definition, [code], language) if code else ""
        lines.append((field, f"{name}: {words}" if name else words))
    return lines
