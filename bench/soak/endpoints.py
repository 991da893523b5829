"""Send random and malformed requests to every address, and report what breaks it.

JSON and CBOR to the passkeys, signed and unsigned callbacks, damaged files, multipart
bodies, cookies, headers, unusual values in addresses, queries and forms. Each case is
made from the seed and its number alone: `--seed S --only N` sends one of them again.

A finding: an exception, a status of 500 or more other than a refusal's 503, more
seconds of processor than `SECONDS`, or memory that grows by more than `GROWTH`.
"""

import argparse
import collections
import contextlib
import dataclasses
import itertools
import json
import logging
import re
import tempfile
import time
import traceback
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any
from unittest import mock

import django
import psutil
from bench.soak import inputs

SECONDS = 2.0  # of processor, for one request
GROWTH = 200_000_000  # bytes of this process, from the first thousand cases to the end
FIELD = re.compile(r'<(?:input|textarea|select)[^>]*?\bname="([^"]+)"')
PLACE = re.compile(r"<(?:\w+:)?(\w+)>")
WARM = 1000
SERVICE = "DKC-006"


@dataclasses.dataclass(frozen=True, slots=True)
class Finding:
    """What broke: the place, the cause, and the first case."""

    address: str
    trouble: str
    case: int


class Target:
    """A mall with services, a draft and an officer, for one run."""

    def __init__(self) -> None:
        from balarea.applications.tests.citizen import conftest as citizens
        from balarea.catalogue import operations as catalogue
        from balarea.config.generated_docs import addresses
        from balarea.foundation import clock
        from balarea.foundation.operation import SYSTEM
        from balarea.people import addresses as contacts
        from balarea.people import operations as people
        from balarea.people import testing
        from balarea.people.rules import Action

        at = clock.now()
        catalogue.publish(
            definitions=citizens.online().values(),
            agencies=citizens.agencies(),
            by=SYSTEM,
            at=at,
        )
        contact = contacts.parse("0812-1111-2222")
        self.contact = people.find_or_create_contact(address=contact, by=SYSTEM, at=at)
        self.officer = testing.appoint("DKC", list(Action), at, login="dkc.soak")
        self.routes = [
            f"/{a.route}" for a in addresses.every() if "docs" not in a.route
        ]
        self.networks = itertools.count(1)
        self.places = {
            "code": ["DKC-006", "DKC", "POL-001"],
            "case": [self._draft(SERVICE)],
            "requirement": ["R1", "R2"],
            "page": ["1", "2"],
            "provider": ["demo"],
        }

    def client(self, role: str) -> Any:
        """A client: anonymous, a citizen or an officer, in a network of its own."""
        from django.conf import settings
        from django.test import Client

        from balarea.foundation import clock
        from balarea.people import auth, reauthentication

        number = next(self.networks)
        client = Client(
            REMOTE_ADDR=f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}"
        )
        client.raise_request_exception = True
        if role == "officer":
            self.officer.account.refresh_from_db()  # a form may have ended its sessions
            client.force_login(self.officer.account)
        session = client.session
        session[auth.SINCE] = clock.now().timestamp()
        if role == "citizen":
            session[auth.CONTACT] = str(self.contact.id)
        if role == "officer":
            session[auth.LAST_REQUEST] = clock.now().timestamp()
            # As if a factor had been proved, to reach the parsers of the next steps.
            now = clock.now().timestamp()
            session[reauthentication.CONFIRMED] = {"change": "kunci", "at": now}
        session.save()
        client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key or ""
        return client

    def _draft(self, code: str) -> str:
        from balarea.applications.tests.citizen import browsing, conftest

        home = conftest.begin(browsing.Browser(self.client("citizen")), code)
        return home.split("/permohonan/")[1].split("/")[0]

    def path(self, random: Random, route: str) -> str:
        """An address with its parameters filled, with valid or invalid values."""

        def filled(place: re.Match[str]) -> str:
            places = self.places.get(place[1], [])
            if places and random.random() < 0.7:
                return random.choice(places)
            return inputs.text(random)[:300].replace("?", "")

        return PLACE.sub(filled, route)


