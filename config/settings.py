"""All settings, read top to bottom; everything that differs between places comes from the environment and fails loudly at start."""

import os
import sys
from datetime import date
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent


def text(name: str, default: str | None = None) -> str:
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"环境变量 {name} 没有设置。见 README 的“Production”一节。")
    return value


def flag(name: str, default: bool) -> bool:
    value = os.environ.get(name, "1" if default else "0").lower()
    if value not in {"0", "1", "true", "false"}:
        raise ImproperlyConfigured(f"环境变量 {name} 只能是 0 或 1，现在是 {value!r}。")
    return value in {"1", "true"}


def day(name: str) -> date | None:
    value = os.environ.get(name, "")
    try:
        return date.fromisoformat(value) if value else None
    except ValueError as error:
        raise ImproperlyConfigured(f"环境变量 {name} 应为 2026-06-15 这样的日期，现在是 {value!r}。") from error


TESTING = "pytest" in sys.modules
# The demo needs nothing but Python: private database, keys made on first start, a fixed day.
DEMO = flag("BINGGUI_DEMO", default=not os.environ.get("DATABASE_URL")) and not TESTING
DEBUG = flag("BINGGUI_DEBUG", default=False)
VAR_DIR = Path(text("BINGGUI_VAR", str(BASE_DIR / "var")))
VAR_DIR.mkdir(parents=True, exist_ok=True)

# Pages take the day from accounts.today.today(); the demo lives on a fixed one (rulings A11).
FIXED_TODAY = day("BINGGUI_TODAY") or (date(2026, 6, 15) if DEMO else None)


def own_key(name: str, length: int) -> str:
    """A secret of the demo and the tests, made once and kept under var/; production must set the variable."""
    if os.environ.get(name):
        return os.environ[name]
    if not (DEMO or TESTING):
        raise ImproperlyConfigured(f"环境变量 {name} 没有设置。生产环境必须由运维提供密钥。")
    path = VAR_DIR / "keys" / name.lower()
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(os.urandom(length).hex())
        path.chmod(0o600)
    return path.read_text().strip()


SECRET_KEY = own_key("BINGGUI_SECRET_KEY", 32)
# "id:hex,id:hex": the first one writes, all of them read (key rotation). SM4 keys are 16 bytes.
DATA_KEYS = os.environ.get("BINGGUI_DATA_KEYS") or f"k1:{own_key('BINGGUI_DATA_KEY', 16)}"
# HMAC-SM3 key of the blind indexes; changing it means re-indexing every row.
INDEX_KEY = own_key("BINGGUI_INDEX_KEY", 32)
ALLOWED_HOSTS = text("BINGGUI_HOSTS", "127.0.0.1,localhost,testserver" if DEMO or TESTING else None).split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in text("BINGGUI_ORIGINS", "").split(",") if origin]
COUNTY_NAME = text("BINGGUI_COUNTY_NAME", "")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "axes",
    "csp",
    "django_celery_beat",
    "django_celery_results",
    "django_cotton.apps.SimpleAppConfig",
    "django_filters",
    "django_htmx",
    "django_prometheus",
    "django_structlog",
    "django_tables2",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "health_check",
    "rest_framework",
    "accounts",
    "policies",
    "casework",
    "households",
    "assistance",
    "identification",
    "monitoring",
    "registers",
]

MIDDLEWARE = [
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "accounts.middleware.PositionMiddleware",
    "accounts.middleware.NoPersonalNumbersInAddresses",
    "policies.middleware.NumbersOfThePage",
    "axes.middleware.AxesMiddleware",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.navigation.page_frame",
            ],
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
            "builtins": ["django_cotton.templatetags.cotton", "config.templatetags.binggui"],
        },
    }
]
COTTON_DIR = "components"
FORM_RENDERER = "config.widgets.QuickRenderer"


def database() -> dict[str, Any]:
    if os.environ.get("DATABASE_URL"):
        return {**dj_database_url.parse(os.environ["DATABASE_URL"])}
    from config import embedded

    return embedded.database_settings(embedded.start(VAR_DIR / "postgres"))


