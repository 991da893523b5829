import argparse
import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from balarea.catalogue import queries as catalogue
from balarea.foundation import clock
from balarea.foundation.errors import NotFound, Refusal
from balarea.foundation.operation import SYSTEM
from balarea.people import queries as people
from balarea.people.operations import delegations
from balarea.people.rules import DELEGABLE, Action, DelegationKind


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"not a day like 2026-12-24: {text}") from None


class Command(BaseCommand):
    """Delegate an agency's authority on a service to another agency, or end that.

    Officers of the other agency decide or countersign from the first day to the last,
    as far as their grants on their own agency's services have it. Papers name the
    decree, and in whose name it was signed. Each step stands in the public log.
    """

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        steps = parser.add_subparsers(dest="step", required=True)
        steps.add_parser("list", help="what is delegated, with its id")
        step = steps.add_parser("add", help="delegate")
        step.add_argument("service", help="its code")
        step.add_argument("--to", required=True, help="code of the other agency")
        step.add_argument(
            "--kind", required=True, choices=[one.value for one in DelegationKind]
        )
        step.add_argument(
            "--actions",
            nargs="+",
            required=True,
            choices=sorted(one.value for one in DELEGABLE),
        )
        step.add_argument("--office", required=True, help="whose authority it is")
        step.add_argument("--office-en", default="", help="the same in English")
        step.add_argument("--decree", required=True, help="number and title")
        step.add_argument("--decree-on", required=True, type=_day)
        step.add_argument("--from", required=True, type=_day, dest="begins_on")
        step.add_argument("--until", type=_day, dest="ends_on", help="its last day")
        step = steps.add_parser("end", help="end it now")
        step.add_argument("id", help="as `list` shows it")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            getattr(self, f"_{options['step']}")(options)
        except Refusal as refusal:
            raise CommandError(f"{refusal.why} {refusal.then}") from None

    def _list(self, options: dict[str, Any]) -> None:
        for one in people.delegations(clock.today(clock.now())):
            until = f" until {one.ends_on}" if one.ends_on else ""
            self.stdout.write(
                f"{one.id}: {one.service}, {one.kind} of {one.agency.code} to"
                f" {one.delegate.code}, {' '.join(one.actions)}, {one.decree}, from"
                f" {one.begins_on}{until}"
            )

    def _add(self, options: dict[str, Any]) -> None:
        agencies = people.agencies()
        try:
            definition = catalogue.current(options["service"])
        except NotFound:
            raise CommandError(f"{options['service']} is no service.") from None
        if options["to"] not in agencies:
            raise CommandError(f"{options['to']} is no agency.")
        english = options["office_en"]
        row = delegations.delegate(
            service=definition.code,
            agency=agencies[definition.agency],
            to=agencies[options["to"]],
            kind=DelegationKind(options["kind"]),
            actions=[Action(one) for one in options["actions"]],
            office=options["office"],
            office_translations={"en": english} if english else {},
            decree=options["decree"],
            decree_on=options["decree_on"],
            begins_on=options["begins_on"],
            ends_on=options["ends_on"],
            by=SYSTEM,
            at=clock.now(),
        )
        self.stdout.write(
            f"{definition.code} is delegated to {options['to']}: {row.id}"
        )

    def _end(self, options: dict[str, Any]) -> None:
        today = clock.today(clock.now())
        for one in people.delegations(today):
            if str(one.id) == options["id"]:
                delegations.end_delegation(delegation=one, by=SYSTEM, at=clock.now())
                self.stdout.write(f"The delegation of {one.service} is ended.")
                return
        raise CommandError(f"{options['id']} is no delegation in force.")
