"""The baseline: bare Django views.

`page` makes one select and fills a template of `BALAREA_BASELINE_BYTES`; `create`
inserts an application and its first event in one transaction. As `django-admin
startproject` makes it: its middleware, its defaults, no cache, no compression.
"""

import os
import uuid
from urllib.parse import parse_qsl, urlsplit

import django
from django.conf import settings

_DATABASE = urlsplit(os.environ["DATABASE_URL"])
_OPTIONS = dict(parse_qsl(_DATABASE.query))

settings.configure(
    SECRET_KEY="baseline",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF="bench.baseline",
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "django.contrib.messages",
    ],
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": _DATABASE.path.lstrip("/"),
            "USER": _DATABASE.username or "",
            "PASSWORD": _DATABASE.password or "",
            "HOST": _OPTIONS.get("host") or _DATABASE.hostname or "",
            "PORT": _OPTIONS.get("port") or _DATABASE.port or "",
            "CONN_MAX_AGE": 60,
        }
    },
    USE_TZ=True,
)
django.setup()

from django.core.handlers.wsgi import WSGIHandler  # noqa: E402 - needs settings
from django.db import models, transaction  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.template import Context, Engine  # noqa: E402
from django.urls import path  # noqa: E402
from django.views.decorators.csrf import csrf_exempt  # noqa: E402

SIZE = int(os.environ.get("BALAREA_BASELINE_BYTES", "20000"))
LINE = "Surat keterangan dari kepolisian & salinan kartu keluarga yang masih berlaku"
TEMPLATE = Engine().from_string(
    "<!doctype html><html lang=id><head><meta charset=utf-8>"
    "<title>{{ service.title }}</title></head><body><h1>{{ service.title }}</h1>"
    "{% for line in lines %}<p>{{ line }}</p>\n{% endfor %}</body></html>"
)


class Service(models.Model):
    """The same row that the service page reads."""

    objects: models.Manager["Service"] = models.Manager()

    code = models.CharField(max_length=20, primary_key=True)
    title = models.CharField(max_length=300)
    summary = models.TextField()

    class Meta:
        managed = False
        app_label = "baseline"
        db_table = "catalogue_service"


def page(request: HttpRequest, code: str) -> HttpResponse:
    """One select, one template."""
    service = Service.objects.get(code=code)
    # Each line is escaped, as a page's own texts are.
    lines = [LINE] * (SIZE // (len(LINE) + 12))
    context = Context({"service": service, "lines": lines})
    return HttpResponse(TEMPLATE.render(context))


class Application(models.Model):
    """A row as large as an application's."""

    objects: models.Manager["Application"] = models.Manager()

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    service = models.CharField(max_length=20)
    state = models.CharField(max_length=20)
    answers = models.JSONField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        managed = False
        app_label = "baseline"
        db_table = "bench_application"


class Event(models.Model):
    """What happened to it."""

    objects: models.Manager["Event"] = models.Manager()

    application = models.ForeignKey(Application, on_delete=models.PROTECT)
    kind = models.CharField(max_length=20)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        managed = False
        app_label = "baseline"
        db_table = "bench_event"


ANSWERS = {f"question_{number}": "Jalan Mayor Abdurachman 1" for number in range(12)}
TABLES = """
    DROP TABLE IF EXISTS bench_event, bench_application;
    CREATE TABLE bench_application (
        id uuid PRIMARY KEY, service text NOT NULL, state text NOT NULL,
        answers jsonb NOT NULL, at timestamptz NOT NULL
    );
    CREATE INDEX ON bench_application (service, state);
    CREATE INDEX ON bench_application (at);
    CREATE TABLE bench_event (
        id bigserial PRIMARY KEY, kind text NOT NULL, at timestamptz NOT NULL,
        application_id uuid NOT NULL REFERENCES bench_application
            DEFERRABLE INITIALLY DEFERRED
    );
    CREATE INDEX ON bench_event (application_id);
"""


@csrf_exempt
def create(request: HttpRequest) -> HttpResponse:
    """An application and its first event, in one transaction."""
    with transaction.atomic():
        row = Application.objects.create(
            service=request.POST["service"], state="RECEIVED", answers=ANSWERS
        )
        Event.objects.create(application=row, kind="RECEIVED")
    return HttpResponse(str(row.id))


def ready(request: HttpRequest) -> HttpResponse:
    """The server is up."""
    return HttpResponse("ready")


urlpatterns = [
    path("ready/", ready),
    path("create/", create),
    path("<str:code>/", page),
]
application = WSGIHandler()
