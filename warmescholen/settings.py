"""Settings, from the environment. `docs/operations.md` lists every variable."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pghistory
from django.core.exceptions import ImproperlyConfigured

from warmescholen.accounts import other_sign_ins
from warmescholen.tenancy import addresses

BASE_DIR = Path(__file__).resolve().parent.parent
PROFILES = ("production", "demo", "test")


def env(name: str, default: str | None = None) -> str:
    """The environment variable; without a default it must be there."""
    value = os.environ.get(name) or default
    if value is None:
        message = f"The environment variable {name} is missing."
        raise ImproperlyConfigured(message)
    return value


PROFILE = env("WARMESCHOLEN_PROFILE", "production")
if PROFILE not in PROFILES:
    message = f"WARMESCHOLEN_PROFILE is {PROFILE!r}; it must be one of {', '.join(PROFILES)}."
    raise ImproperlyConfigured(message)
IS_PRODUCTION = PROFILE == "production"

SECRET_KEY = env("SECRET_KEY")
DEBUG = env("DJANGO_DEBUG", "0") == "1" and not IS_PRODUCTION
ALLOWED_HOSTS = env("ALLOWED_HOSTS", "localhost,127.0.0.1").split(",")
SITE_URL = env("SITE_URL", "http://localhost:8000")
CSRF_TRUSTED_ORIGINS = [SITE_URL]

INSTALLED_APPS = [
    "warmescholen.tenancy",
    "warmescholen.accounts",
    "warmescholen.audit",
    "warmescholen.jobs",
    "warmescholen.files",
    "warmescholen.ui",
    "networks",
    "schools",
    "indicators",
    "sprints",
    "reports",
    "warmescholen.home",
    "warmescholen.privacy",
    "warmescholen.demo",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.microsoft",
    "allauth.socialaccount.providers.google",
    "allauth.socialaccount.providers.openid_connect",
    "pgtrigger",
    "pghistory",
    "rest_framework",
    "drf_spectacular",
    "django_htmx",
    "django.forms",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "warmescholen.api.middleware.ApiProblemMiddleware",  # outermost, so that it sees every refusal
    "django.middleware.security.SecurityMiddleware",
    "warmescholen.ui.middleware.SecurityHeadersMiddleware",  # before static files, which carry them too
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "warmescholen.ui.middleware.RequestSizeMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "warmescholen.audit.middleware.RecordMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "warmescholen.ui.middleware.LimitMiddleware",
]
ROOT_URLCONF = "warmescholen.urls"
WSGI_APPLICATION = "warmescholen.wsgi.application"
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
            ],
        },
    },
]

FORM_RENDERER = "warmescholen.ui.form.HouseRenderer"

# Database: web and worker connect as `app`; migrations run with `--database migrator`.
_ADMIN = addresses.parse(env("DATABASE_URL"))


def _database(role: str) -> dict[str, Any]:
    own = os.environ.get(f"{role.upper()}_DATABASE_URL")
    connection = addresses.for_role(_ADMIN, role, secret_key=SECRET_KEY, own_url=own)
    return {
        "ENGINE": "warmescholen.tenancy.backend",
        "CONN_MAX_AGE": 60 if role == "app" else 0,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": True,  # a pooler in transaction mode cannot hold them
        **connection,
    }


DATABASES = {"default": _database("app"), "migrator": _database("migrator")}
DATABASE_ADMIN = _ADMIN
OPS_DATABASE_URL = os.environ.get("OPS_DATABASE_URL")  # for the operator's commands; see tenancy/ops.py
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env("REDIS_URL")
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
CELERY = {
    "broker_url": REDIS_URL,
    "task_ignore_result": True,
    "task_acks_late": False,  # the job row is the truth; a lost message is rung again by the sweeper
    "worker_prefetch_multiplier": 1,
    "task_serializer": "json",
    "accept_content": ["json"],
    "timezone": "Europe/Brussels",
    "broker_connection_retry_on_startup": True,
    "broker_transport_options": {"socket_connect_timeout": 3, "max_retries": 1},
    "task_default_queue": env("CELERY_QUEUE", "warmescholen"),
    "worker_hijack_root_logger": False,
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "warmescholen.accounts.passwords.LongEnough", "OPTIONS": {"min_length": 12}},
    {"NAME": "warmescholen.accounts.passwords.NotCommon"},
    {"NAME": "warmescholen.accounts.passwords.NotAboutOneself"},
]
# Sign-in: by invitation only. A code in the mail is typed in the same browser, so nobody can hang somebody else's address on an account.
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_ADAPTER = "warmescholen.accounts.adapter.ClosedAdapter"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_CHANGE_EMAIL = True  # one address per person, replaced once the new one is verified
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if IS_PRODUCTION else "http"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True
# A whole school comes in from one address, so the limits per address are wide and those per account are tight.
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",
    "login_failed": "100/m/ip,10/5m/key",
    "request_login_code": "100/m/ip,3/m/key",
    "reset_password": "100/m/ip,3/m/key",
    "reset_password_from_key": "100/m/ip",
    "confirm_email": "1/10s/key",
}
MFA_ADAPTER = "warmescholen.accounts.adapter.SecondStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "Warme Scholen"
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be half a minute off
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_PRODUCTION  # http://localhost
MFA_RATE_LIMITS = {"webauthn_login": "300/m/ip"}
SECOND_FACTOR_REQUIRED = env("SECOND_FACTOR_REQUIRED", "1" if IS_PRODUCTION else "0") == "1"
SOCIALACCOUNT_ADAPTER = "warmescholen.accounts.adapter.KnownPeopleAdapter"
SOCIALACCOUNT_PROVIDERS = other_sign_ins.from_environment(os.environ)
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"

# Mail: in the demo every message is a file, so that who tries it can read an invitation.
EMAIL_BACKEND = "warmescholen.notify.mail.OneRecipientBackend"
EMAIL_TRANSPORT = {
    "production": "django.core.mail.backends.smtp.EmailBackend",
    "demo": "django.core.mail.backends.filebased.EmailBackend",
    "test": "django.core.mail.backends.locmem.EmailBackend",
}[PROFILE]
EMAIL_FILE_PATH = env("EMAIL_FILE_PATH", str(BASE_DIR / "var" / "demo" / "mails"))
EMAIL_HOST, EMAIL_PORT = env("EMAIL_HOST", "localhost"), int(env("EMAIL_PORT", "25"))
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_USER", ""), os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env("EMAIL_USE_TLS", "0") == "1"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", "geen-antwoord@warmescholen.example")

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAdminUser"],  # closed until a view opens itself
    "UNAUTHENTICATED_USER": None,
    "EXCEPTION_HANDLER": "schools.rest.problems.answer",
    "DEFAULT_SCHEMA_CLASS": "warmescholen.api.schema.ApiSchema",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Warme Scholen",
    "DESCRIPTION": "De gegevens van een programma, voor wie er zelf mee rekent. Uitleg en voorbeelden: /api/docs/.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SCHEMA_PATH_PREFIX": r"/api/v1/\{programme\}",
    "POSTPROCESSING_HOOKS": ["drf_spectacular.hooks.postprocess_schema_enums", "warmescholen.api.schema.plain_words"],
    "ENUM_NAME_OVERRIDES": {
        "SessionKind": "schools.enums.SessionKind",
        "SessionState": "schools.enums.SessionState",
        "FollowUpOwner": "schools.enums.FollowUpOwner",
        "RatingSource": "indicators.models.RatingSource",
        "RoundState": "indicators.models.Round.State",
        "SprintState": "sprints.enums.SprintState",
        "InitiativeState": "sprints.enums.InitiativeState",
        "AdviceKind": "sprints.enums.AdviceKind",
        "AdviceState": "sprints.enums.AdviceState",
        "Verdict": "sprints.enums.Verdict",
        "ForumGroupKind": "sprints.enums.ForumGroupKind",
        "BuildingBlock": "sprints.enums.BuildingBlock",
        "Education": "schools.enums.Education",
    },
}

API_REQUESTS_PER_MINUTE = int(env("API_REQUESTS_PER_MINUTE", "6000"))  # of one key, or of one person who is signed in

LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Brussels"
USE_TZ = True
USE_I18N = True

STATIC_URL = "static/"
STATIC_ROOT = Path(env("STATIC_ROOT", str(BASE_DIR / "var" / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = Path(env("MEDIA_ROOT", str(BASE_DIR / "var" / "files")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if PROFILE == "test"
        else "whitenoise.storage.CompressedManifestStaticFilesStorage",
    },
}
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_MAX_BYTES = 10 * 1_048_576  # of one uploaded file
REQUEST_MAX_BYTES = FILE_MAX_BYTES + 1_048_576  # of a form with files
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1_048_576  # of anything else, and of the fields of a form
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
DATA_UPLOAD_MAX_NUMBER_FILES = 10

# On the demo's plain http, cookies are neither Secure nor prefixed.
SECURE_SSL_REDIRECT = IS_PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000 if IS_PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_PRODUCTION
SECURE_HSTS_PRELOAD = IS_PRODUCTION
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env("TRUSTED_PROXIES", "0") != "0" else None
ALLAUTH_TRUSTED_PROXY_COUNT = int(env("TRUSTED_PROXIES", "0"))
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = IS_PRODUCTION
SESSION_COOKIE_NAME = "__Host-sessie" if IS_PRODUCTION else "sessie"
CSRF_COOKIE_NAME = "__Host-csrf" if IS_PRODUCTION else "csrf"
LANGUAGE_COOKIE_NAME = "__Host-taal" if IS_PRODUCTION else "taal"
SESSION_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # no cookie that tells what somebody did
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# A history row points at nothing that holds back a removal; its own indexes are the object and the time.
PGHISTORY_FOREIGN_KEY_FIELD = pghistory.ForeignKey(db_index=False)

JOB_LEASE_SECONDS = int(env("JOB_LEASE_SECONDS", "60"))
JOB_MAX_ATTEMPTS = 5

# How long what is kept, in days; docs/operations.md and the page /privacy/ are made from this and from privacy/terms.py.
RETENTION_DAYS = {
    kind: int(env(f"RETENTION_{kind.upper()}_DAYS", str(days)))
    for kind, days in {"access_log": 400, "history": 3_650, "invitations": 90, "jobs": 180, "advice_contact": 180, "signed_in": 0}.items()
}
ERASURE_WAIT_DAYS = int(env("ERASURE_WAIT_DAYS", "7"))
ERASURE_LIST = Path(env("ERASURE_LIST", str(BASE_DIR / "var" / "erasures.jsonl")))

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "warmescholen.ui.logs.SecretlessFormatter", "format": "{asctime} {levelname} {name} {message}", "style": "{"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", "INFO")},
    "loggers": {
        "django": {"handlers": [], "propagate": True},  # Django's own would mail whole requests
        "weasyprint": {"level": "ERROR"},  # tells every page of every report otherwise
        "fontTools": {"level": "WARNING"},
    },
}
