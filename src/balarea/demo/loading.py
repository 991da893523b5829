"""Fills a demonstration with officers, citizens and applications, by operations."""

import base64
import datetime as dt
import json
import os
import random
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import ScryptPasswordHasher

from balarea.applications import models as applications
from balarea.applications import (
    queries,
    testing,
    testing_bundles,
    testing_measures,
)
from balarea.applications.rules import State
from balarea.catalogue import queries as catalogue
from balarea.catalogue.definition import loading
from balarea.demo import cast, managers, visiting
from balarea.documents import operations as documents
from balarea.documents import providers
from balarea.documents import queries as document_queries
from balarea.foundation import clock
from balarea.foundation.operation import SYSTEM
from balarea.payments.providers import demo as payment_demo
from balarea.payments.providers import keys as payment_keys
from balarea.people import models as people
from balarea.people import queries as people_queries
from balarea.people import testing as people_testing
from balarea.people import totp
from balarea.people.addresses import Address
from balarea.people.operations import (
    contacts,
    factors,
    officer_contacts,
    officers,
    villages,
)
from balarea.people.rules import Action, Role
from balarea.transparency import queries as log
from balarea.vault import operations as vault

type Card = dict[str, Any]


def card_path() -> Path:
    """The file with accounts and addresses for trying the demonstration; mode 0600."""
    return Path(settings.DATA) / "demo.json"


