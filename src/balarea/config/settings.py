"""Settings. What differs between malls comes from the environment and `mall.yaml`."""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP
from django.utils.functional import SimpleLazyObject

from balarea.foundation import languages, mall

ROOT = Path(__file__).resolve().parents[3]
DATA = Path(os.environ.get("BALAREA_DATA", ROOT / ".data")).resolve()
BALAREA_KEYS_DIR = DATA / "keys"
BALAREA_FILES_DIR = DATA / "files"
BALAREA_STATE_DIR = DATA / "state"  # lists of rows, for auditors
BALAREA_MALL_FILE = Path(os.environ.get("BALAREA_MALL") or ROOT / "services/mall.yaml")
BALAREA_MALL = mall.read(BALAREA_MALL_FILE)
BALAREA_SERVICES_DIR = Path(BALAREA_MALL.services)


def _agencies() -> object:
    """The file of agencies, read when the public log first names them."""
    from balarea.catalogue.definition import load_agencies

    return load_agencies(BALAREA_SERVICES_DIR, BALAREA_MALL)


BALAREA_AGENCIES = SimpleLazyObject(_agencies)
BALAREA_DEMO = os.environ.get("BALAREA_DEMO", "0") == "1"
BALAREA_BASE_URL = os.environ.get("BALAREA_BASE_URL", "http://localhost:8000")

DEBUG = os.environ.get("BALAREA_DEBUG", "0") == "1"


def _secret_key() -> str:
    if given := os.environ.get("BALAREA_SECRET_KEY"):
        return given
    try:
        return (BALAREA_KEYS_DIR / "secret_key").read_bytes().hex()
    except FileNotFoundError:
        # Only commands that make the keys or look at code run without them.
        return os.urandom(32).hex()


SECRET_KEY = _secret_key()
BASE = urlsplit(BALAREA_BASE_URL)
ALLOWED_HOSTS = [
    BASE.hostname or "localhost",
    *filter(None, os.environ.get("BALAREA_HOSTS", "localhost,127.0.0.1").split(",")),
]
CSRF_TRUSTED_ORIGINS = [f"{BASE.scheme}://{BASE.netloc}"]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django_cotton.apps.SimpleAppConfig",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "procrastinate.contrib.django",
    "balarea.foundation",
    "balarea.ui",
    "balarea.transparency",
    "balarea.vault",
    "balarea.people",
    "balarea.catalogue",
    "balarea.documents",
    "balarea.payments",
    "balarea.notices",
    "balarea.applications",
    "balarea.visits",
    "balarea.demo",
    "balarea.config",
]

MIDDLEWARE = [
    # The outermost: a cached page went through all the others once.
    "balarea.catalogue.page_cache.serve_cached",
    "django.middleware.security.SecurityMiddleware",
    "balarea.transparency.publishing.log_serving.serve_log_files",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "balarea.ui.middleware.compress",
    "balarea.ui.middleware.choose_language",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    # Before anything reads a body: the check of the token parses the form.
    "balarea.config.middleware.limit_bodies",
    "balarea.config.middleware.require_utf8",
    "balarea.config.middleware.explain_method_not_allowed",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    # After the form was parsed, before anything queries for what it holds.
    "balarea.config.middleware.UnstorableCharactersMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    # Around every page that refuses a form, also one that an exception made.
    "balarea.people.refused_forms.middleware",
    "balarea.config.middleware.RefusalMiddleware",
    "balarea.config.read_only_database.ReadOnlyDatabaseMiddleware",
]

ROOT_URLCONF = "balarea.config.urls"
WSGI_APPLICATION = "balarea.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": ["django_cotton.templatetags.cotton"],
            "libraries": {"i18n": "balarea.ui.templatetags.cached_i18n"},
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "balarea.ui.context.demo",
                "balarea.people.context.officer_actions",
                "balarea.applications.context.waiting",
            ],
        },
    }
]
SILENCED_SYSTEM_CHECKS = ["templates.W003"]  # one library in another's place: `i18n`


# Seconds that a page waits for one answer of the database; 0 for no limit, as commands
# have. The database itself gives up a second before, and waits half as long for a lock,
# because its error is more precise.
DATABASE_PATIENCE = float(os.environ.get("BALAREA_DATABASE_PATIENCE") or 0)


def _time_outs(given: str) -> dict[str, str]:
    """Timeouts as options of each new connection, before those in `DATABASE_URL`."""
    options = given
    if DATABASE_PATIENCE:
        most = max(1, int(DATABASE_PATIENCE * 1000) - 1000)
        half = int(DATABASE_PATIENCE * 500)
        options = f"-c statement_timeout={most} -c lock_timeout={half} {given}".strip()
    return {"options": options} if options else {}


