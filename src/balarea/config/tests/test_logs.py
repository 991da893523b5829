"""Log lines contain places and reasons, and no personal data."""

import ast
import asyncio
import io
import json
import logging
import logging.config
import re
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.test import Client, override_settings
from django.urls import path
from procrastinate import App, RetryStrategy
from procrastinate.testing import InMemoryConnector

from balarea.config import logs
from balarea.config.urls import urlpatterns as mall_urls
from balarea.foundation import ids
from balarea.foundation.errors import NotFound, TooMany
from balarea.foundation.errors import Refusal as Refused

NIK = "9999010101900001"
NAME = "Siti Rahayu"
PHONE = "+6281234567890"
CODE = "493817"
SECRET = "Q7M2K9XACT"
MAIL = "siti@contoh.id"
CANARIES = (NIK, NAME, "Siti%20Rahayu", PHONE, PHONE[1:], CODE, SECRET, MAIL)
EVERYTHING = " ".join((NIK, NAME, PHONE, CODE, SECRET, MAIL))


ANSWERS: dict[str, HttpResponse] = {}


class Wrong(Refused):
    code = "WRONG"
    reason = "Not %(what)s."


def spoil(request: HttpRequest, reference: str, secret: str) -> HttpResponse:
    default = EVERYTHING  # a local value, as any view holds them
    fault: Callable[[], Exception] = FAULTS[reference]
    try:
        return ANSWERS[request.POST.get("name", default)]
    except KeyError as cause:
        error = fault()
        error.add_note(EVERYTHING)
        raise error from cause


FAULTS: dict[str, Callable[[], Exception]] = {
    "value": lambda: ValueError(EVERYTHING),
    "group": lambda: ExceptionGroup(EVERYTHING, [ValueError(NIK), TypeError(NAME)]),
    "unicode": lambda: UnicodeDecodeError("utf-8", EVERYTHING.encode(), 0, 1, NAME),
    "disk": lambda: OSError(28, f"no space for {NAME}", f"/files/{NIK}"),
    "syntax": lambda: SyntaxError(NAME, ("<s>", 1, 1, EVERYTHING)),
}


def unique(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE canary (nik text UNIQUE) ON COMMIT DROP")
        for _ in range(2):
            cursor.execute("INSERT INTO canary VALUES (%s)", [NIK])
    raise AssertionError


urlpatterns = [
    *mall_urls,
    path("spoil/<str:reference>/<str:secret>/", spoil),
    path("unique/", unique),
]


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """The content of `web.log`, by the handlers of the settings."""
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    before = [(h, h.level) for h in logging.getLogger().handlers]
    logging.config.dictConfig(settings.LOGGING)
    yield stream
    root = logging.getLogger()
    root.handlers = [handler for handler, _ in before]


@pytest.fixture
def browser() -> Client:
    return Client(raise_request_exception=False)


def lines(heard: io.StringIO) -> list[dict[str, Any]]:
    text = heard.getvalue()
    assert not [canary for canary in CANARIES if canary in text]
    entries = [json.loads(line) for line in text.splitlines()]
    assert all(line.keys() <= set(logs.FIELDS) for line in entries)
    return entries


@pytest.mark.django_db
def test_a_tracking_address_is_told_as_its_pattern(
    heard: io.StringIO, browser: Client
) -> None:
    query = {"q": EVERYTHING, "telepon": PHONE}
    assert browser.get(f"/lacak/{NIK}/{SECRET}/", query).status_code == 404
    (line,) = lines(heard)
    assert line["route"] == "/lacak/<str:reference>/<str:secret>/"
    assert (line["event"], line["status"], line["method"]) == ("Not Found", 404, "GET")
    assert (line["level"], line["logger"]) == ("warning", "django.request")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("get", f"/no/{NAME}/{NIK}/", 404),
        ("get", f"/no/{SECRET}?q={PHONE}", 404),
        ("put", f"/lacak/{NIK}/{SECRET}/", 405),
        ("post", f"/verifikasi/{CODE}/", 405),
        ("get", f"/api/v1/services/{NAME}", 404),
        ("get", f"/permohonan/{NIK}/", 404),
    ],
)
def test_no_refused_address_is_told(
    heard: io.StringIO, browser: Client, method: str, address: str, status: int
) -> None:
    response = getattr(browser, method)(address)
    assert response.status_code == status
    (line,) = lines(heard)
    assert line["status"] == status