def read_card() -> Card | None:
    """The content of that file; None if there is none or it is of another database."""
    try:
        card: Card = json.loads(card_path().read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    is_current = people_queries.is_officer(str(card["officer"]))
    return card if is_current else None


def is_filled() -> bool:
    """Whether the database has officers, with or without a file that fits them."""
    return people_queries.has_officers()


def load(at: dt.datetime) -> Card:
    """Fill an empty mall, and return its card; a filled one stays unchanged."""
    if (card := read_card()) is not None:
        return card
    begun = at - dt.timedelta(days=40)
    accounts = _appoint_officers(begun) | _open_villages(begun)
    applicants = _create_applicants(begun)
    for number, (name, phone) in enumerate(cast.CITIZENS.values()):
        contacts.open_account(contact=applicants[number].contact, by=SYSTEM, at=begun)
        role = list(cast.CITIZENS)[number]
        accounts[role] = {"name": name, "contact": phone, "sign_in": "/masuk/"}
    played, pages = _play(applicants, at)
    managers.propose(at)
    visiting.prepare_building(begun)
    first = people_queries.officers("DKC")[0]
    card = {
        "officer": str(first.id),
        "accounts": accounts,
        "tracking": {state: _tracking(case, at) for state, case in played.items()},
        "desk": {state: _desk(case) for state, case in played.items()},
        "pages": pages,
    }
    _write(card)
    return card


def _write(card: Card) -> None:
    path = card_path()
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    with os.fdopen(os.open(path, flags, 0o600), "w", encoding="utf-8") as file:
        json.dump(card, file, indent=1)


def _appoint_officers(at: dt.datetime) -> dict[str, Card]:
    """Officers of every agency that serves online, a manager and an auditor.

    Returns their accounts by role (see `cast.ROLES`) or login.
    """
    agencies = people_queries.agencies()
    names, steps = iter(cast.OFFICER_NAMES), _steps()
    parts = {code: cast.parts_of(steps[code]) for code in sorted(steps)}
    of_all = {one: Action.OVERSEE for one in cast.OVERSEERS}
    of_all[cast.FRONT_DESK] = Action.RECEIVE
    passwords = _hashed_passwords(sum(map(len, parts.values())) + len(of_all))
    made: dict[str, Card] = {}
    for code in parts:
        for part in parts[code]:
            login = f"{code.lower()}.{part.login}"
            officer, made[login] = _appoint(
                login,
                next(names),
                next(passwords),
                (part.position, part.english),
                part.role,
                agencies[code],
                at,
            )
            officers.grant(
                officer=officer,
                agency=agencies[code],
                actions=cast.actions_of(part, steps[code]),
                by=SYSTEM,
                at=at,
            )
    host = agencies["DPM"]
    for (login, position, role), action in of_all.items():
        officer, made[login] = _appoint(
            login, next(names), next(passwords), position, role, host, at
        )
        for code in parts:
            agency = agencies[code]
            officers.grant(
                officer=officer, agency=agency, actions=[action], by=SYSTEM, at=at
            )
        if role == Role.MANAGER:
            managers.let_manage(officer, at)
    named = {role: made.pop(login) for role, login in cast.ROLES.items()}
    return named | made


def _villages() -> list[villages.Village]:
    """The villages of this mall, in the order of its list."""
    places = loading.load_places(Path(settings.BALAREA_SERVICES_DIR))
    return [
        villages.Village(code, name, district.name)
        for district in places.districts
        for code, name in district.villages.items()
    ]


def _open_villages(at: dt.datetime) -> dict[str, Card]:
    """Offices of some villages, each with its officer; their accounts by login."""
    passwords, names = _hashed_passwords(cast.VILLAGES), reversed(cast.APPLICANTS)
    made: dict[str, Card] = {}
    for village in _villages()[: cast.VILLAGES]:
        login = f"desa.{village.name.lower().replace(' ', '')}"
        villages.open_village(village=village, by=SYSTEM, at=at)
        office = people_queries.agency(village.code)
        officer, made[login] = _appoint(
            login,
            f"{next(names)} Contoh",
            next(passwords),
            ("Petugas desa", "Village officer"),
            Role.FRONT_OFFICER,
            office,
            at,
        )
        officers.grant(
            officer=officer, agency=office, actions=[Action.ASSIST], by=SYSTEM, at=at
        )
    return made


def _steps() -> dict[str, set[str]]:
    """Agency → the steps that its online services take."""
    steps: dict[str, set[str]] = {}
    for service in catalogue.services().values():
        if service.is_online:
            definition = catalogue.definition(service.current)
            steps.setdefault(service.agency, set()).update(definition.steps)
            for asking in definition.advice:
                steps.setdefault(asking.agency, set())
    return steps


def _hashed_passwords(count: int) -> Iterator[tuple[str, str]]:
    """Passwords of 96 random bits with their hashes, made in no time.

    A slow hash protects what people choose and others can guess; a fifth of a second
    for each of ninety officers would be half of the time that filling takes. The first
    sign-in hashes anew at full cost (`people.operations.check_password`).
    """
    hasher = ScryptPasswordHasher()
    for _ in range(count):
        password = secrets.token_urlsafe(12)
        yield password, hasher.encode(password, hasher.salt(), n=2**4, p=1)


def _appoint(
    login: str,
    name: str,
    password: tuple[str, str],
    position: tuple[str, str],
    role: Role,
    agency: people.Agency,
    at: dt.datetime,
) -> tuple[people.Officer, Card]:
    secret = totp.new_secret()
    officer = officers.appoint(
        login=login,
        password_hash=password[1],
        name=name,
        position=position[0],
        position_translations={"en": position[1]},
        role=role,
        agency=agency,
        by=SYSTEM,
        at=at,
    )
    factors.enrol_totp(account=officer.account, secret=secret, by=SYSTEM, at=at)
    mail = Address("EMAIL", f"{login}@contoh.id")
    contact = contacts.find_or_create_contact(address=mail, by=SYSTEM, at=at)
    officer_contacts.set_contact(officer=officer, contact=contact, by=SYSTEM, at=at)
    return officer, {
        "name": name,
        "agency": agency.code,
        "login": login,
        "password": password[0],
        "totp_secret": secret,
        "told_at": mail.value,
        "sign_in": "/petugas/masuk/",
    }


def _create_applicants(at: dt.datetime) -> list[testing.Applicant]:
    """Twelve invented people, each with a phone number of the block in `cast`."""
    return [
        testing.applicant(number, at, name)
        for number, name in enumerate(cast.APPLICANTS, start=1)
    ]


def public_keys() -> dict[str, str]:
    """The keys for checking signatures: root certificates and the provider's key."""
    roots = "\n".join(providers.signer().roots())
    bank = payment_keys.public_key(payment_demo.CODE).public_bytes_raw()
    return {
        "signing_roots_pem": roots,
        "payment_callback_ed25519": base64.b64encode(bank).decode(),
        "log_vkey": (log.log_keys() or [""])[0],
    }


def _play(
    applicants: list[testing.Applicant], at: dt.datetime
) -> tuple[dict[str, applications.Application], dict[str, str]]:
    """Play every scene; returns state → one application, and the pages to show."""
    played: dict[str, applications.Application] = {}
    issued: list[applications.Application] = []
    for number, scene in enumerate((*cast.SCENES, cast.REVOKED)):
        who = applicants[number % len(applicants)]
        schedule = testing.Schedule(at - dt.timedelta(days=scene.days_ago), at)
        case = testing.draft(scene.service, who, schedule)
        testing.submit(case, who, schedule)
        testing.advance(case, State(scene.state), who, schedule)
        application = queries.case(case)
        if scene is cast.REVOKED:
            _revoke(application, schedule)
            played["REVOKED"] = application
            continue
        played.setdefault(scene.state, application)
        if scene in {cast.ADVISED, cast.SILENT}:
            played["ADVISED" if scene is cast.ADVISED else "SILENT"] = application
        if scene is cast.PAID_TWICE:
            testing.pay_again(case, schedule)
        if scene.state == State.ISSUED:
            issued.append(application)
    _play_at_once(applicants[1], at)
    _play_bundle(applicants[0], at)
    for who in applicants[:2]:
        schedule = testing.Schedule(at - dt.timedelta(days=1), at)
        testing.draft("DKC-006", who, schedule)
    return played, _pages(issued[0], at)


def _play_at_once(who: testing.Applicant, at: dt.datetime) -> None:
    """An application that rules grant when it is filed."""
    begun = at - dt.timedelta(days=cast.BY_RULES.days_ago)
    schedule = testing.Schedule(begun, at)
    case = testing.draft(cast.BY_RULES.service, who, schedule)
    testing.submit(case, who, schedule)
    testing.advance(case, State(cast.BY_RULES.state), who, schedule)


def _play_bundle(who: testing.Applicant, at: dt.datetime) -> None:
    """A birth, for which several services are asked as one."""
    schedule = testing.Schedule(at - dt.timedelta(days=1), at)
    born = at - dt.timedelta(days=cast.BORN_DAYS_AGO)
    given = {
        **cast.BIRTH_ANSWERS,
        "dkc028_child_birth_date": [f"{clock.today(born):%d-%m-%Y}"],
        "applicant_full_name": [who.name],
    }
    chance = random.Random(cast.BIRTH)  # noqa: S311 - the same in each demonstration
    case = testing_bundles.random_draft(cast.BIRTH, who, schedule, chance, given)
    testing_bundles.submit(case, who, schedule)


def _revoke(application: applications.Application, schedule: testing.Schedule) -> None:
    scope, by = people_testing.officer_for(
        Action.REVOKE, application.service, application.agency
    )
    testing_measures.revoke(
        case=application.id,
        reason="Pemegang meminta dokumennya dicabut karena pindah (contoh).",
        scope=scope,
        by=by,
        at=schedule.next(),
    )


def _desk(application: applications.Application) -> str:
    """The path of the officers' page of an application."""
    return f"/petugas/permohonan/{application.id}/"


def _tracking(application: applications.Application, at: dt.datetime) -> str:
    """The path of the tracking page, as in the message to the citizen."""
    row = queries.by_reference(application.reference)
    if row is None:
        raise LookupError(application.reference)
    text = vault.open(
        sealed=row.tracking,
        case=row.id,
        name="tracking",
        by=SYSTEM,
        purpose="NOTIFY",
        at=at,
    )
    tracking = json.loads(text)
    return f"/lacak/{tracking['reference']}/{tracking['secret']}/"


def _pages(application: applications.Application, at: dt.datetime) -> dict[str, str]:
    """Name → path of the pages to show. Also writes a signed document as a sample."""
    document = document_queries.document_of(application.id)
    if document is None:
        raise LookupError(application.reference)
    content = documents.open_document(
        document=document, by=SYSTEM, purpose="NOTIFY", at=at
    )
    (Path(settings.DATA) / "demo-document.pdf").write_bytes(content)
    return {
        "home": "/",
        "catalogue": "/layanan/",
        "service": "/layanan/DKC-006/",
        "start": "/permohonan/baru/DKC-006/",
        "sign_in": "/masuk/",
        "messages": "/peraga/pesan/",
        "accounts": "/peraga/akun/",
        "track": "/lacak/",
        "verification": "/verifikasi/",
        "issued_pdf": "/peraga/contoh-dokumen.pdf",
        "issued_verification": f"/verifikasi/{document.code}/",
        "officer_sign_in": "/petugas/masuk/",
        "worklist": "/petugas/",
        **visiting.PAGES,
        "figures": "/petugas/angka/",
        "standards": "/petugas/layanan/",
        "log": "/transparansi/",
        "components": "/peraga/komponen/",
        "api_services": "/api/v1/services",
    }