def database(url: str) -> dict[str, object]:
    """A ``postgres://user:password@host:port/name?host=/socket`` address."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured("DATABASE_URL must begin with postgres://")
    options = dict(
        pair.split("=", 1) for pair in unquote(parts.query).split("&") if "=" in pair
    )
    name = os.environ.get("BALAREA_TEST_DATABASE", "test_balarea")
    return {
        "ENGINE": "balarea.foundation.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", "") or parts.hostname or "",
        "PORT": options.pop("port", "") or parts.port or "",
        # Values go beside the statement, and what comes often is planned once: half
        # the database's work for a filing (decision 0090).
        "OPTIONS": {
            "server_side_binding": True,
            "prepare_threshold": 2,
            "connect_timeout": 5,
            **_time_outs(options.get("options", "")),
            **{name: value for name, value in options.items() if name != "options"},
        },
        "ANSWER_TIMEOUT": DATABASE_PATIENCE,
        "CONN_MAX_AGE": int(os.environ.get("BALAREA_CONN_MAX_AGE", "60")),
        "CONN_HEALTH_CHECKS": True,
        "TEST": {"NAME": name},
    }


DATABASES = {
    "default": database(
        os.environ.get("DATABASE_URL", "postgres://balarea@localhost/balarea")
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["balarea.people.backends.AccountBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
BALAREA_MIN_PASSWORD = 12  # characters
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": BALAREA_MIN_PASSWORD},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# How sign-in is limited. A demonstration shows its codes and secrets to everybody and
# sends none, so its limits would protect nothing and stop programs that try the mall.
BALAREA_CODES_PER_CONTACT = 60 if BALAREA_DEMO else 5  # an hour
BALAREA_PHONE_CODES_COST = not BALAREA_DEMO  # and count against the day's ceilings
BALAREA_TOTP_ONCE = not BALAREA_DEMO  # an app's code that was used is refused

LANGUAGE_CODE = languages.DEFAULT
LANGUAGES = [(code, languages.BY_CODE[code].name) for code in BALAREA_MALL.languages]
LANGUAGE_COOKIE_NAME = "bahasa"
# Named here, an app's own translations go before those of libraries.
LOCALE_PATHS = sorted((ROOT / "src" / "balarea").glob("*/locale"))
USE_I18N = True
# For languages that Django has no formats of: as Indonesian has them.
DATE_FORMAT = "j N Y"
DATETIME_FORMAT = "j N Y, G.i"
TIME_FORMAT = "G.i"
YEAR_MONTH_FORMAT = "F Y"
MONTH_DAY_FORMAT = "j F"
SHORT_DATE_FORMAT = "d-m-Y"
SHORT_DATETIME_FORMAT = "d-m-Y G.i"
FIRST_DAY_OF_WEEK = 1
DECIMAL_SEPARATOR = ","
THOUSAND_SEPARATOR = "."
USE_TZ = True
TIME_ZONE = BALAREA_MALL.zone

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STATICFILES_FINDERS = [
    "balarea.ui.finders.MallFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "balarea.ui.storage.StaticFiles"},
}
WHITENOISE_MAX_AGE = 31_536_000

SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "manifest-src": [CSP.SELF],
}
IS_HTTPS = BASE.scheme == "https"
BALAREA_BEHIND_PROXY = os.environ.get("BALAREA_BEHIND_PROXY") == "1"
PREFIX = "__Host-" if IS_HTTPS else ""
SESSION_COOKIE_NAME = PREFIX + "sesi"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
BALAREA_DEVICE_COOKIE = PREFIX + "perangkat"
SESSION_ENGINE = "balarea.people.sessions"
SESSION_COOKIE_AGE = 24 * 3600
CSRF_COOKIE_NAME = PREFIX + "csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "balarea.config.views.csrf_failure"
SECURE_HSTS_SECONDS = 63_072_000 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_HTTPS
SECURE_SSL_REDIRECT = IS_HTTPS and not BALAREA_BEHIND_PROXY
# Only a header that the proxy itself writes is used; see docs/operations.
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if BALAREA_BEHIND_PROXY else None
)
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
FILE_UPLOAD_HANDLERS = ["balarea.config.uploads.UnnamedFileHandler"]

ACCOUNT_USER_MODEL_USERNAME_FIELD = "login"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "balarea.people.accounts.Adapter"
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
MFA_ADAPTER = "balarea.people.accounts.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_HTTPS
LOGIN_URL = "people:sign_in"
LOGIN_REDIRECT_URL = "/"

PROCRASTINATE_ON_APP_READY = "balarea.config.jobs.on_ready"
MAILERS = {
    "default": {
        "BACKEND": "balarea.notices.providers.smtp.Backend",
        "OPTIONS": {
            "host": os.environ.get("BALAREA_SMTP_HOST", "localhost"),
            "port": int(os.environ.get("BALAREA_SMTP_PORT", "25")),
            "username": os.environ.get("BALAREA_SMTP_USER", ""),
            "password": os.environ.get("BALAREA_SMTP_PASSWORD", ""),
            "use_tls": os.environ.get("BALAREA_SMTP_TLS", "0") == "1",
            "timeout": 5,  # seconds a reply; the whole session: `smtp.MAX_DURATION`
        },
    }
}

# Who makes QRIS codes and confirms payments. None outside a demonstration yet: services
# with a fee then refuse to bill instead of showing a code that nobody can pay.
BALAREA_PAYMENT_PROVIDER = os.environ.get(
    "BALAREA_PAYMENT_PROVIDER", "demo" if BALAREA_DEMO else ""
)
# Which provider carries which channel, as "PHONE=demo,EMAIL=smtp". A channel that isn't
# named isn't offered to anybody.
BALAREA_NOTICE_PROVIDERS = dict(
    pair.split("=", 1)
    for pair in os.environ.get(
        "BALAREA_NOTICE_PROVIDERS",
        "PHONE=demo,EMAIL=demo" if BALAREA_DEMO else "EMAIL=smtp",
    ).split(",")
    if "=" in pair
)
# The settings of a provider, by the rest of the variable's name: of
# BALAREA_NOTICE_SMS_URL it is BALAREA_NOTICE_OPTIONS["SMS_URL"].
BALAREA_NOTICE_OPTIONS = {
    name.removeprefix("BALAREA_NOTICE_"): value
    for name, value in os.environ.items()
    if name.startswith("BALAREA_NOTICE_")
}
# The two overseers whose values draw officers, as "name=public key in hex@address",
# separated by commas. Without them nobody is drawn, and cases are taken.
# A demonstration's launcher writes a list of two that are simulated, one a line.
_DEMO_OVERSEERS = DATA / "overseers.txt"
BALAREA_OVERSEERS = tuple(
    filter(None, os.environ.get("BALAREA_OVERSEERS", "").split(","))
) or tuple(
    _DEMO_OVERSEERS.read_text("utf-8").splitlines()
    if BALAREA_DEMO and _DEMO_OVERSEERS.exists()
    else ()
)
# Whose public random numbers stand in where an overseer doesn't answer.
BALAREA_PUBLIC_BEACON = os.environ.get(
    "BALAREA_PUBLIC_BEACON", "demo" if BALAREA_DEMO else "drand"
)
# Who signs documents: a name in `documents/providers`.
BALAREA_SIGNER = os.environ.get("BALAREA_SIGNER", "demo")
# The published log: its files, its name (for a log that isn't begun yet), the signer's
# socket, `vkey URL` of each witness, and the file of the policy that says which of them
# a checkpoint needs before it is published.
BALAREA_LOG_DIR = Path(os.environ.get("BALAREA_LOG_DIR") or DATA / "log")
BALAREA_LOG_ORIGIN = os.environ.get(
    "BALAREA_LOG_ORIGIN", f"{BASE.hostname or 'localhost'}/transparansi/log"
)
BALAREA_SIGNER_SOCKET = Path(
    os.environ.get("BALAREA_SIGNER_SOCKET") or DATA / "run" / "signer.sock"
)
BALAREA_LOG_WITNESSES = os.environ.get("BALAREA_LOG_WITNESSES", "")
# A demonstration's launcher writes one, with its three simulated witnesses.
_DEMO_POLICY = DATA / "log-policy.txt"
BALAREA_LOG_POLICY = os.environ.get("BALAREA_LOG_POLICY") or (
    str(_DEMO_POLICY) if BALAREA_DEMO and _DEMO_POLICY.exists() else ""
)
DEFAULT_FROM_EMAIL = os.environ.get(
    "BALAREA_MAIL_FROM", f"Balarea <noreply@{BASE.hostname or 'localhost'}>"
)

# Streams of boards (decision 144): ":8001" is a port of the page's host, or a path.
BALAREA_STREAM_ADDRESS = os.environ.get("BALAREA_STREAM_ADDRESS", "")
BALAREA_VOICE_DIR = DATA / "voice"  # recordings instead of the boards' own clips

# Where weaknesses are reported, an address of mail or a page; `security` is the mailbox
# that RFC 2142 asks every organisation to read.
BALAREA_SECURITY_CONTACT = os.environ.get(
    "BALAREA_SECURITY_CONTACT", f"mailto:security@{BASE.hostname or 'localhost'}"
)

# Handlers of libraries write whole addresses, which hold secrets: ours writes all.
OURS = {"handlers": [], "level": "WARNING", "propagate": True}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"declared": {"()": "balarea.config.logs.formatter"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "declared"}
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"django": OURS, "django.server": OURS, "_granian": OURS},
}