@pytest.mark.parametrize("more", [{"HTTP_HOST": f"{SECRET}.{NIK}"}, {}])
def test_neither_a_foreign_host_nor_a_missing_token_tells_more(
    heard: io.StringIO, more: dict[str, str]
) -> None:
    browser = Client(raise_request_exception=False, enforce_csrf_checks=True)
    extra: dict[str, Any] = {"HTTP_REFERER": f"http://x/{SECRET}", **more}
    response = browser.post("/masuk/", {"contact": PHONE}, **extra)
    assert response.status_code in {400, 403}
    (line,) = lines(heard)
    assert line["logger"].startswith("django.security.")
    assert line["route"] == "/masuk/"


def test_too_many_tries_are_told_without_the_address(
    heard: io.StringIO, browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object, **__: object) -> HttpResponseBase:
        raise TooMany(minutes=NIK)

    patterns = [path("lacak/<str:reference>/<str:secret>/", stop)]
    module = type(sys)("few_addresses")
    module.__dict__["urlpatterns"] = patterns
    with override_settings(ROOT_URLCONF=module):
        response = browser.get(f"/lacak/{NIK}/{SECRET}/")
    assert response.status_code == 429
    (line,) = lines(heard)
    assert line["event"] == "Too Many Requests"


@override_settings(ROOT_URLCONF=__name__)
@pytest.mark.parametrize("fault", FAULTS)
def test_an_exception_tells_its_type_file_and_line_and_no_value(
    heard: io.StringIO, browser: Client, fault: str
) -> None:
    address = f"/spoil/{fault}/{SECRET}/?q={NIK}"
    assert browser.post(address, {"name": NAME}).status_code == 500
    (line,) = lines(heard)
    assert line["route"] == "/spoil/<str:reference>/<str:secret>/"
    first = spoil.__code__.co_firstlineno
    assert f"{__file__}:{first + 8} in spoil" in line["exception"]
    assert f"{type(FAULTS[fault]()).__name__}" in line["exception"]
    assert "from builtins.KeyError" in line["exception"]
    assert "No space left on device" in line["exception"] or fault != "disk"
    assert "from builtins.TypeError" in line["exception"] or fault != "group"


@pytest.mark.django_db
@override_settings(ROOT_URLCONF=__name__)
def test_the_database_names_the_constraint_and_not_the_row(
    heard: io.StringIO, browser: Client
) -> None:
    browser.get("/unique/")
    (line,) = lines(heard)
    assert "UniqueViolation: 23505, canary, canary_nik_key" in line["exception"]


def test_a_failed_job_is_told_by_name_and_number(heard: io.StringIO) -> None:
    app = App(connector=InMemoryConnector())

    @app.task(name="app.work")
    def work(**given: str) -> None:
        raise ValueError(f"could not reach {given}")

    async def run() -> None:
        async with app.open_async():
            await work.defer_async(name=NAME, nik=NIK, code=CODE, phone=PHONE)
            await app.run_worker_async(wait=False, listen_notify=False)

    asyncio.run(run())
    (line,) = lines(heard)
    assert (line["task"], line["event"], line["level"]) == (
        "app.work",
        "job_error",
        "error",
    )
    assert line["job"]
    assert f"{__file__}:{work.func.__code__.co_firstlineno + 2}" in line["exception"]


def test_a_failed_try_is_an_error_where_another_follows_too(
    heard: io.StringIO,
) -> None:
    app = App(connector=InMemoryConnector())

    @app.task(name="app.retried", retry=RetryStrategy(max_attempts=2))
    def work(**given: str) -> None:
        raise ValueError(f"could not reach {given}")

    @app.task(name="app.fine")
    def fine() -> None:
        pass

    async def run() -> None:
        async with app.open_async():
            await fine.defer_async()
            await work.defer_async(name=NAME, nik=NIK, code=CODE, phone=PHONE)
            for _ in range(3):
                await app.run_worker_async(wait=False, listen_notify=False)

    asyncio.run(run())
    entries = lines(heard)
    assert [(line["task"], line["event"], line["attempts"]) for line in entries] == [
        ("app.retried", "job_error_retry", 0),
        ("app.retried", "job_error_retry", 1),
        ("app.retried", "job_error", 2),
    ]
    assert {line["level"] for line in entries} == {"error"}
    assert all("ValueError" in line["exception"] for line in entries)


