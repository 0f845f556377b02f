"""Django settings, all of them derived from the environment (see environment.py)."""

from dataclasses import replace

from tongyun.project import environment, store_address
from tongyun.project.databases import database
from tongyun.project.secrets import secret

TONGYUN = environment.read()
TONGYUN = replace(TONGYUN, clickhouse_url=store_address.url(TONGYUN))

SECRET_KEY = secret(TONGYUN.secrets, "django.key")
DEBUG = False
#: The local agent and `tongyun doctor` always come by the loopback address.
ALLOWED_HOSTS = [*TONGYUN.allowed_hosts, "127.0.0.1", "localhost", "[::1]"]

#: Bottom to top: the order foreign keys may point down in (checked by tongyun.project.checks).
ROOMS = (
    "kernel",
    "inventory",
    "telemetry",
    "events",
    "jobs",
    "process",
    "insight",
    "gateway",
    "packs",
    "products",
)
INSTALLED_APPS = [*(f"tongyun.{room}" for room in ROOMS), "tongyun.project"]

ROOT_URLCONF = "tongyun.project.urls"
ASGI_APPLICATION = "tongyun.project.asgi.application"
MIDDLEWARE = ["tongyun.project.middleware.Threshold"]
DATABASES = {"default": database(TONGYUN.database_url)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    "tongyun.kernel.services.signin.hashers.SM3PasswordHasher",
]

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = False

DATA_UPLOAD_MAX_MEMORY_SIZE = TONGYUN.max_body_bytes
APPEND_SLASH = False

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": TONGYUN.log_level},
    "loggers": {
        "httpx": {"level": "WARNING"},
        "django.request": {"level": "ERROR"},
        "clickhouse_connect": {"level": "WARNING"},
        "spiff": {"level": "WARNING"},
    },
}