_database = database()
DATABASES = {
    "default": {
        **_database,
        "ENGINE": "django_prometheus.db.backends.postgresql" if not TESTING else "django.db.backends.postgresql",
        "CONN_MAX_AGE": 0 if TESTING else 60,
        # What the URL asks for (sslmode=require, host=/socket) and what the house asks for; tests do not wait for the disk.
        "OPTIONS": {
            **_database.get("OPTIONS", {}),
            "options": "-c timezone=Asia/Shanghai -c jit=off" + (" -c synchronous_commit=off" if TESTING else ""),
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True
DATE_FORMAT = "Y年n月j日"
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR_DIR / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
MEDIA_ROOT = VAR_DIR / "files"
STORAGES = {
    "default": {"BACKEND": "accounts.sealed_storage.SealedStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING or DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = TESTING or DEBUG
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
UPLOAD_LIMIT_MB = int(text("BINGGUI_UPLOAD_MB", "60"))

# Sign-in: argon2, lock-out after five failures for thirty minutes, idle sign-out after thirty (SE-01).
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", "django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "casework:desk"
LOGOUT_REDIRECT_URL = "accounts:sign_in"
SESSION_COOKIE_AGE = 30 * 60
SESSION_SAVE_EVERY_REQUEST = True
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
HTTPS = flag("BINGGUI_HTTPS", default=not (DEMO or TESTING))
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.5
# By account alone: a county sits behind one proxy address, so counting by address would lock a whole building out for one person's
# slips. The price, that somebody can lock a colleague's account for half an hour, is paid knowingly; the 系统管理员 can unlock. Hence W006 is silenced.
AXES_LOCKOUT_PARAMETERS = [["username"]]
SILENCED_SYSTEM_CHECKS = ["axes.W006"]
AXES_RESET_ON_SUCCESS = True
# Tries during the rest do not prolong it, so the page's “until” stays true. Who signed in stands in our own reading log.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_DISABLE_ACCESS_LOG = True
AXES_LOCKOUT_CALLABLE = "accounts.views.locked_out"
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

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
    }
}

# Background work. Without REDIS_URL: Celery's filesystem broker under var/ and a worker started by `manage.py demo`.
REDIS_URL = os.environ.get("REDIS_URL", "")
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
else:
    _queue = VAR_DIR / "queue"
    for _name in ("in", "processed", "control"):
        (_queue / _name).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_URL = "filesystem://"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_queue / "in"),
        "data_folder_out": str(_queue / "in"),
        "processed_folder": str(_queue / "processed"),
        "control_folder": str(_queue / "control"),
    }
CELERY_RESULT_BACKEND = "django-db"
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_ALWAYS_EAGER = TESTING
CELERY_TASK_EAGER_PROPAGATES = TESTING
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# A run or batch whose holder has not renewed its lease for this long may be taken over (rulings E2).
LEASE_SECONDS = int(text("BINGGUI_LEASE_SECONDS", "60"))

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["accounts.permissions.HasPosition"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.LimitOffsetPagination",
    "PAGE_SIZE": 50,
    "EXCEPTION_HANDLER": "casework.api.exception_handler",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "并轨 Binggui API",
    "DESCRIPTION": "与页面同一套查询与办理步骤；拒绝时返回409与原因。",
    "VERSION": "0.1.0",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SERVE_PERMISSIONS": ["accounts.permissions.HasPosition"],
}
DJANGO_TABLES2_TEMPLATE = "components/table_page.html"
DJANGO_STRUCTLOG_CELERY_ENABLED = False

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"no_id_numbers": {"()": "accounts.logs.RedactIdNumbers"}},
    "formatters": {"line": {"()": "accounts.logs.line_formatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["no_id_numbers"]}},
    "root": {"handlers": ["console"], "level": text("BINGGUI_LOG_LEVEL", "WARNING" if TESTING or DEMO else "INFO")},
}