def test_a_case_is_told_by_its_id_and_by_nothing_else(heard: io.StringIO) -> None:
    case = ids.uuid7()
    for given in (case, NAME, None):
        logging.getLogger("balarea.x").error("It waits", extra={"case": given})
    assert [line.get("case") for line in lines(heard)] == [str(case), None, None]


@pytest.mark.parametrize("error", [NotFound(), Wrong(what=NAME)])
def test_a_refusal_is_told_by_its_code(heard: io.StringIO, error: Refused) -> None:
    try:
        raise error
    except Refused:
        logging.getLogger("balarea.x").exception("This went wrong")
    (line,) = lines(heard)
    assert line["exception"].startswith(
        f"{type(error).__module__}.{type(error).__name__}: {error.code}\n"
    )


def test_what_is_filled_into_a_message_stays_out(heard: io.StringIO) -> None:
    log = logging.getLogger("balarea.x")
    log.warning("Plain")
    log.warning("Can't reach %s after %5.1f s", NAME, 2.0, extra={"nik": NIK})
    log.error(ValueError(NIK))
    written = lines(heard)
    assert [line["event"] for line in written] == [
        "Plain",
        "Can't reach … after … s",
        logs.WITHHELD,
    ]
    assert all(line["where"].startswith(f"{__file__}:") for line in written)


def test_of_a_librarys_message_only_its_place_is_written(heard: io.StringIO) -> None:
    log = logging.getLogger("some.library")
    log.warning(f"Can't reach {NAME}", stack_info=True)
    log.warning("Can't reach %s", NAME)
    written = lines(heard)
    assert {line["event"] for line in written} == {logs.WITHHELD}
    assert all(line["where"].startswith(f"{__file__}:") for line in written)


LOG_METHODS = {*map(str.lower, logging.getLevelNamesMapping()), "exception", "log"}


def computed_messages(source: str) -> list[int]:
    """Lines of logging calls whose template isn't a literal."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in LOG_METHODS
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in {"log", "logger", "logging"}
        and not (
            node.args
            and isinstance(node.args[0], ast.Constant)
            and isinstance(node.args[0].value, str)
        )
    ]


def test_every_message_of_our_own_is_a_literal_template() -> None:
    """Templates are logged, so nothing may be formatted into them before."""
    ours = settings.ROOT / "src" / "balarea"
    sources = [
        path
        for path in ours.rglob("*.py")
        if "tests" not in path.relative_to(ours).parts
    ]
    assert sum("getLogger(__name__)" in path.read_text("utf-8") for path in sources) > 5
    for file in sources:
        text = file.read_text("utf-8")
        if re.search(r"\b(log|logger|logging)\.", text):
            assert computed_messages(text) == [], file


@pytest.mark.parametrize(
    "call",
    [
        'log.error(f"for {name}")',
        'log.error("for " + name)',
        'logger.exception("for {}".format(name))',
        "logging.warning(name)",
        "log.critical(msg=name)",
    ],
)
def test_a_computed_message_is_found(call: str) -> None:
    assert computed_messages(f'log.error("fine")\n{call}') == [2]


def test_a_terminal_gets_lines_that_people_read(
    heard: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(heard, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stderr", heard)  # pytest puts back its own
    logging.config.dictConfig(settings.LOGGING)
    try:
        int(NAME)
    except ValueError:
        logging.getLogger("balarea.x").exception("This went wrong")
    text = heard.getvalue()
    assert "This went wrong" in text
    assert f"\n  {__file__}:" in text
    assert NAME not in text
    assert not text.startswith("{")


# Of libraries that only tests, or a kiosk's program, import.
OF_OTHERS = {"pyshacl-validate", "usb"}


def test_no_logger_of_ours_has_a_separate_handler() -> None:
    logging.config.dictConfig(settings.LOGGING)
    loggers = [
        logger
        for logger in logging.Logger.manager.loggerDict.values()
        if isinstance(logger, logging.Logger) and logger.name not in OF_OTHERS
    ]
    assert not [
        logger.name
        for logger in loggers
        for handler in logger.handlers
        if not isinstance(handler, logging.NullHandler)
    ]
