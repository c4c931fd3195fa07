"""Django's settings: one file, fed by environment variables, failing loudly."""

from pathlib import Path

from vsrisk import env

BASE_DIR = Path(__file__).resolve().parents[1]

SECRET_KEY = env.text("VSRISK_SECRET_KEY")
DEBUG = False
ALLOWED_HOSTS = env.words("VSRISK_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
HTTPS = env.flag("VSRISK_HTTPS", default=False)
CSRF_TRUSTED_ORIGINS = env.words("VSRISK_TRUSTED_ORIGINS")

# -- what is installed ------------------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django_htmx",
    "django_filters",
    "rest_framework",
    "drf_spectacular",
    "allauth",
    "allauth.account",
    "assessments",
]
MIDDLEWARE = [
    "assessments.web.middleware.SafeHeaders",
    "assessments.api.middleware.Problems",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "assessments.web.middleware.IdleLimit",
    "assessments.api.middleware.TokenSignIn",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "assessments.web.middleware.RoutePolicy",
]
ROOT_URLCONF = "vsrisk.urls"
WSGI_APPLICATION = "vsrisk.wsgi.application"
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
                "assessments.web.context.common",
            ]
        },
    }
]

# -- where things are kept --------------------------------------------------------------------

DATABASES: dict[str, dict[str, object]] = {"default": env.database("VSRISK_DATABASE_URL")}
if env.text("VSRISK_DATABASE_OWNER_URL", ""):
    DATABASES["owner"] = env.database("VSRISK_DATABASE_OWNER_URL") | {"CONN_MAX_AGE": 0}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

DATA_DIR = Path(env.text("VSRISK_DATA_DIR", str(BASE_DIR / "var" / "data")))
UPLOAD_DIR = DATA_DIR / "uploads"
UPLOAD_LIMIT_BYTES = env.number("VSRISK_UPLOAD_LIMIT_MB", 250) * 1_000_000
EVIDENCE_DIR = DATA_DIR / "evidence"
EVIDENCE_LIMIT_BYTES = env.number("VSRISK_EVIDENCE_LIMIT_MB", 25) * 1_000_000
NOTARY_DIR = Path(env.text("VSRISK_NOTARY_DIR", str(DATA_DIR / "notary")))  # the notary's alone
LEDGER_HOST = env.text("VSRISK_LEDGER_HOST", ALLOWED_HOSTS[0] if ALLOWED_HOSTS else "localhost")
CHECKPOINT_DIR = env.text("VSRISK_CHECKPOINT_DIR", "")
TIME_STAMP_URL = env.text("VSRISK_TIME_STAMP_URL", "")  # RFC 3161, asked by the notary
SIGNING_KEY_COST = env.number("VSRISK_SIGNING_KEY_COST", 17)  # scrypt: 2^17 takes 128 MB
BUNDLE_EVIDENCE_BYTES = 500_000_000  # of files that go along in one bundle
VERIFY_LIMIT_BYTES = env.number("VSRISK_VERIFY_LIMIT_MB", 50) * 1_000_000
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "assessments.web.uploading.NamelessFile",
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "vsrisk_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = Path(env.text("VSRISK_STATIC_ROOT", str(BASE_DIR / "static-collected")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if (STATIC_ROOT / "staticfiles.json").exists()
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not (STATIC_ROOT / "staticfiles.json").exists()
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS  # nothing was collected: look each time

# -- people -----------------------------------------------------------------------------------

AUTH_USER_MODEL = "assessments.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/login/"
ACCOUNT_ADAPTER = "assessments.web.account.Adapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # nobody signs up, so there is nothing to tell them
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "change_password": "5/m/user",
    "reset_password": "20/m/ip,5/m/key",
    "reset_password_from_key": "20/m/ip",
    "reauthenticate": "10/m/user",
    "verify": "10/m/ip",
}

SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_IDLE_SECONDS = env.number("VSRISK_IDLE_MINUTES", 60) * 60
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "django.views.csrf.csrf_failure"

# -- transport --------------------------------------------------------------------------------

SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if env.flag("VSRISK_BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# -- language and time ------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
LOCALE_PATHS = [BASE_DIR / "assessments" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# -- mail -------------------------------------------------------------------------------------

EMAIL_HOST = env.text("VSRISK_MAIL_HOST", "")
EMAIL_PORT = env.number("VSRISK_MAIL_PORT", 25)
EMAIL_HOST_USER = env.text("VSRISK_MAIL_USER", "")
EMAIL_HOST_PASSWORD = env.text("VSRISK_MAIL_PASSWORD", "")
EMAIL_USE_TLS = env.flag("VSRISK_MAIL_TLS", default=False)
DEFAULT_FROM_EMAIL = env.text("VSRISK_MAIL_FROM", "vsrisk@localhost")
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if EMAIL_HOST
    else "django.core.mail.backends.dummy.EmailBackend"
)

# -- background work --------------------------------------------------------------------------

CELERY_BROKER_URL = env.text("VSRISK_REDIS_URL")
_REDELIVERY = {
    "visibility_timeout": 3900,  # longer than the hard limit: a slow task never runs twice
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
}
CELERY_BROKER_TRANSPORT_OPTIONS = _REDELIVERY
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_TIMEOUT = 2
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 200
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 20
CELERY_TASK_SOFT_TIME_LIMIT = 3300
CELERY_TASK_TIME_LIMIT = 3600
CELERY_TASK_DEFAULT_QUEUE = "vsrisk"
CELERY_TASK_ROUTES = {"assessments.seal*": {"queue": "notary"}}  # who alone has the keys that seal

RUN_SILENT_SECONDS = env.number("VSRISK_RUN_SILENT_SECONDS", 30)
SCORE_PART_ROWS = max(1, env.number("VSRISK_SCORE_PART_ROWS", 50_000))
LOSS_PART_RISKS = max(1, env.number("VSRISK_LOSS_PART_RISKS", 64))
SWEEP_SECONDS = env.number("VSRISK_SWEEP_SECONDS", 10)

# -- REST -------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["assessments.api.access.AlreadySignedIn"],
    "DEFAULT_PERMISSION_CLASSES": ["assessments.api.access.ByPolicy"],
    "DEFAULT_RENDERER_CLASSES": ["assessments.api.rendering.FastJson"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "assessments.api.describing.Described",
    "EXCEPTION_HANDLER": "assessments.api.errors.answer",
    "URL_FORMAT_OVERRIDE": None,
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "vsrisk",
    "DESCRIPTION": "Registers of security risks of virtualised servers, and what they rest on.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SCHEMA_PATH_PREFIX": "/api/v1/orgs/{org}",
    "POSTPROCESSING_HOOKS": ["assessments.api.schema.tidied"],
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "SORT_OPERATIONS": False,
    "SORT_OPERATION_PARAMETERS": False,
}

# -- logs -------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "vsrisk.logs.JsonLine"}},
    "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["out"], "level": env.text("VSRISK_LOG_LEVEL", "INFO")},
    "loggers": {
        "django.request": {"level": "ERROR"},
        "pyhanko": {"level": "CRITICAL"},  # tells of every broken file that somebody verifies
        "pyhanko_certvalidator": {"level": "CRITICAL"},
    },
}

SILENCED_SYSTEM_CHECKS: list[str] = []
