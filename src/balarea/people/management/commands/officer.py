import getpass
import secrets
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from balarea.foundation import clock, languages
from balarea.foundation.errors import Refusal
from balarea.foundation.operation import SYSTEM
from balarea.people import addresses, models, queries
from balarea.people.operations import (
    factors,
    officer_contacts,
    officer_identity,
    officers,
)
from balarea.people.queries import villages as village_queries
from balarea.people.rules import Action, Role

FIRST_TIME = (
    "Password, shown this once: {password}\n"
    "At /petugas/masuk/ it asks for a code that is sent to the officer's contact, then"
    " for an authenticator app; then change it."
)
# The languages besides Indonesian, in which a position may have a name.
_TRANSLATED = [one for one in languages.LANGUAGES if one.code != languages.DEFAULT]
IDENTITY = "asks for NIK and family card number: finds conflicts of interest"
CONTACT = "phone or e-mail: proved by a code, then told of every change of sign-in"


class Command(BaseCommand):
    """Appoint officers, change and help them, give and take rights, dismiss them.

    Whoever operates the mall does so on the word of the agency's head. Each step
    stands in the public log.
    """

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        steps = parser.add_subparsers(dest="step", required=True)
        step = steps.add_parser("list", help="who serves, and with which rights")
        step.add_argument("--agency", help="code of one agency")
        step = steps.add_parser("appoint", help="open an officer's account")
        step.add_argument("login")
        step.add_argument("--name", required=True)
        step.add_argument("--position", required=True, help="as citizens are told")
        _add_translations(step)
        step.add_argument("--agency", required=True, help="its code")
        step.add_argument("--role", required=True, choices=[r.value for r in Role])
        step.add_argument("--contact", required=True, help=CONTACT)
        step.add_argument("--identity", action="store_true", help=IDENTITY)
        step = steps.add_parser("change", help="what citizens are told from now on")
        step.add_argument("login")
        step.add_argument("--name")
        step.add_argument("--position", help="as citizens are told")
        _add_translations(step)
        step.add_argument("--contact", help=CONTACT)
        step.add_argument("--identity", action="store_true", help=IDENTITY)
        step = steps.add_parser("grant", help="give rights on services of an agency")
        step.add_argument("login")
        step.add_argument("--agency", required=True, help="its code")
        step.add_argument(
            "--actions", required=True, nargs="+", choices=[a.value for a in Action]
        )
        step.add_argument("--services", nargs="*", default=[], help="none named: all")
        step = steps.add_parser("revoke", help="take rights back")
        step.add_argument("login")
        step.add_argument("--agency", required=True, help="its code")
        step = steps.add_parser("renew", help="after password or factors were lost")
        step.add_argument("login")
        step = steps.add_parser("dismiss", help="end rights, sessions and sign-in")
        step.add_argument("login")

    def handle(self, *args: Any, **options: Any) -> None:
        getattr(self, f"_{options['step']}")(options)

    def _list(self, options: dict[str, Any]) -> None:
        for officer in queries.in_office(options["agency"]):
            self.stdout.write(
                f"{officer.account.login}: {officer.name}, {officer.position}, "
                f"{officer.agency.code}"
            )
            for right in queries.rights_of(officer):
                named = ", ".join(right.services) or "all services"
                actions = " ".join(right.actions)
                self.stdout.write(f"    {right.agency.code}, {named}: {actions}")

    def _appoint(self, options: dict[str, Any]) -> None:
        if models.Account.objects.filter(login=options["login"]).exists():
            raise CommandError("This login exists already. Choose another one.")
        password, details = secrets.token_urlsafe(12), _details(options)
        officer = officers.appoint(
            login=options["login"],
            password=password,
            name=details["name"],
            position=details["position"],
            position_translations=_translations(options, {}),
            role=Role(options["role"]),
            agency=_agency(options["agency"]),
            address=_address(options["contact"]),
            by=SYSTEM,
            at=clock.now(),
        )
        if options["identity"]:
            _set_identity(officer)
        self.stdout.write(f"{options['login']} is appointed, without rights so far.")
        self.stdout.write(FIRST_TIME.format(password=password))

    def _change(self, options: dict[str, Any]) -> None:
        officer = _officer(options["login"])
        details: dict[str, object] = {**_details(options)}
        # A new position makes the translations of the old one wrong.
        before = {} if "position" in details else officer.position_translations
        if (translations := _translations(options, before)) != (
            officer.position_translations
        ):
            details["position_translations"] = translations
        if options["contact"] is not None:
            address = _address(options["contact"])
            officer_contacts.set_unproved_address(
                officer=officer, address=address, by=SYSTEM, at=clock.now()
            )
            self.stdout.write("The next `renew` asks for a code that is sent there.")
            if not details:
                return
        if options["identity"]:
            _set_identity(officer)
            self.stdout.write("Their own cases and their family's are found from now.")
            if not details:
                return
        if not details:
            raise CommandError("Say what is to change: --name, --position …")
        officers.change(officer=officer, details=details, by=SYSTEM, at=clock.now())
        translations = officer.position_translations
        others = ", ".join(
            f"in {language.name}: "
            f"{translations.get(language.code) or 'told in Indonesian too'}"
            for language in _TRANSLATED
            if language.code in translations or not language.is_draft
        )
        self.stdout.write(
            f"From now on: {officer.name}, {officer.position} ({others})."
        )

    def _grant(self, options: dict[str, Any]) -> None:
        right = officers.grant(
            officer=_officer(options["login"]),
            agency=_agency(options["agency"]),
            actions=[Action(action) for action in options["actions"]],
            services=options["services"],
            by=SYSTEM,
            at=clock.now(),
        )
        self.stdout.write(f"Granted: {' '.join(right.actions)}.")

    def _revoke(self, options: dict[str, Any]) -> None:
        officer, count = _officer(options["login"]), 0
        for right in queries.rights_of(officer):
            if right.agency.code == options["agency"]:
                officers.revoke(right=right, by=SYSTEM, at=clock.now())
                count += 1
        if not count:
            raise CommandError(f"There is no right in {options['agency']} to take.")
        self.stdout.write("Taken back; gone at the next request.")

    def _renew(self, options: dict[str, Any]) -> None:
        officer, password = _officer(options["login"]), secrets.token_urlsafe(12)
        factors.renew(
            account=officer.account, password=password, by=SYSTEM, at=clock.now()
        )
        self.stdout.write("Every session, app, passkey and recovery code has ended.")
        self.stdout.write(FIRST_TIME.format(password=password))

    def _dismiss(self, options: dict[str, Any]) -> None:
        officer = _officer(options["login"])
        officers.dismiss(officer=officer, by=SYSTEM, at=clock.now())
        self.stdout.write(
            f"{officer.name} is dismissed. What they did stays on record."
        )


