"""Settings. Whatever a deployment may change comes from the environment (docs/operations.md)."""

import contextlib
import os
import secrets
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from portal.standalone.addresses import broker_url, cache_url, database, state_folder

BASE_DIR = Path(__file__).resolve().parent.parent
STATE = state_folder(BASE_DIR)


def _flag(name: str, *, default: bool) -> bool:
    return os.environ.get(name, "1" if default else "0").lower() in {"1", "true", "yes", "on"}


def _secret(name: str) -> str:
    """Take a secret from the environment, else from the state folder, made on first use."""
    if given := os.environ.get(name):
        return given
    path = STATE / "secrets" / name.lower()
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = path.with_suffix(f".{os.getpid()}")
        draft.write_text(secrets.token_urlsafe(48))
        draft.chmod(0o600)
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_text()


DEBUG = _flag("PORTAL_DEBUG", default=False)
SECRET_KEY = _secret("PORTAL_SECRET_KEY")
# Keys of the sealed columns (portal/people/sealed.py). Losing them loses the phone numbers.
SEAL_KEY = _secret("PORTAL_SEAL_KEY")

_hosts = os.environ.get("PORTAL_HOSTS", "127.0.0.1,localhost,[::1]")
ALLOWED_HOSTS = [host.strip() for host in _hosts.split(",") if host.strip()]
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("PORTAL_ORIGINS", "").split(",") if o]
# How many proxies of ours stand before the web process; 0: believe the socket alone.
TRUSTED_PROXIES = int(os.environ.get("PORTAL_TRUSTED_PROXIES", "0"))
BEHIND_HTTPS = _flag("PORTAL_HTTPS", default=False)

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",  # pages of allauth load it
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "template_partials",
    "django_htmx",
    "import_export",
    "django_celery_beat",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django.forms",
    "portal.face",
    "portal.places",
    "portal.people",
    "portal.notices",
    "portal.signin",
    "portal.attachments",
    "portal.search",
    "portal.loop",
    "portal.exports",
    "portal.standalone",
    "grievances",
    "portal.desk",
]

MIDDLEWARE = [
    "portal.standalone.refusing.NoNul",
    "portal.face.everybody.CommonPages",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "portal.signin.strength.SecondStepMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

# Pages that are one and the same for everybody without a session, with the parameters that tell
# such pages apart (portal/face/everybody.py).
COMMON_PAGES = {"grievances:list": ("community", "state"), "desk:front": ()}

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.face.preferences.face",
                "portal.notices.context.inbox_count",
            ],
        },
    }
]