def passkey(target: Target, random: Random) -> tuple[str, Any]:
    """A response to a fresh challenge."""
    role, path = random.choice(
        (
            ("", "/masuk/kunci/"),
            ("", "/petugas/masuk/kunci/"),
            ("officer", "/petugas/akun/kunci/"),
        )
    )
    client = target.client(role)
    start = "/petugas/akun/kunci/mulai/" if role else "/masuk/kunci/mulai/"
    answer = client.get(start)
    assert answer.status_code == 200, f"no challenge: {answer.status_code}"
    challenge = json.loads(answer.content)["publicKey"]["challenge"]
    kind = "webauthn.create" if role else "webauthn.get"
    credential = inputs.credential(random, kind, challenge)
    return path, client.post(path, {"credential": credential})


def callback(target: Target, random: Random) -> tuple[str, Any]:
    """A payment provider's callback, signed as the demo's or unsigned."""
    from balarea.foundation import clock
    from balarea.payments.providers import demo

    path = "/api/v1/payments/callback/demo"
    body = random.choice((inputs.nested, inputs.text))(random).encode()[:60_000]
    if random.random() < 0.6:
        names = ("payment", "number", "amount", "paid_at")
        fields = {name: inputs.value(random) for name in names}
        body = json.dumps(fields).encode()[:60_000]
    signed = demo.sign(body, clock.now()) if random.random() < 0.7 else {}
    more = {f"HTTP_{k.upper().replace('-', '_')}": v for k, v in signed.items()}
    if random.random() < 0.2:
        more |= inputs.headers(random)
    client = target.client("")
    return path, client.post(path, body, content_type="application/json", **more)


