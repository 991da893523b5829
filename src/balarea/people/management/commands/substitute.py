import argparse
import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from balarea.foundation import clock
from balarea.foundation.errors import Refusal
from balarea.foundation.operation import SYSTEM
from balarea.people import models, queries
from balarea.people.operations import substitutes
from balarea.people.rules import Action
from balarea.people.substitute_rules import SUBSTITUTABLE, SubstituteKind


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"not a day like 2026-12-24: {text}") from None


class Command(BaseCommand):
    """Name who stands in for an official (Plh., Plt.), or end that.

    From the first day to the last they may do the named actions, and documents that
    they sign say "Plh." or "Plt." before the office. Plh. is for an official who is
    away, who is named by --for; Plt. is for a vacant office, named by --position. Each
    step stands in the public log.
    """

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        steps = parser.add_subparsers(dest="step", required=True)
        steps.add_parser("list", help="who stands in for whom, with its id")
        step = steps.add_parser("add", help="name a substitute")
        step.add_argument("login", help="of the substitute")
        step.add_argument(
            "--kind", required=True, choices=[one.value for one in SubstituteKind]
        )
        step.add_argument("--for", dest="replaced", help="login of who is away (PLH)")
        step.add_argument("--agency", required=True, help="code of the office's agency")
        step.add_argument("--position", default="", help="the office, without Plh.")
        step.add_argument("--position-en", default="", help="the same in English")
        step.add_argument(
            "--actions",
            nargs="+",
            required=True,
            choices=sorted(one.value for one in SUBSTITUTABLE),
        )
        step.add_argument("--services", nargs="*", default=[], help="none named: all")
        step.add_argument("--decree", required=True, help="number and title")
        step.add_argument("--decree-on", required=True, type=_day)
        step.add_argument("--from", required=True, type=_day, dest="begins_on")
        step.add_argument("--until", required=True, type=_day, dest="ends_on")
        step = steps.add_parser("end", help="end it now")
        step.add_argument("id", help="as `list` shows it")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            getattr(self, f"_{options['step']}")(options)
        except Refusal as refusal:
            raise CommandError(f"{refusal.why} {refusal.then}") from None

    def _list(self, options: dict[str, Any]) -> None:
        for one in queries.substitutions(clock.today(clock.now())):
            self.stdout.write(
                f"{one.id}: {one.substitute.account.login}, {one.kind} {one.position},"
                f" {one.agency.code}, {' '.join(one.services) or 'all services'}:"
                f" {' '.join(one.actions)}, {one.decree}, from {one.begins_on} until"
                f" {one.ends_on}"
            )

    def _add(self, options: dict[str, Any]) -> None:
        agency = queries.agencies().get(options["agency"])
        if agency is None:
            raise CommandError(f"{options['agency']} is no agency.")
        replaced, english = options["replaced"], options["position_en"]
        row = substitutes.substitute(
            kind=SubstituteKind(options["kind"]),
            officer=_officer(options["login"]),
            agency=agency,
            replaced=_officer(replaced) if replaced else None,
            position=options["position"],
            position_translations={"en": english} if english else {},
            actions=[Action(one) for one in options["actions"]],
            services=options["services"],
            decree=options["decree"],
            decree_on=options["decree_on"],
            begins_on=options["begins_on"],
            ends_on=options["ends_on"],
            by=SYSTEM,
            at=clock.now(),
        )
        self.stdout.write(f"{options['login']} stands in as {row.kind}: {row.id}")

    def _end(self, options: dict[str, Any]) -> None:
        for one in queries.substitutions(clock.today(clock.now())):
            if str(one.id) == options["id"]:
                substitutes.end_substitution(
                    substitution=one, by=SYSTEM, at=clock.now()
                )
                self.stdout.write(f"The substitution in {one.position} is ended.")
                return
        raise CommandError(f"{options['id']} is no substitution in force.")


def _officer(login: str) -> models.Officer:
    officer = next(
        (one for one in queries.in_office() if one.account.login == login), None
    )
    if officer is None:
        raise CommandError(f"Nobody in office signs in as {login}.")
    return officer