def _set_identity(officer: models.Officer) -> None:
    """Ask for both numbers without showing them; the shell's history has neither."""
    try:
        officer_identity.set_identity(
            officer=officer,
            nik=getpass.getpass("NIK (empty: none): "),
            family_card=getpass.getpass("Family card number (empty: none): "),
            by=SYSTEM,
            at=clock.now(),
        )
    except Refusal as refusal:
        raise CommandError(f"{refusal.why} {refusal.then}") from None


def _details(options: dict[str, Any]) -> dict[str, str]:
    """Name and position of the command line, checked for length."""
    details = {}
    for key in ("name", "position"):
        if options[key] is None:
            continue
        details[key] = _fitting(options[key], key)
        if not details[key]:
            raise CommandError("Name and position can't be empty.")
    return details


def _translations(options: dict[str, Any], before: Mapping[str, str]) -> dict[str, str]:
    """The position by language code: those `before`, changed by the command line."""
    translations = dict(before)
    for language in _TRANSLATED:
        text = options[f"position_{language.code}"]
        if text is not None:
            translations[language.code] = _fitting(text, "position")
    return {code: text for code, text in translations.items() if text}


def _fitting(text: str, key: str) -> str:
    """The text with single spaces; raises `CommandError` if too long for its column."""
    text = " ".join(text.split())
    field: Any = models.Officer._meta.get_field(key)
    if len(text) > (longest := field.max_length):
        raise CommandError(f"At most {longest} letters: {text[:40]}…")
    return text


def _add_translations(step: CommandParser) -> None:
    for language in _TRANSLATED:
        step.add_argument(
            f"--position-{language.code}",
            help=f'the same in {language.name}; "" for none',
        )


def _address(typed: str) -> addresses.Address:
    try:
        address = addresses.parse(typed)
    except addresses.UnknownAddress as error:
        raise CommandError(f"--contact: {error}") from None
    if address.kind not in settings.BALAREA_NOTICE_PROVIDERS:
        raise CommandError(f"--contact: nothing is sent to {address.kind} here.")
    return address


def _agency(code: str) -> models.Agency:
    agency = (queries.agencies() | village_queries.villages()).get(code)
    if agency is None:
        raise CommandError(f"There is no agency {code}. Publish the services first.")
    return agency


def _officer(login: str) -> models.Officer:
    officer = next(
        (one for one in queries.in_office() if one.account.login == login), None
    )
    if officer is None:
        raise CommandError(f"Nobody in office signs in as {login}.")
    return officer
