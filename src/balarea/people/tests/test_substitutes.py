"""Standing in for an official: within dates and limits, and no longer."""

import datetime as dt
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from balarea.foundation import clock
from balarea.foundation.errors import NotPermitted
from balarea.foundation.operation import SYSTEM
from balarea.people import errors, models, queries, testing
from balarea.people.backends import AccountBackend
from balarea.people.operations import absences, officers, substitutes
from balarea.people.rules import Action, Role
from balarea.people.substitute_rules import (
    SUBSTITUTABLE,
    AbsenceKind,
    SubstituteKind,
    office_texts,
)
from balarea.transparency.models import Entry

pytestmark = pytest.mark.django_db
SERVICE = "DKS-901"
DAY = dt.timedelta(days=1)


class Office:
    """An agency with its head, and a colleague without the head's rights."""

    def __init__(self, at: dt.datetime) -> None:
        testing.open_agency("DKS", at)
        self.at, self.today = at, clock.today(at)
        self.agency = queries.agency("DKS")
        self.head = testing.appoint(
            "DKS", [Action.DECIDE, Action.ASSIGN], at, role=Role.HEAD
        )
        self.colleague = testing.appoint("DKS", [Action.VERIFY], at)

    def substitute(self, **changed: Any) -> models.Substitution:
        return substitutes.substitute(
            **{
                "kind": SubstituteKind.PLH,
                "officer": self.colleague,
                "agency": self.agency,
                "replaced": self.head,
                "position": "Kepala Dinas Kesehatan",
                "actions": [Action.DECIDE],
                "decree": "Surat Perintah 1/2026",
                "decree_on": self.today,
                "begins_on": self.today,
                "ends_on": self.today + 4 * DAY,
                "by": SYSTEM,
                "at": self.at,
                **changed,
            }
        )

    def fill(self, **changed: Any) -> models.Substitution:
        vacant = {"kind": SubstituteKind.PLT, "replaced": None}
        return self.substitute(**vacant | changed)

    def decides(self, day: dt.date | None, service: str = SERVICE) -> bool:
        """As a request resolves it, by one query, and as operations do."""
        answers = []
        for account in (
            AccountBackend().get_user(self.colleague.account_id),
            models.Account.objects.get(id=self.colleague.account_id),
        ):
            assert account is not None
            scope = queries.scope_of(account, day)
            assert scope is not None
            answers.append(scope.allows(Action.DECIDE, agency="DKS", service=service))
        assert answers[0] == answers[1]
        return answers[0]


@pytest.fixture
def office(at: dt.datetime) -> Office:
    return Office(at)


def test_may_decide_from_the_first_to_the_last_day(office: Office) -> None:
    today = office.today
    office.substitute(
        begins_on=today + DAY, ends_on=today + 2 * DAY, services=[SERVICE]
    )
    days = [today + n * DAY for n in range(4)]
    assert [office.decides(day) for day in days] == [False, True, True, False]
    assert not office.decides(None)
    assert not office.decides(today + DAY, service="DKS-902")


def test_counts_as_another_who_may_while_it_is_in_force(office: Office) -> None:
    office.substitute()
    service: Any = {"agency": "DKS", "service": SERVICE}
    today, after = office.today, office.today + 5 * DAY
    listed = queries.officers_with(Action.DECIDE, **service, today=today)
    assert {one.id for one in listed} == {office.head.id, office.colleague.id}
    assert queries.has_other_officer(
        Action.DECIDE, **service, besides=office.head, today=today
    )
    assert not queries.has_other_officer(
        Action.DECIDE, **service, besides=office.head, today=after
    )


def test_ending_it_takes_the_rights_at_once(office: Office) -> None:
    row = office.substitute()
    substitutes.end_substitution(substitution=row, by=SYSTEM, at=office.at)
    assert not office.decides(office.today)
    with pytest.raises(errors.SubstitutionOver):
        substitutes.end_substitution(substitution=row, by=SYSTEM, at=office.at)
    types = Entry.objects.filter(subject=row.id).order_by("id").values_list("type")
    assert [one for (one,) in types] == ["SUBSTITUTED", "SUBSTITUTION_ENDED"]
    office.substitute()  # the days are free again


def test_ends_when_who_is_replaced_loses_the_right_or_either_leaves(
    office: Office,
) -> None:
    row = office.substitute()
    [right] = queries.rights_of(office.head)
    other = testing.appoint("DKS", [Action.VERIFY], office.at)
    officers.dismiss(officer=other, by=SYSTEM, at=office.at)
    row.refresh_from_db()
    assert row.ended_at is None
    officers.revoke(right=right, by=SYSTEM, at=office.at)
    row.refresh_from_db()
    assert row.ended_at == office.at
    filled = office.fill(position="Sekretaris")
    officers.dismiss(officer=office.colleague, by=SYSTEM, at=office.at)
    filled.refresh_from_db()
    assert filled.ended_at == office.at


@pytest.mark.parametrize(
    "changed",
    [
        {"actions": []},
        {"actions": [Action.REVOKE]},
        {"actions": [Action.OVERSEE]},
        {"decree": " "},
        {"replaced": None},
        {"kind": SubstituteKind.PLT},
        {"ends_on": dt.date(2020, 1, 1)},
        {"decree_on": dt.date(2999, 1, 1)},
    ],
)
def test_refuses_what_no_decree_can_give(
    office: Office, changed: dict[str, Any]
) -> None:
    with pytest.raises(errors.NoSubstitute):
        office.substitute(**changed)


