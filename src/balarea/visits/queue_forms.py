"""The forms in which a manager sets up queues and desks."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import QueryDict
from django.utils.dates import WEEKDAYS
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from balarea.foundation import languages
from balarea.visits import queue_rules
from balarea.visits.queue_rules import DeskDetails, Problem, QueueDetails, Span

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

type Words = str | _StrPromise

PROBLEMS: Mapping[Problem, Words] = {
    Problem.CODE: _("Letters, digits and hyphens, beginning with a letter."),
    Problem.PREFIX: _("One to three letters."),
    Problem.NAME: _("Write the name."),
    Problem.ZONE: _("One to three letters."),
    Problem.MINUTES: _("A number from 1 to 240."),
    Problem.LEAD: _("A number from 0 to 240."),
    Problem.QUOTA: _("A number from 1 to 5000, or empty."),
    Problem.LIMIT: _("A number from 1 to 10."),
    Problem.SHARE: _("A number from 0 to 100."),
    Problem.HOURS: _("Write times such as 08:00-12:00, 13:00-15:00."),
    Problem.OVERLAP: _("These times overlap, or one stands there twice."),
    Problem.RELEASES: _(
        "Write times and parts such as 07:30 60, 11:00 40. Together they are 100, and"
        " there is a quota."
    ),
    Problem.WEIGHT: _("A number of minutes from 0 to 120."),
}
DAYS = range(7)
# Fields of other names: a form has a `prefix` of its own, and names are of a language.
_FIELDS = {"prefix": "letter", "name": f"name_{languages.DEFAULT}"}
NUMBERS = (
    "expected_minutes",
    "daily_quota",
    "person_limit",
    "remote_percent",
    "priority_minutes",
    "appointment_minutes",
)
_SPAN = re.compile(r"(\d{1,2}[:.]\d{2})\s*[-–—]\s*(\d{1,2}[:.]\d{2})")
_RELEASE = re.compile(r"(\d{1,2}[:.]\d{2})\s+(\d{1,3})\s*%?")
LONGEST_NAME = 120


class Unreadable(ValueError):
    """A typed list of times isn't one."""


def _time(text: str) -> str:
    return text.replace(".", ":").zfill(len("08:00"))


def _parts(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"[,;\n]", text) if part.strip()]


def read_spans(text: str) -> tuple[Span, ...]:
    """`08.00-12.00, 13:00–15:00`; raises `Unreadable`."""
    matches = [_SPAN.fullmatch(part) for part in _parts(text)]
    if None in matches:
        raise Unreadable(text)
    return tuple((_time(one[1]), _time(one[2])) for one in matches if one is not None)


def read_releases(text: str) -> tuple[tuple[str, int], ...]:
    """`07:30 60, 11:00 40`; raises `Unreadable`."""
    matches = [_RELEASE.fullmatch(part) for part in _parts(text)]
    if None in matches:
        raise Unreadable(text)
    return tuple((_time(one[1]), int(one[2])) for one in matches if one is not None)


def shown_spans(spans: Iterable[Span]) -> str:
    """As `read_spans` reads them."""
    return ", ".join(f"{start}-{end}" for start, end in spans)


def _number(label: Words, hint: Words, most: int) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, help_text=hint, min_value=0, max_value=most, widget=forms.TextInput
    )


