"""Wiring of the project. Every environment variable is read here, through `kb.env`."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from whitenoise.compress import Compressor

from incidents import refs
from kb import broker, database, env, logs, people, single_sign_on
from kb.health import variables as health
from kb.local import keys, running
from kb.mailing import server as mail_server
from kb.metrics import variables as metrics

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(
    env.text("SOUNDINGS_VAR", str(BASE_DIR / "var"), "Folder for the embedded database and its keys.")
)
SEARCH_INDEX = Path(
    env.text(
        "SOUNDINGS_INDEX",
        str(VAR_DIR / "search"),
        "Folder for the search index; on a local disk, and never backed up.",
    )
)

PRODUCTION = env.flag("SOUNDINGS_PRODUCTION", "off", "Strict settings; refuses to start without its secrets.")
DEBUG = env.flag("SOUNDINGS_DEBUG", "off", "Django's debug pages. Never together with SOUNDINGS_PRODUCTION.")
DATABASE_URL = env.text(
    "DATABASE_URL", "", "postgresql://user:password@host:port/name; empty: embedded PostgreSQL."
)
CELERY_BROKER_URL = env.text(
    "CELERY_BROKER_URL", "", "redis://… or amqp://…; empty: a queue in the same PostgreSQL."
)
ALLOWED_HOSTS = env.words(
    "SOUNDINGS_HOSTS", "localhost,127.0.0.1,[::1]", "Host names the site answers to, comma-separated."
)
BIND = env.text("SOUNDINGS_BIND", "127.0.0.1", "Network address ./run listens on.")
PORT = env.number("PORT", "8000", "Port ./run listens on.", most=65_535)
BASE_URL = env.text(
    "SOUNDINGS_URL",
    running.address_in(VAR_DIR) or f"http://localhost:{PORT}",
    "Public address, for links in feeds and exports.",
).rstrip("/")
PUBLIC_READING = env.flag(
    "SOUNDINGS_PUBLIC_READING", "on", "Whether public stories may be read without signing in."
)
STORY_PREFIX = env.text("SOUNDINGS_STORY_PREFIX", "INC", "Prefix of the references of stories written here.")
HSTS_SUBDOMAINS = env.flag(
    "SOUNDINGS_HSTS_SUBDOMAINS", "off", "Whether browsers ask every subdomain over TLS only, too."
)
HSTS_PRELOAD = env.flag(
    "SOUNDINGS_HSTS_PRELOAD",
    "off",
    "Whether browsers may ship with that rule; takes SOUNDINGS_HSTS_SUBDOMAINS.",
)
TRUST_PROXY = env.flag(
    "SOUNDINGS_TRUST_PROXY", "off", "Believe X-Forwarded-Proto and X-Forwarded-For of the proxy in front."
)
ANALYSIS_RATES = {
    "anonymous": env.rate(
        "SOUNDINGS_RATE_ANONYMOUS", "60/minute", "What one address may send for analysis; or off."
    ),
    "signed_in": env.rate(
        "SOUNDINGS_RATE_SIGNED_IN", "300/minute", "What one person may send for analysis; or off."
    ),
}
SIGN_IN_RATES = {
    "network": env.rate(
        "SOUNDINGS_RATE_SIGN_IN", "10/hour", "Failed attempts to sign in from one network; or off."
    ),
    "account": env.rate(
        "SOUNDINGS_RATE_SIGN_IN_ACCOUNT", "10/hour", "Attempts to sign in to one account; or off."
    ),
}
EMAIL_URL = env.text("EMAIL_URL", "", "smtp://user:password@host:587 or smtps://…; empty: none is sent.")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text(
    "SOUNDINGS_MAIL_FROM", "Soundings <soundings@localhost.localdomain>", "Who mails come from."
)
SESSION_IDLE, SESSION_ABSOLUTE = people.SESSION_IDLE, people.SESSION_ABSOLUTE
PASSWORD_RESET_TIMEOUT = 60 * people.LINK_MINUTES  # seconds
NEW_ACCOUNTS, REQUIRE_SECOND_FACTOR = people.NEW_ACCOUNTS, people.REQUIRE_SECOND_FACTOR
APPROVALS_WANTED, OWN_APPROVAL_COUNTS = people.APPROVALS_WANTED, people.OWN_APPROVAL_COUNTS
DIGEST_HOUR, NEWS_DAYS = people.DIGEST_HOUR, people.NEWS_DAYS
AUDIT_DAYS = env.number(
    "SOUNDINGS_AUDIT_DAYS", "0", "Days that the audit log is kept; 0: for ever.", most=36_500
)
TOKEN_RATE = env.rate("SOUNDINGS_RATE_TOKENS", "30/minute", "Wrong tokens from one network; or off.")
TOKEN_DAYS = env.number("SOUNDINGS_TOKEN_DAYS", "366", "Most days a token lives.", least=1, most=3_660)
ANALYSIS_SECONDS = env.number(
    "SOUNDINGS_ANALYSIS_SECONDS",
    "3",
    "Processor seconds that linting for one request may take; 0: no limit.",
    most=3_600,
)
WEB_WORKERS = env.number(
    "SOUNDINGS_WORKERS", "0", "Web processes; 0: one for each processor, but two to four.", most=64
) or max(2, min(len(os.sched_getaffinity(0)), 4))
WEB_THREADS = env.number("SOUNDINGS_THREADS", "2", "Threads of each web process that read.", least=1, most=64)
SLOW_THREADS = env.number(
    "SOUNDINGS_SLOW_THREADS",
    "2",
    "Threads of each web process for what is sent, and for exports.",
    least=1,
    most=64,
)
BODY_SECONDS = env.number(
    "SOUNDINGS_BODY_SECONDS",
    "60",
    "Seconds within which the body of a request has to arrive.",
    least=1,
    most=3_600,
)
BODY_RATE = env.number(
    "SOUNDINGS_BODY_RATE",
    "1024",
    "Bytes a second at which it has to arrive, after five seconds.",
    least=1,
    most=2**30,
)
SINGLE_SIGN_ON = single_sign_on.registered()
LEAST_FREE_DISK, METRICS_TOKEN = health.LEAST_FREE_DISK, metrics.METRICS_TOKEN
SECRET_KEY = env.text("SECRET_KEY", "", "Signs sessions; required in production, made up and kept elsewhere.")
SECRET_KEY_FALLBACKS = env.words(
    "SECRET_KEY_FALLBACKS", "", "Earlier keys, comma-separated: what they signed and encrypted is read still."
)
PREPARED_STATEMENTS = env.flag(
    "SOUNDINGS_PREPARED_STATEMENTS",
    "on",
    "Turn off behind a pooler that hands out connections by transaction.",
)


def _faults() -> Iterator[str]:
    """Of values that can be read and do not hold."""
    if problem := refs.objection(STORY_PREFIX):
        yield f"SOUNDINGS_STORY_PREFIX is {problem}"
    if urlsplit(BASE_URL).scheme not in {"http", "https"}:
        yield f"SOUNDINGS_URL is {BASE_URL!r}; write an address such as https://soundings.example.org."
    if problem := database.objection(DATABASE_URL):
        yield f"DATABASE_URL {problem}"
    if problem := mail_server.objection(EMAIL_URL):
        yield f"EMAIL_URL {problem}"
    if problem := mail_server.objection_to_sender(DEFAULT_FROM_EMAIL):
        yield f"SOUNDINGS_MAIL_FROM {problem}"
    elif EMAIL_URL and "SOUNDINGS_MAIL_FROM" not in os.environ:
        yield "SOUNDINGS_MAIL_FROM is missing; with EMAIL_URL, write the address that mails come from."
    if HSTS_PRELOAD and not HSTS_SUBDOMAINS:
        yield "SOUNDINGS_HSTS_PRELOAD is on and SOUNDINGS_HSTS_SUBDOMAINS is off; preloading takes both."
    if not ALLOWED_HOSTS:
        yield "SOUNDINGS_HOSTS names no host; leave it out, or name those this site answers to."


def _faults_in_production() -> Iterator[str]:
    if DEBUG:
        yield "SOUNDINGS_DEBUG is on; turn it off in production."
    if len(SECRET_KEY) < 50:
        yield "SECRET_KEY is missing or shorter than 50 characters; production needs one."
    if not DATABASE_URL:
        yield "DATABASE_URL is missing; production needs a PostgreSQL server of its own."
    if "SOUNDINGS_HOSTS" not in os.environ:
        yield "SOUNDINGS_HOSTS is missing; name the hosts this site answers to in production."
    if urlsplit(BASE_URL).scheme == "http":
        yield "SOUNDINGS_URL does not start with https://; links in feeds would leave TLS in production."


env.FAULTS.extend((*_faults(), *(_faults_in_production() if PRODUCTION else ())))
env.refuse_faults()
if not PRODUCTION:
    SECRET_KEY = SECRET_KEY or keys.kept(VAR_DIR / "secret_key")
if METRICS_TOKEN:
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(VAR_DIR / "metrics")  # where processes count together

INSTALLED_APPS = [
    "kb.apps.AdministrationConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "kb.apps.ServedFilesConfig",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
    "drf_spectacular",
    "rest_framework",
    "template_partials",
    "incidents",
]

MIDDLEWARE = [
    "kb.middleware.measuring.measured",
    "kb.outage.retry_reads",
    "kb.middleware.proxy.ClientAddressMiddleware",
    "kb.middleware.origin.OriginMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "kb.middleware.caching.CachingMiddleware",
    "kb.middleware.tokens.TokenPlaceMiddleware",
    "incidents.web.accounts.session_store.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "incidents.web.single_sign_on.asking_again.AskingAgainMiddleware",
    "incidents.web.access.PrivateUnlessOpenMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "kb.middleware.second_factor.RequiredFactorMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "kb.urls"
WSGI_APPLICATION = "kb.wsgi.application"
AUTH_USER_MODEL = "incidents.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "incidents.web.access.site",
            ],
        },
    }
]

DATABASES: dict[str, dict[str, Any]] = {
    "default": database.settings_of(
        DATABASE_URL,
        embedded_folder=VAR_DIR / "postgresql",
        prepared=PREPARED_STATEMENTS,
    )
}

CELERY_BROKER_TRANSPORT = broker.transport(CELERY_BROKER_URL)
CELERY_BROKER_TRANSPORT_OPTIONS = broker.transport_options(CELERY_BROKER_URL, DATABASES["default"])
CELERY_BROKER_URL = CELERY_BROKER_URL or "postgresql"  # only a name to show
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_DEFAULT_QUEUE = broker.DEFAULT_QUEUE
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
# A task counts as done once it has ended: a worker killed in its middle leaves it to the next.
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_SOFT_TIME_LIMIT = broker.SOFT_LIMIT
CELERY_TASK_TIME_LIMIT = broker.HARD_LIMIT
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")
CELERY_TIMEZONE = "UTC"

EMAIL_BACKEND = "kb.mailing.outbox.Outbox"
MAIL_SERVER = mail_server.server(EMAIL_URL)
EMAIL_HOST, EMAIL_PORT = MAIL_SERVER.host, MAIL_SERVER.port  # no host: nothing is sent
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL_SERVER.user, MAIL_SERVER.password
EMAIL_USE_TLS, EMAIL_USE_SSL = MAIL_SERVER.security == "starttls", MAIL_SERVER.security == "tls"
EMAIL_TIMEOUT = mail_server.TIMEOUT

CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache_entry"},
}

# Of what everybody may read. Both together are less than the minute in which closing a story has to work.
CACHED_IN_PUBLIC = "public, max-age=30, stale-while-revalidate=30"

AUTHENTICATION_BACKENDS = [
    "incidents.web.accounts.metering.Metered",  # first: of what it refuses no other hashes a password
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {}),
        ("MinimumLengthValidator", {"min_length": 12}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]
ACCOUNT_ADAPTER = "incidents.web.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {"user_token": "incidents.web.accounts.password.LinkForm"}
ACCOUNT_LOGIN_METHODS = {"username"}  # an e-mail address is turned into one before anything is looked up
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = False  # ours count before a password is hashed, for all processes together
MFA_ADAPTER = "incidents.web.accounts.factor_adapter.FactorAdapter"
MFA_FORMS = {
    "authenticate": "incidents.web.accounts.second_factor.CodeForm",
    "reauthenticate": "incidents.web.accounts.second_factor.ConfirmingCodeForm",
    "activate_totp": "incidents.web.accounts.second_factor.FirstCodeForm",
    "add_webauthn": "incidents.web.accounts.passkeys.forms.NewPasskeyForm",
    "edit_webauthn": "incidents.web.accounts.passkeys.forms.PasskeyNameForm",
    "authenticate_webauthn": "incidents.web.accounts.passkeys.forms.PasskeyForm",
    "login_webauthn": "incidents.web.accounts.passkeys.forms.SignInPasskeyForm",
    "reauthenticate_webauthn": "incidents.web.accounts.passkeys.forms.ConfirmingPasskeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # steps of half a minute, for clocks that are not exact
MFA_RECOVERY_CODE_COUNT = 10
MFA_RECOVERY_CODE_DIGITS = 10
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = False

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
# Compressing takes most of a first start: nobody loads source maps, nor anything by its unhashed name.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "map")
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF, *single_sign_on.origins(SINGLE_SIGN_ON)],
    }
}
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "incidents.web.errors.forged"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION and HSTS_SUBDOMAINS
SECURE_HSTS_PRELOAD = PRODUCTION and HSTS_PRELOAD
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]  # both are for the owner of the domain to choose
SESSION_ENGINE = "incidents.web.accounts.session_store"
SESSION_COOKIE_AGE = int(SESSION_ABSOLUTE.total_seconds())  # the row says when it ends before that
SESSION_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_SECURE = PRODUCTION
if PRODUCTION:
    # Browsers take cookies of these names only over TLS and from this very host, not from a subdomain.
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
if TRUST_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
DATA_UPLOAD_MAX_MEMORY_SIZE, DATA_UPLOAD_MAX_NUMBER_FIELDS = 5 * 2**20, 20_000  # bytes; fields of a story

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["incidents.api.authentication.TokenOrSession"],
    "DEFAULT_PERMISSION_CLASSES": ["incidents.api.permissions.MayRead"],
    "DEFAULT_RENDERER_CLASSES": ["incidents.api.renderers.Json"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "incidents.api.negotiation.Negotiation",
    "FORMAT_SUFFIX_KWARG": "ending",
    "URL_FORMAT_OVERRIDE": None,
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "incidents.api.errors.answer",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Soundings",
    "DESCRIPTION": "Failure stories as structured incidents.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVERS": [{"url": BASE_URL, "description": "This site."}],
    "POSTPROCESSING_HOOKS": [
        "incidents.api.v1.openapi.with_shapes",
        "incidents.api.v1.examples.described.with_examples",
    ],
}

LOGGING = logs.CONFIGURATION