def upload(target: Target, random: Random) -> tuple[str, Any]:
    """A damaged file, in a valid form."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    content, name = inputs.file(random), inputs.text(random)[:80]
    file = SimpleUploadedFile("x", content, "application/pdf")
    file.__dict__["_name"] = name  # unchecked: Django's check accepts only known names
    path = "/verifikasi/berkas/"
    if random.random() < 0.5:
        return path, target.client("").post(path, {"berkas": file})
    path = f"/permohonan/{target.places['case'][0]}/berkas/R1/"
    return path, target.client("citizen").post(path, {"file": file})


def form(target: Target, random: Random) -> tuple[str, Any]:
    """A body that no browser writes."""
    route = random.choice(target.routes)
    path, name = "/verifikasi/berkas/", "berkas"
    if random.random() < 0.5:
        path, name = target.path(random, route), "a"
    body, kind = inputs.multipart(random, name, inputs.file(random))
    if random.random() < 0.3:
        body, kind = inputs.urlencoded(random)
    client = target.client(random.choice(("", "citizen", "officer")))
    path += random.choice(("", "?a=b", "?nomor=%ff%00&a=%u1"))
    return route, client.generic("POST", path, body, content_type=kind)


def page(target: Target, random: Random) -> tuple[str, Any]:
    """An address with unusual values, queries, cookies and headers."""
    from django.conf import settings

    route = random.choice(target.routes)
    path = target.path(random, route)
    client = target.client(random.choice(("", "citizen", "officer")))
    names = (
        "q",
        "nomor",
        "antrean",
        "sebelum",
        "lanjut",
        "page",
        "instansi",
        "halaman",
    )
    params = {name: inputs.text(random)[:2000] for name in random.sample(names, 3)}
    more = inputs.headers(random) if random.random() < 0.5 else {}
    if random.random() < 0.3:
        ours = (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME)
        others = (settings.BALAREA_DEVICE_COOKIE, settings.LANGUAGE_COOKIE_NAME)
        client.cookies.clear()
        more["HTTP_COOKIE"] = inputs.cookies(random, (*ours, *others, "messages"))
    method = random.choice(("get", "get", "get", "head", "options"))
    return route, getattr(client, method)(path, params, **more)


def fields(target: Target, random: Random) -> tuple[str, Any]:
    """A form of a page, with unusual values in its fields."""
    route = random.choice(target.routes)
    role = "officer" if route.startswith("/petugas/") else "citizen"
    client, path = target.client(role), target.path(random, route)
    response = client.get(path)
    html = "" if response.streaming else response.content.decode("utf-8", "replace")
    hidden = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', html))
    params: dict[str, Any] = {
        name: hidden.get(name) if random.random() < 0.5 else inputs.text(random)
        for name in FIELD.findall(html)
    }
    params = {name: value for name, value in params.items() if value is not None}
    if random.random() < 0.3:
        params |= {inputs.text(random)[:60] or "x": inputs.text(random)}
    return route, client.post(path, params)


KINDS = {one.__name__: one for one in (passkey, callback, upload, form, page, fields)}
# An upload starts a process, so there are fewer of them.
WEIGHTS = {"passkey": 5, "callback": 3, "upload": 1, "form": 4, "page": 6, "fields": 5}


def one(
    target: Target, seed: int, number: int, *, is_verbose: bool = False
) -> Finding | None:
    """Send one case; the finding, if any."""
    random = Random(f"{seed} {number}")
    [kind] = random.choices(list(WEIGHTS), list(WEIGHTS.values()))
    began = time.process_time()
    try:
        route, answer = KINDS[kind](target, random)
    except Exception as error:  # noqa: BLE001 - every exception is a finding
        if is_verbose:
            traceback.print_exc()
        frame = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{Path(frame.filename).name}:{frame.lineno} in {frame.name}"
        return Finding(kind, f"{type(error).__name__} at {place}", number)
    took = time.process_time() - began
    if answer.status_code >= 500 and answer.status_code != 503:
        return Finding(f"{kind} {route}", f"status {answer.status_code}", number)
    if took > SECONDS:
        return Finding(f"{kind} {route}", f"more than {SECONDS} s of processor", number)
    return None


@dataclasses.dataclass(slots=True)
class Result:
    """The number of cases of a run, and its findings."""

    cases: int = 0
    findings: list[Finding] = dataclasses.field(default_factory=list)
    counted: collections.Counter[str] = dataclasses.field(
        default_factory=collections.Counter
    )

    def add(self, finding: Finding) -> None:
        if not self.counted[finding.trouble]:
            self.findings.append(finding)
        self.counted[finding.trouble] += 1


def run(target: Target, *, seed: int, cases: int, seconds: float = 0) -> Result:
    """Run so many cases, or as many as fit into the seconds."""
    result, process = Result(), psutil.Process()
    ends = time.monotonic() + seconds if seconds else float("inf")
    before = 0
    for number in range(cases):
        if time.monotonic() > ends:
            break
        if finding := one(target, seed, number):
            result.add(finding)
        result.cases += 1
        if result.cases == WARM:
            before = process.memory_info().rss
    if before and (grown := process.memory_info().rss - before) > GROWTH:
        result.add(Finding("memory", f"grew by {grown // 1_000_000} MB", result.cases))
    return result


@contextlib.contextmanager
def opened() -> Iterator[Target]:
    """A mall in a temporary database."""
    django.setup()
    from django.conf import settings
    from django.test.utils import (
        get_runner,
        override_settings,
        setup_test_environment,
    )

    from balarea.config import utf8_request
    from balarea.documents.providers import authority
    from balarea.foundation import clock
    from balarea.payments.providers import keys as payment_keys
    from balarea.vault import keys

    logging.disable(logging.CRITICAL)
    setup_test_environment()
    runner = get_runner(settings)(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    try:
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder) / "keys"
            keys.make(place)
            payment_keys.make(place, "demo")
            authority.make(place, at=clock.now())
            plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
            # The test client uses the server's request class.
            patched = mock.patch(
                "django.test.client.WSGIRequest", utf8_request.Utf8Request
            )
            with (
                patched,
                override_settings(
                    BALAREA_KEYS_DIR=place,
                    BALAREA_FILES_DIR=Path(folder) / "files",
                    BALAREA_PAYMENT_PROVIDER="demo",
                    BALAREA_DEMO=True,
                    BALAREA_NOTICE_PROVIDERS={"PHONE": "demo", "EMAIL": "demo"},
                    STORAGES={**settings.STORAGES, "staticfiles": {"BACKEND": plain}},
                ),
            ):
                yield Target()
    finally:
        runner.teardown_databases(databases)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--only", type=int, help="the number of one case")
    options = parser.parse_args()
    with opened() as target:
        if options.only is not None:
            print(one(target, options.seed, options.only, is_verbose=True))
            return
        result = run(
            target, seed=options.seed, cases=options.cases, seconds=options.seconds
        )
    for finding in result.findings:
        print(f"{result.counted[finding.trouble]} × {finding}")
    summary = {
        "seed": options.seed,
        "cases": result.cases,
        "findings": len(result.findings),
        "cases with a finding": result.counted.total(),
    }
    print(json.dumps(summary))


if __name__ == "__main__":
    main()
