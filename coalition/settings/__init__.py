"""Settings, all from the environment. Each is described in ``coalition/docs/operations.md``."""

from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF

from coalition.platform.keys.root import load_root_key
from coalition.platform.server.location import socket_directory

BASE_DIR = Path(__file__).resolve().parent.parent.parent
env = environ.Env()

COMMONLIST_HOME = Path(env.str("COMMONLIST_HOME", default=str(BASE_DIR / "var"))).resolve()
DEMO = env.bool("COMMONLIST_DEMO", default=False)
TESTING = env.bool("COMMONLIST_TESTING", default=False)
DEBUG = False
PORT = env.int("PORT", default=8000)
BASE_URL = env.str("COMMONLIST_BASE_URL", default=f"http://127.0.0.1:{PORT}").rstrip("/")
SECURE = BASE_URL.startswith("https://")
ALLOWED_HOSTS = env.list("COMMONLIST_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = [BASE_URL] if SECURE else []

ROOT_KEY = load_root_key(
    value=env.str("COMMONLIST_ROOT_KEY", default=""),
    path=COMMONLIST_HOME / "keys" / "root.key",
    generate=DEMO or TESTING,
)
SECRET_KEY = ROOT_KEY.derive("django/secret-key").hex()
PEPPER_VERSIONS = tuple(env.list("COMMONLIST_PEPPER_VERSIONS", cast=int, default=[1]))
RECEIPT_KEY_VERSIONS = tuple(env.list("COMMONLIST_RECEIPT_KEY_VERSIONS", cast=int, default=[1]))

# One application role for web and worker, one owner for migrations only.
DATABASE_APP_ROLE = "commonlist_app"
DATABASE_DEFINER_ROLE = "commonlist_definer"
_socket = socket_directory(COMMONLIST_HOME)
_name = env.str("COMMONLIST_DATABASE", default="commonlist")


def _database(variable: str, role: str) -> dict[str, Any]:
    url = env.str(variable, default="")
    config: dict[str, Any] = (
        env.db_url(variable)
        if url
        else {"NAME": _name, "USER": role, "HOST": str(_socket), "PORT": "5432", "PASSWORD": ""}
    )
    config["ENGINE"] = "coalition.platform.database"
    config["CONN_MAX_AGE"] = 0 if TESTING else 60
    config["CONN_HEALTH_CHECKS"] = True
    return config


DATABASES = {
    "default": _database("DATABASE_URL", DATABASE_APP_ROLE),
    "owner": _database("DATABASE_OWNER_URL", "commonlist_owner"),
}
DATABASES["default"]["ATOMIC_REQUESTS"] = True
DATABASES["owner"]["TEST"] = {"MIRROR": "default"} if TESTING else {}
DATABASE_APP_ROLE = DATABASES["default"]["USER"]
EMBEDDED_DATABASE = not env.str("DATABASE_URL", default="")
OWNER_CONFIGURED = EMBEDDED_DATABASE or bool(env.str("DATABASE_OWNER_URL", default=""))
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "coalition.platform",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "guardian",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "rest_framework",
    "django_htmx",
    "template_partials",
    "csp",
    "procrastinate.contrib.django",
    "audit.log",
    "consent.ledger",
    "orgs",
    "sharing",
    "consent.requests",
    "consent.propagation",
    "consent.capture",
    "consent.portal",
    "audit.explorer",
    "coalition.demo",
]

MIDDLEWARE = [
    "coalition.platform.requests.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "orgs.middleware.ActorMiddleware",
]

ROOT_URLCONF = "coalition.urls"
WSGI_APPLICATION = "coalition.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "coalition" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "coalition.platform.context.shell",
            ],
        },
    }
]

AUTH_USER_MODEL = "orgs.User"
AUTHENTICATION_BACKENDS = [
    "orgs.sign_in.Backend",
    "allauth.account.auth_backends.AuthenticationBackend",
    "guardian.backends.ObjectPermissionBackend",
]
ANONYMOUS_USER_NAME = None
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    *([] if DEMO or TESTING else [{"NAME": "orgs.sign_in.NotTheDemoPassword"}]),
]
PASSWORD_HASHERS = (
    ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if TESTING
    else ["django.contrib.auth.hashers.ScryptPasswordHasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
)
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION = "none"  # people are invited by e-mail; there is no open sign-up
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_ADAPTER = "orgs.sign_in.AccountAdapter"
ACCOUNT_FORMS = {"add_email": "orgs.sign_in.NoOtherAddress"}
ACCOUNT_LOGOUT_REDIRECT_URL = "/accounts/login/"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = False if TESTING else {"login": "30/m/ip", "login_failed": "10/m/ip,5/5m/key"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
# allauth counts its limits here: in the database, so that a second worker does not double them.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "platform_cache"}}

EMAIL_BACKEND = (
    "orgs.outbox.OutboxEmailBackend"
    if DEMO or TESTING
    else env.str("EMAIL_BACKEND", default="django.core.mail.backends.smtp.EmailBackend")
)
DEFAULT_FROM_EMAIL = env.str("COMMONLIST_FROM_EMAIL", default="Commonlist <no-reply@commonlist.example>")
if not (DEMO or TESTING) and env.str("EMAIL_URL", default=""):
    vars().update(env.email_url("EMAIL_URL"))

EMAIL_TIMEOUT = 5  # seconds; the hand-over of a message happens inside the gate's transaction

# One file per host in it; with several hosts a directory that all of them share.
JOURNAL_DIR = env.str("COMMONLIST_JOURNAL_DIR", default="")

TEXTS_BACKEND = "orgs.outbox.OutboxTexts" if DEMO or TESTING else ""
TEXTS_URL = env.str("COMMONLIST_TEXTS_URL", default="")
TEXTS_SECRET = env.str("COMMONLIST_TEXTS_SECRET", default="")

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español")]
LOCALE_PATHS = [BASE_DIR / "coalition" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "coalition" / "static"]
STATIC_ROOT = COMMONLIST_HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
# Each client of a test has middleware of its own: without the second it would look at every file.
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = TESTING
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
MEDIA_ROOT = COMMONLIST_HOME / "files"
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
IMPORT_MAX_BYTES = env.int("COMMONLIST_IMPORT_MAX_BYTES", default=100 * 1024 * 1024)

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # asked from inside, before TLS
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_HSTS_PRELOAD = SECURE
BEHIND_PROXY = env.bool("COMMONLIST_BEHIND_PROXY", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

REST_FRAMEWORK = {"DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"]}
PROCRASTINATE_ON_APP_READY = "coalition.platform.jobs.on_app_ready"
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

LOG_LEVEL = env.str("COMMONLIST_LOG_LEVEL", default="INFO")
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "coalition.platform.logs.JsonFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    "loggers": {"django.request": {"level": "ERROR"}, "procrastinate": {"level": "WARNING"}},
}
SILENCED_SYSTEM_CHECKS = ["guardian.W001"]