class QueueForm(forms.Form):
    """A queue: name, letter, services, times, limits.

    What is typed is read back by `details` after `is_valid`.
    """

    letter = forms.CharField(
        label=_("Letter"),
        help_text=_("It stands before each number, such as B in B012."),
        max_length=3,
    )
    zone = forms.CharField(
        label=_("Zone"),
        help_text=_("The part of the hall whose board shows it, such as B."),
        max_length=3,
    )
    expected_minutes = _number(
        _("Minutes for one visitor"),
        _("A first guess. Waiting times are learnt from what is measured."),
        queue_rules.LONGEST_SERVICE,
    )
    daily_quota = forms.IntegerField(
        label=_("Numbers a day"),
        help_text=_("Empty: as many as can be served before closing."),
        min_value=1,
        max_value=queue_rules.MOST_NUMBERS,
        required=False,
        widget=forms.TextInput,
    )
    releases = forms.CharField(
        label=_("Released in parts"),
        help_text=_(
            "Time and percent, such as 07:30 60, 11:00 40. Empty: all at once."
        ),
        max_length=200,
        required=False,
    )
    person_limit = _number(
        _("Numbers a person and day"),
        _("Against touts; counted where the person is identified."),
        queue_rules.MOST_A_PERSON,
    )
    remote_percent = _number(
        _("Percent that can be taken from home"),
        _("Numbers and appointments by phone. The others are given in the building."),
        queue_rules.RELEASED,
    )
    priority_minutes = _number(
        _("Minutes by which priority counts as earlier"),
        _("Elderly, pregnant, with a disability, with an infant. Usually 60."),
        queue_rules.LONGEST_LEAD,
    )
    appointment_minutes = _number(
        _("Minutes by which an appointment counts as earlier"),
        _("Before its time. Usually 30."),
        queue_rules.LONGEST_LEAD,
    )
    breaks = forms.CharField(
        label=_("Breaks"),
        help_text=_("Within the agency’s hours, such as 12:00-13:00."),
        max_length=200,
        required=False,
    )
    own_hours = forms.BooleanField(
        label=_("Own hours instead of the agency’s"),
        help_text=_("Then the times below hold, and gaps between them are breaks."),
        required=False,
    )
    is_active = forms.BooleanField(
        label=_("In use"),
        help_text=_("A queue that isn’t in use gives no numbers and no appointments."),
        required=False,
    )

    def __init__(
        self,
        data: QueryDict | None,
        before: QueueDetails | None,
        services: Sequence[tuple[str, str]],
    ) -> None:
        super().__init__(data, initial=_initial(before))
        self._before = before
        chosen = before.services if before is not None else ()
        gone = set(chosen) - dict(services).keys()  # of an older edition
        for code in languages.COMPLETE:
            self.fields[f"name_{code}"] = forms.CharField(
                label=format_lazy("{} ({})", _("Name"), languages.BY_CODE[code].name),
                max_length=LONGEST_NAME,
                required=code == languages.DEFAULT,
            )
        self.fields["services"] = forms.MultipleChoiceField(
            label=_("Services"),
            help_text=_("None chosen: all of the agency that no other queue serves."),
            choices=[*services, *((code, code) for code in sorted(gone))],
            widget=forms.CheckboxSelectMultiple,
            required=False,
        )
        for day in DAYS:
            self.fields[f"hours_{day}"] = forms.CharField(
                label=WEEKDAYS[day], max_length=200, required=False
            )
        if before is None:
            self.fields["code"] = forms.CharField(
                label=_("Code"),
                help_text=_("For the log and figures, such as DKC-KTP. It stays."),
                max_length=20,
            )
        self.details: QueueDetails | None = None

    @property
    def week(self) -> list[forms.BoundField]:
        """The hours of the weekdays, Monday first."""
        return [self[f"hours_{day}"] for day in DAYS]

    @property
    def names(self) -> list[forms.BoundField]:
        """The fields of the name, one a language."""
        return [self[f"name_{code}"] for code in languages.COMPLETE]

    @property
    def numbers(self) -> list[forms.BoundField]:
        """The fields of plain numbers."""
        return [self[name] for name in NUMBERS]

    @property
    def has_own_hours(self) -> bool:
        """Whether the hours of the weekdays are shown at once."""
        return bool(self["own_hours"].value()) or any(
            field.errors for field in self.week
        )

    def clean(self) -> None:
        typed = self.cleaned_data
        hours = tuple(self._spans(f"hours_{day}") for day in DAYS)
        breaks = self._spans("breaks")
        releases = self._releases()
        if self.errors:
            return
        before = dict(self._before.name_translations) if self._before else {}
        typed_names = {code: typed[f"name_{code}"] for code in languages.COMPLETE}
        name = typed_names.pop(languages.DEFAULT).strip()
        names = {**before, **typed_names}
        translations = {
            code: text.strip() for code, text in names.items() if text.strip()
        }
        details = QueueDetails(
            code=self._before.code if self._before else typed["code"].strip().upper(),
            prefix=typed["letter"].strip().upper(),
            name=name,
            name_translations=tuple(sorted(translations.items())),
            zone=typed["zone"].strip().upper(),
            services=tuple(sorted(typed["services"])),
            expected_minutes=typed["expected_minutes"],
            priority_minutes=typed["priority_minutes"],
            appointment_minutes=typed["appointment_minutes"],
            daily_quota=typed["daily_quota"],
            releases=releases,
            person_limit=typed["person_limit"],
            remote_percent=typed["remote_percent"],
            hours=hours if typed["own_hours"] else (),
            breaks=breaks,
            is_active=typed["is_active"],
        )
        for field, problem in queue_rules.queue_problems(details):
            self.add_error(_FIELDS.get(field, field), PROBLEMS[problem])
        if typed["own_hours"] and not any(hours):
            self.add_error("hours_0", _("Write the hours of at least one day."))
        if not self.errors:
            self.details = details

    def _spans(self, field: str) -> tuple[Span, ...]:
        try:
            return read_spans(self.cleaned_data.get(field, ""))
        except Unreadable:
            self.add_error(field, PROBLEMS[Problem.HOURS])
            return ()

    def _releases(self) -> tuple[tuple[str, int], ...]:
        try:
            return tuple(sorted(read_releases(self.cleaned_data.get("releases", ""))))
        except Unreadable:
            self.add_error("releases", PROBLEMS[Problem.RELEASES])
            return ()