def test_refuses_more_than_the_office_has_or_lasts(office: Office) -> None:
    with pytest.raises(errors.NoSubstitute):
        office.substitute(officer=office.head)
    with pytest.raises(errors.BeyondOffice):
        office.substitute(actions=[Action.DECIDE, Action.COUNTERSIGN])
    with pytest.raises(errors.TermTooLong):
        office.substitute(ends_on=office.today + 30 * DAY)
    office.substitute()
    with pytest.raises(errors.SubstitutedBefore):
        office.substitute(begins_on=office.today + DAY)


def test_a_vacant_office_is_filled_for_two_terms_at_most(office: Office) -> None:
    start = office.today
    for _ in range(2):
        end = start + 91 * DAY
        office.fill(begins_on=start, ends_on=end)
        start = end + DAY
    with pytest.raises(errors.TermTooLong):
        office.fill(begins_on=start, ends_on=start)
    other = testing.appoint("DKS", [Action.VERIFY], office.at)
    office.fill(officer=other, begins_on=start, ends_on=start)


def test_no_substitute_may_what_changes_rights_staff_or_documents_in_force() -> None:
    powers = {Action.OVERSEE, Action.REVOKE, Action.ASSIST, Action.RECEIVE}
    assert not powers & SUBSTITUTABLE
    assert "MANAGE" not in SUBSTITUTABLE


def test_the_moment_says_as_whose_substitute_it_was(office: Office) -> None:
    row = office.substitute()
    later = office.at + dt.timedelta(hours=1)
    substitutes.end_substitution(substitution=row, by=SYSTEM, at=later)
    service: Any = {"agency": "DKS", "service": SERVICE}

    def acted_as(
        officer: models.Officer, at: dt.datetime
    ) -> models.Substitution | None:
        return queries.substitution_of(officer.id, Action.DECIDE, **service, at=at)

    assert acted_as(office.colleague, office.at) == row
    assert acted_as(office.colleague, later) is None
    assert acted_as(office.head, office.at) is None
    # An own right that comes later doesn't change what was done before.
    testing.grant(office.colleague, "DKS", [Action.DECIDE], later)
    assert acted_as(office.colleague, office.at) == row


def test_the_title_stands_before_the_office() -> None:
    texts = office_texts(
        SubstituteKind.PLT, "Kepala Dinas", {"en": "Head", "su": "Kapala Dinas"}
    )
    assert texts == {
        "id": "Plt. Kepala Dinas",
        "en": "Acting Head (Plt.)",
        "su": "Plt. Kapala Dinas",
    }


def test_is_named_listed_and_ended_by_the_command(office: Office) -> None:
    def run(*words: str) -> str:
        out = StringIO()
        call_command("substitute", *words, stdout=out)
        return out.getvalue()

    today = clock.today(clock.now())
    login = office.colleague.account.login
    named = ["add", login, "--kind", "PLT", "--agency", "DKS", "--actions", "DECIDE"]
    named += ["--position", "Kepala Dinas", "--decree", "SK 1", "--decree-on"]
    named += [f"{today}", "--from", f"{today}", "--until", f"{today}"]
    row_id = run(*named).strip().rpartition(" ")[2]
    assert f"{row_id}: {login}, PLT Kepala Dinas" in run("list")
    with pytest.raises(CommandError):
        run(*named)
    run("end", row_id)
    assert run("list") == ""
    with pytest.raises(CommandError):
        run("end", row_id)


def test_an_absence_is_recorded_by_the_officer_or_their_head(office: Office) -> None:
    today, at = office.today, office.at

    def record(by: models.Officer, **changed: Any) -> models.Absence:
        return absences.record_absence(
            **{
                "officer": office.colleague,
                "kind": AbsenceKind.LEAVE,
                "begins_on": today,
                "ends_on": today + 2 * DAY,
                "scope": testing.scope_of(by),
                "by": queries.officer_actor(by),
                "at": at,
                **changed,
            }
        )

    stranger = testing.appoint("DKS", [Action.VERIFY], at)
    with pytest.raises(NotPermitted):
        record(stranger)
    for impossible in (
        {"ends_on": today - DAY},
        {"begins_on": today - DAY, "ends_on": today - DAY},
        {"ends_on": today + 366 * DAY},
    ):
        with pytest.raises(errors.AbsenceImpossible):
            record(office.head, **impossible)
    row = record(office.head)
    assert queries.absent_on(today) == {office.colleague.id: row}
    assert queries.absence_of(office.colleague.id, today + 3 * DAY) is None
    with pytest.raises(errors.AbsentBefore):
        record(office.colleague, begins_on=today + 2 * DAY)
    own: Any = {
        "scope": testing.scope_of(office.colleague),
        "by": queries.officer_actor(office.colleague),
        "at": at,
    }
    absences.end_absence(absence=row, **own)
    assert queries.absent_on(today) == {}
    with pytest.raises(errors.AbsenceOver):
        absences.end_absence(absence=row, **own)