DATABASES = {"default": database(STATE, os.environ)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "people.User"

CACHES = {
    "default": {
        "BACKEND": "portal.standalone.caching.Cache",
        "LOCATION": cache_url(STATE, os.environ),
    }
}
SESSION_ENGINE = "portal.signin.sessions"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"

CELERY_BROKER_URL = broker_url(STATE, os.environ)
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 600}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "Asia/Shanghai"
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
CELERY_BEAT_SCHEDULE = {
    "heartbeat": {"task": "portal.standalone.tasks.heartbeat", "schedule": 30.0},
    # Time itself: reminders, lapses, checks. Expiring, for the same reason as below.
    "sweep": {
        "task": "portal.loop.tasks.sweep",
        "schedule": 60.0,
        "options": {"expire_seconds": 55},
    },
    "fill-calendars": {
        "task": "portal.loop.tasks.fill_calendars",
        "schedule": 60.0 * 60 * 24,
    },
    "sweep-drafts": {
        "task": "grievances.tasks.sweep_drafts",
        "schedule": 60.0 * 60 * 24,
    },
    "purge-photos": {
        "task": "portal.attachments.tasks.purge_photos",
        "schedule": 60.0 * 60 * 24,
    },
    # Expiring: a worker that comes back finds one of these, not an hour's worth.
    "drain-notices": {
        "task": "portal.notices.tasks.drain_notices",
        "schedule": 5.0,
        "options": {"expire_seconds": 5},
    },
    "purge-notices": {
        "task": "portal.notices.tasks.purge_notices",
        "schedule": 60.0 * 60 * 24,
    },
    # Which pairs of characters tell something changes slowly.
    "count-pairs": {
        "task": "portal.search.tasks.count_frequent_pairs",
        "schedule": 60.0 * 60 * 24,
    },
    "forget-sessions": {
        "task": "portal.signin.tasks.forget_sessions",
        "schedule": 60.0 * 60 * 24,
    },
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = Path(os.environ.get("PORTAL_STATIC_ROOT") or STATE / "static")
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "portal.face.finders.StylesheetFinder",
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
FORM_RENDERER = "portal.face.forms.FaceRenderer"
# Shown large in the elder version and in the foot of every page.
COMMUNITY_PHONE = os.environ.get("PORTAL_COMMUNITY_PHONE", "")
# Compressing every file takes half a minute: only where an image is built. Tests collect nothing.
_static = {
    "hashed": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage",
    "compressed": "whitenoise.storage.CompressedManifestStaticFilesStorage",
    "plain": "django.contrib.staticfiles.storage.StaticFilesStorage",
}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": _static[os.environ.get("PORTAL_STATIC", "hashed")]},
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG
MEDIA_ROOT = Path(os.environ.get("PORTAL_MEDIA", STATE / "media"))
# A phone's photo is up to 20 MB; nine of them and the words fit, a flood does not: the handler
# keeps twenty files and drops the rest with a sentence, where this number's answer is a bare 400.
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 1000
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "portal.attachments.uploads.CappedUploadHandler",
]
FILE_UPLOAD_PERMISSIONS = 0o640

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
PERMISSIONS_POLICY: dict[str, list[str]] = {
    "camera": [],
    "microphone": [],
    "geolocation": [],
    "payment": [],
    "usb": [],
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = BEHIND_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz/"]  # asked from inside, without TLS
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if BEHIND_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = BEHIND_HTTPS
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

AUTHENTICATION_BACKENDS = ["portal.signin.backends.Backend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk:home"
PASSWORD_RESET_TIMEOUT = 60 * 60 * 24 * 3  # an invitation's link

# Sign-in (portal/signin). Residents: a code by SMS. Staff: a password or a passkey, and a second
# step wherever they see personal data or touch money.
CODE_DIGITS, CODE_SECONDS, CODE_TRIES = 6, 5 * 60, 5
# How often a code may be asked for, as (times, seconds): one number, one address, everybody.
CODE_LIMITS = {
    "number": [(1, 60), (5, 60 * 60), (10, 60 * 60 * 24)],
    "address": [(3, 60), (40, 60 * 60)],
    "everybody": [(int(os.environ.get("PORTAL_CODES_A_MINUTE", "60")), 60)],
}
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
ACCOUNT_ADAPTER = "portal.signin.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "phone"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "phone", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_USER_DISPLAY = "portal.signin.adapter.display"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 5 * 60
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/300s/key"}
MFA_ADAPTER = "portal.signin.adapter.FactorAdapter"
MFA_FORMS = {"activate_totp": "portal.signin.forms.ActivateForm"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# A passkey alone opens the door, so the device must have asked for a finger, a face or a PIN.
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not BEHIND_HTTPS  # browsers allow it on localhost alone
MFA_TOTP_ISSUER = "Linli 邻里"
# Our own guard asks again (portal/signin/strength.py): allauth's lets accounts without a
# password pass.
MFA_REAUTHENTICATION_REQUIRED = False

# The loops of the house: each names a module-level LoopSpec.
LOOPS = ["grievances.loop.GRIEVANCE"]
# Who gives a person's own data to that person (portal/signin/mine.py).
PERSONAL_DATA = ["portal.signin.mine.account"]
# The modules that declare numbers a community may change (portal/places/rulebook.py).
RULEBOOKS = ["portal.notices.rules", "portal.loop.rules", "grievances.rules"]

# Notices: the portal's own address as recipients reach it, and the ways out of the house.
BASE_URL = (
    os.environ.get("PORTAL_BASE_URL") or f"http://127.0.0.1:{os.environ.get('PORT') or 8000}"
).rstrip("/")
SMS_CHANNEL = os.environ.get("PORTAL_SMS", "console")  # console, file, aliyun, tencent
OUTBOX = STATE / "outbox"
SMS_PROVIDERS = {
    "aliyun": {
        "endpoint": os.environ.get("PORTAL_ALIYUN_ENDPOINT", "https://dysmsapi.aliyuncs.com"),
        "key_id": os.environ.get("PORTAL_ALIYUN_KEY_ID", ""),
        "key_secret": os.environ.get("PORTAL_ALIYUN_KEY_SECRET", ""),
        "sign_name": os.environ.get("PORTAL_ALIYUN_SIGN_NAME", ""),
        "notice_template": os.environ.get("PORTAL_ALIYUN_NOTICE_TEMPLATE", ""),
        "code_template": os.environ.get("PORTAL_ALIYUN_CODE_TEMPLATE", ""),
    },
    "tencent": {
        "endpoint": os.environ.get("PORTAL_TENCENT_ENDPOINT", "https://sms.tencentcloudapi.com"),
        "region": os.environ.get("PORTAL_TENCENT_REGION", "ap-guangzhou"),
        "secret_id": os.environ.get("PORTAL_TENCENT_SECRET_ID", ""),
        "secret_key": os.environ.get("PORTAL_TENCENT_SECRET_KEY", ""),
        "app_id": os.environ.get("PORTAL_TENCENT_APP_ID", ""),
        "sign_name": os.environ.get("PORTAL_TENCENT_SIGN_NAME", ""),
        "notice_template": os.environ.get("PORTAL_TENCENT_NOTICE_TEMPLATE", ""),
        "code_template": os.environ.get("PORTAL_TENCENT_CODE_TEMPLATE", ""),
    },
}
_mail = {
    "console": "django.core.mail.backends.console.EmailBackend",
    "file": "django.core.mail.backends.filebased.EmailBackend",
    "smtp": "django.core.mail.backends.smtp.EmailBackend",
}
EMAIL_BACKEND = _mail.get(os.environ.get("PORTAL_EMAIL", "file"), "")
EMAIL_FILE_PATH = OUTBOX / "email"
EMAIL_HOST = os.environ.get("PORTAL_SMTP_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("PORTAL_SMTP_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("PORTAL_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("PORTAL_SMTP_PASSWORD", "")
EMAIL_USE_SSL = _flag("PORTAL_SMTP_SSL", default=False)
EMAIL_USE_TLS = _flag("PORTAL_SMTP_STARTTLS", default=False)
EMAIL_TIMEOUT = 8
DEFAULT_FROM_EMAIL = os.environ.get("PORTAL_EMAIL_FROM", "linli@localhost")
MAIL_ID_HOST = DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
# Off only in the control of a test, and only with PORTAL_DEBUG=1.
NOTICES_LEASE = _flag("PORTAL_NOTICES_LEASE", default=True)
# What each app has to be found by its words (portal/search/rebuild.py): "grievances.words.SOURCE".
SEARCH_SOURCES: list[str] = ["grievances.words.SOURCE"]

# What happened goes to standard error: paths and kinds of errors, never what people sent.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        # Its own handlers would write to a mailbox nobody has named.
        "django": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
    },
}