def _initial(before: QueueDetails | None) -> dict[str, Any]:
    if before is None:
        return {
            "expected_minutes": 10,
            "priority_minutes": 60,
            "appointment_minutes": 30,
            "person_limit": 1,
            "remote_percent": 40,
            "breaks": "12:00-13:00",
            "is_active": True,
        }
    return {
        **before._asdict(),
        "letter": before.prefix,
        f"name_{languages.DEFAULT}": before.name,
        **{f"name_{code}": text for code, text in before.name_translations},
        "releases": ", ".join(f"{since} {part}" for since, part in before.releases),
        "breaks": shown_spans(before.breaks),
        "own_hours": bool(before.hours),
        **{f"hours_{day}": shown_spans(of) for day, of in enumerate(before.hours)},
    }


class DeskForm(forms.Form):
    """A desk: its name, zone, and for each queue whether it serves it."""

    zone = forms.CharField(
        label=_("Zone"),
        help_text=_("The part of the hall whose board shows it, such as B."),
        max_length=3,
    )
    is_active = forms.BooleanField(
        label=_("In use"),
        help_text=_("Nobody is called to a desk that isn’t in use."),
        required=False,
    )

    def __init__(
        self,
        data: QueryDict | None,
        before: DeskDetails | None,
        queues: Sequence[tuple[str, str]],
        own: int,
    ) -> None:
        """`queues`: code and name; the first `own` are of the desk's agency."""
        skills = dict(before.skills) if before is not None else {}
        initial: dict[str, Any] = {"is_active": True}
        if before is not None:
            initial = before._asdict()
        initial |= {f"queue_{code}": str(skills.get(code, "")) for code, _ in queues}
        super().__init__(data, initial=initial)
        self._queues, self._own = [code for code, _ in queues], own
        self.fields["code"] = forms.CharField(
            label=_("Name of the desk"),
            help_text=_("What visitors read and hear, such as B3."),
            max_length=7,
        )
        for code, name in queues:
            self.fields[f"queue_{code}"] = forms.ChoiceField(
                label=name, choices=_weights(skills.get(code)), required=False
            )
        self._others = {
            code: weight for code, weight in skills.items() if code not in self._queues
        }
        self.details: DeskDetails | None = None

    @property
    def served(self) -> list[forms.BoundField]:
        """The fields of the agency's own queues, by letter."""
        return [self[f"queue_{code}"] for code in self._queues[: self._own]]

    @property
    def foreign(self) -> list[forms.BoundField]:
        """Those of other agencies' queues."""
        return [self[f"queue_{code}"] for code in self._queues[self._own :]]

    def clean(self) -> None:
        if self.errors:
            return
        typed = self.cleaned_data
        skills = {
            code: int(typed[f"queue_{code}"])
            for code in self._queues
            if typed[f"queue_{code}"] != ""
        }
        details = DeskDetails(
            code=typed["code"].strip().upper(),
            zone=typed["zone"].strip().upper(),
            skills=tuple(sorted({**self._others, **skills}.items())),
            is_active=typed["is_active"],
        )
        for field, problem in queue_rules.desk_problems(details):
            text = PROBLEMS[problem]
            if (field, problem) == ("code", Problem.CODE):
                text = _("One to three letters and a number, such as B3.")
            self.add_error(field if field in self.fields else None, text)
        if not self.errors:
            self.details = details


def _weights(stored: int | None) -> list[tuple[str, Words]]:
    """Whether a desk serves a queue, and how much sooner than others."""
    minutes = sorted({5, 10, 15, 30, 60, stored or 5})
    return [
        ("", _("doesn’t serve it")),
        ("0", _("serves it")),
        *(
            (str(n), gettext("serves it as if %(n)s minutes earlier") % {"n": n})
            for n in minutes
        ),
    ]
