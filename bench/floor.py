"""The floor: a bare Django view, one select and a template of a given size.

As `django-admin startproject` makes it: its middleware, its defaults, no cache, no
compression. `BALAREA_FLOOR_BYTES` says how long the page shall be.
"""

import os
from urllib.parse import parse_qsl, urlsplit

import django
from django.conf import settings

_DATABASE = urlsplit(os.environ["DATABASE_URL"])
_OPTIONS = dict(parse_qsl(_DATABASE.query))

settings.configure(
    SECRET_KEY="floor",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF="bench.floor",
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
from django.db import models  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.template import Context, Engine  # noqa: E402
from django.urls import path  # noqa: E402

SIZE = int(os.environ.get("BALAREA_FLOOR_BYTES", "20000"))
LINE = "Surat keterangan dari kepolisian & salinan kartu keluarga yang masih berlaku"
TEMPLATE = Engine().from_string(
    "<!doctype html><html lang=id><head><meta charset=utf-8>"
    "<title>{{ service.title }}</title></head><body><h1>{{ service.title }}</h1>"
    "{% for line in lines %}<p>{{ line }}</p>\n{% endfor %}</body></html>"
)


class Service(models.Model):
    """The same row that the house reads."""

    code = models.CharField(max_length=20, primary_key=True)
    title = models.CharField(max_length=300)
    summary = models.TextField()

    class Meta:
        managed = False
        app_label = "floor"
        db_table = "catalogue_service"


def page(request: HttpRequest, code: str) -> HttpResponse:
    """One select, one template."""
    service = Service.objects.get(code=code)
    # Each line is escaped, as a page's own texts are.
    lines = [LINE] * (SIZE // (len(LINE) + 12))
    context = Context({"service": service, "lines": lines})
    return HttpResponse(TEMPLATE.render(context))


urlpatterns = [path("<str:code>/", page)]
application = WSGIHandler()
