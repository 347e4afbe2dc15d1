"""One settings file, read from the environment.

Nothing secret has a default in production: with DEBUG off, a missing SECRET_KEY, DATABASE_URL, REDIS_URL,
SITE_URL or EMAIL_URL stops the start. `bin/run` and `bin/test` set all of them for a machine of one's own.
"""

from pathlib import Path

import environ
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env("VAR_DIR", default=str(BASE_DIR / "var")))

DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)
if DEMO and not DEBUG:
    raise ImproperlyConfigured(
        "DEMO=true needs DEBUG=true: demo people have a published password and must never meet real ones."
    )

SECRET_KEY = env("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])

SITE_URL = env("SITE_URL", default="http://127.0.0.1:8000" if DEBUG else environ.Env.NOTSET).rstrip("/")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["*"] if DEBUG else [env.url("SITE_URL").hostname])
CSRF_TRUSTED_ORIGINS = [SITE_URL]

# Learning packages are programs of strangers: they are played on an origin of their own, which no cookie of the
# portal reaches. It leads to the same processes. Without one, packages are not played; with DEBUG the other name
# of this machine serves (127.0.0.1 and localhost).
PACKAGE_ORIGIN = env("PACKAGE_ORIGIN", default="").rstrip("/")
PACKAGES_ON_LOOPBACK = DEBUG
if PACKAGE_ORIGIN:
    ALLOWED_HOSTS = [*ALLOWED_HOSTS, env.url("PACKAGE_ORIGIN").hostname]

# ---- Apps, in the order of the layers -------------------------------------------------------------------------

INSTALLED_APPS = [
    "pathway",
    "impact",
    "registrations",
    "fellowships",
    "levels",
    "cases",
    "assessments",
    "evaluations",
    "certificates",
    "hubs",
    "mailing",
    "accounts",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_countries",
    "import_export",
    "simple_history",
    "csp",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.forms",
]

MIDDLEWARE = [
    # With DEBUG on, Django shows a traceback where the database is away; it takes itself out with DEBUG off.
    "pathway.views.errors.DatabaseAwayMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "levels.middleware.PackageOriginMiddleware",
    # So early that the page of an event costs visitors who are not signed in neither session nor user.
    "pathway.middleware.PublicPageMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "accounts.admin_access.SecondFactorMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    # So late that it knows who asks.
    "pathway.middleware.ParticipantPageMiddleware",
]

ROOT_URLCONF = "pathway.urls"
WSGI_APPLICATION = "pathway.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ]
            if not DEBUG or DEMO
            else [
                "django.template.loaders.filesystem.Loader",
                "django.template.loaders.app_directories.Loader",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "pathway.context_processors.portal",
            ],
        },
    }
]

# ---- Data: PostgreSQL and Redis, nothing else -----------------------------------------------------------------

DATABASES = {"default": env.db("DATABASE_URL")}
DATABASES["default"] |= {
    "CONN_MAX_AGE": None,
    "CONN_HEALTH_CHECKS": True,
    "OPTIONS": {"connect_timeout": 5},
}

REDIS_URL = env("REDIS_URL")
CACHES = {
    "default": {
        "BACKEND": "accounts.caching.OpenCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "pathway",
        "OPTIONS": {
            "SOCKET_CONNECT_TIMEOUT": 0.5,
            "SOCKET_TIMEOUT": 2,
            # With Redis away pages go on: sessions fall back to the database, rate limits open.
            "IGNORE_EXCEPTIONS": True,
        },
    }
}
DJANGO_REDIS_LOG_IGNORED_EXCEPTIONS = True
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_AGE = 14 * 24 * 3600

# ---- Celery ---------------------------------------------------------------------------------------------------

CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A page never waits for a broker that is away: beat finds what was left behind.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_connect_timeout": 1,
    "socket_timeout": 5,
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0,
    "interval_max": 0,
}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = {
    "take-snapshot": {"task": "impact.tasks.take_snapshot", "schedule": crontab(minute=40)},
    "send-morning-mails": {
        "task": "impact.tasks.send_morning_mails",
        "schedule": crontab(hour="5-10", minute=30, day_of_week="mon-fri"),
    },
    "ask-again": {"task": "impact.tasks.ask_again", "schedule": crontab(hour=8, minute=20)},
    "make-reports": {"task": "impact.tasks.make_waiting_reports", "schedule": 300},
    "drop-old-reports": {"task": "impact.tasks.drop_old_reports", "schedule": crontab(hour=3, minute=25)},
    "tell-webhooks": {"task": "impact.tasks.tell_webhooks", "schedule": 60},
    "forget-webhook-messages": {
        "task": "impact.tasks.forget_deliveries",
        "schedule": crontab(hour=3, minute=30),
    },
    "deliver-mail": {"task": "mailing.tasks.deliver_due", "schedule": 30},
    "notice-lost-mail": {"task": "mailing.tasks.notice_lost", "schedule": 300},
    "forget-old-mail": {"task": "mailing.tasks.forget_old", "schedule": crontab(hour=2, minute=40)},
    "send-reminders": {"task": "registrations.tasks.send_reminders", "schedule": 60},
    "remind-of-offers": {"task": "registrations.tasks.remind_of_offers", "schedule": 60},
    "end-offers": {"task": "registrations.tasks.end_offers", "schedule": 60},
    "invite-to-evaluate": {"task": "registrations.tasks.invite_to_evaluate", "schedule": 300},
    "warn-of-release": {"task": "registrations.tasks.warn_of_release", "schedule": 300},
    "tell-office-of-allocations": {
        "task": "registrations.tasks.tell_office_of_allocations",
        "schedule": 300,
    },
    "release-seats": {"task": "registrations.tasks.release_seats", "schedule": 60},
    "read-waiting-reports": {"task": "registrations.tasks.read_waiting_reports", "schedule": 300},
    "forget-old-reports": {
        "task": "registrations.tasks.forget_old_reports",
        "schedule": crontab(hour=3, minute=20),
    },
    "forget-nominations": {
        "task": "registrations.tasks.forget_nominations",
        "schedule": crontab(hour=3, minute=20),
    },
    "issue-missing-certificates": {"task": "registrations.tasks.issue_missing_certificates", "schedule": 300},
    "make-certificate-zips": {"task": "registrations.tasks.make_waiting_archives", "schedule": 300},
    "drop-old-certificate-zips": {
        "task": "registrations.tasks.drop_old_archives",
        "schedule": crontab(hour=3, minute=10),
    },
    "send-announcements": {"task": "registrations.tasks.send_due_announcements", "schedule": 60},
    "keep-up-evidence": {"task": "registrations.tasks.keep_up_evidence", "schedule": 300},
    "remind-of-ambassador-terms": {"task": "hubs.tasks.remind_of_terms", "schedule": crontab(minute=25)},
    "forget-invitations": {
        "task": "hubs.tasks.forget_expired_invitations",
        "schedule": crontab(hour=2, minute=50),
    },
    "compare-with-evidence": {
        "task": "levels.tasks.compare_with_evidence",
        "schedule": crontab(hour=1, minute=0),
    },
    "reconcile-completion": {
        "task": "levels.tasks.reconcile_completion",
        "schedule": crontab(hour=1, minute=30),
    },
    "refresh-figures": {"task": "assessments.tasks.refresh_figures", "schedule": crontab(hour=4, minute=5)},
    "end-attempts": {"task": "assessments.tasks.end_overdue", "schedule": 60},
    "open-levels": {"task": "levels.tasks.open_levels", "schedule": crontab(minute=5)},
    "erase-people": {"task": "accounts.tasks.erase_due", "schedule": crontab(minute=17)},
    "make-exports": {"task": "accounts.tasks.make_waiting_exports", "schedule": 300},
    "drop-old-exports": {"task": "accounts.tasks.drop_old_exports", "schedule": crontab(hour=3, minute=5)},
    "clear-sessions": {"task": "accounts.tasks.clear_sessions", "schedule": crontab(hour=3, minute=35)},
    "close-surveys": {"task": "evaluations.tasks.close_due", "schedule": crontab(minute=25)},
    "mix-answers": {"task": "evaluations.tasks.mix_sheets", "schedule": crontab(hour=3, minute=50)},
    "tell-credits-of-events": {"task": "registrations.tasks.tell_credits", "schedule": 60},
    "remind-of-local-material": {
        "task": "levels.tasks.remind_of_local_material",
        "schedule": crontab(minute=55),
    },
    "tell-credits-of-levels": {"task": "levels.tasks.tell_credits", "schedule": 60},
    "issue-certificates": {"task": "certificates.tasks.issue_due", "schedule": 60},
    "render-certificates": {"task": "certificates.tasks.render_waiting", "schedule": 300},
    "wipe-withdrawn-cases": {"task": "cases.tasks.wipe_withdrawn", "schedule": crontab(hour=3, minute=15)},
    "remind-privacy-checkers": {"task": "cases.tasks.remind_checkers", "schedule": crontab(minute=50)},
    "tell-fellowship-interest": {"task": "fellowships.tasks.tell_interested", "schedule": 300},
    "look-after-expert-invitations": {
        "task": "fellowships.tasks.look_after_invitations",
        "schedule": crontab(minute="*/10"),
    },
    "ask-host-centres": {"task": "fellowships.tasks.ask_centres", "schedule": crontab(hour=7, minute=10)},
    "remind-of-fellowship-reports": {"task": "fellowships.tasks.remind_of_reports", "schedule": 3600},
    "finish-stays": {"task": "fellowships.tasks.finish_stays", "schedule": crontab(minute=35)},
    "remind-of-stays": {"task": "fellowships.tasks.remind_of_stays", "schedule": crontab(minute=45)},
    "close-fellowship-calls": {"task": "fellowships.tasks.close_calls", "schedule": 60},
    "remind-fellowship-reviewers": {"task": "fellowships.tasks.remind_reviewers", "schedule": 1800},
    "keep-up-fellowship-reviews": {"task": "fellowships.tasks.keep_up_reviews", "schedule": 600},
    "remind-of-fellowship-closing": {"task": "fellowships.tasks.remind_of_closing", "schedule": 300},
    "scan-fellowship-documents": {"task": "fellowships.tasks.scan_documents", "schedule": 300},
    "forget-fellowship-drafts": {
        "task": "fellowships.tasks.forget_drafts",
        "schedule": crontab(hour=3, minute=25),
    },
    "forget-fellowship-documents": {
        "task": "fellowships.tasks.forget_documents",
        "schedule": crontab(hour=3, minute=40),
    },
    "end-fellowship-offers": {"task": "fellowships.tasks.end_offers", "schedule": 60},
    "remind-case-authors": {"task": "cases.tasks.remind_authors", "schedule": crontab(minute=25)},
    "remind-case-reviewers": {"task": "cases.tasks.remind_reviewers", "schedule": 1800},
    "keep-up-case-reviews": {"task": "cases.tasks.keep_up_reviews", "schedule": 600},
    "remind-of-fellowship-offers": {"task": "fellowships.tasks.remind_of_offers", "schedule": 300},
}

# ---- Mail -----------------------------------------------------------------------------------------------------

EMAIL_CONFIG = env.email("EMAIL_URL", default="filemail://" if DEBUG else environ.Env.NOTSET)
vars().update(EMAIL_CONFIG)
if not globals().get("EMAIL_FILE_PATH"):
    EMAIL_FILE_PATH = str(VAR_DIR / "mail")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="Sepsis pathway <pathway@example.org>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# ---- Languages and times --------------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", "English"),
    ("pl", "Polski"),
    ("pt", "Português"),
    ("ro", "Română"),
    ("sv", "Svenska"),
]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
FORMAT_MODULE_PATH = ["pathway.formats"]
USE_TZ = True
TIME_ZONE = "UTC"

# ---- Files ----------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR_DIR / "static"
S3_BUCKET = env("S3_BUCKET", default="")
# From where browsers fetch films and hand-outs when they lie in a bucket; empty where they come from the portal.
S3_ORIGIN = env(
    "S3_ORIGIN", default=env("S3_ENDPOINT_URL", default=S3_BUCKET and f"https://{S3_BUCKET}.s3.amazonaws.com")
)
STORAGES = {
    # Nothing is public here: each file leaves through a view that asks who wants it.
    "default": {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": S3_BUCKET,
            "endpoint_url": env("S3_ENDPOINT_URL", default=None),
            "default_acl": None,
            "querystring_auth": True,
            "file_overwrite": False,
        },
    }
    if S3_BUCKET
    else {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR_DIR / "files", "base_url": None},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_AUTOREFRESH = DEBUG and not DEMO
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

# ---- People ---------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "me"
LOGOUT_REDIRECT_URL = "home"

ACCOUNT_ADAPTER = "mailing.adapter.OutboxAccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_FORMS = {"signup": "accounts.forms.SignupForm"}
ACCOUNT_SIGNUP_FORM_HONEYPOT_FIELD = "website"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_CHANGE = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_SESSION_REMEMBER = True
# Besides allauth's own: invitations to people who have perhaps never heard of the portal.
ACCOUNT_RATE_LIMITS = {"nominate": "30/h/user", "case_question": "10/d/user"}
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "http" if SITE_URL.startswith("http://") else "https"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
MFA_ADAPTER = "accounts.adapter.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# Phones' clocks are off by some seconds: the code before and after counts too.
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG
USERSESSIONS_TRACK_ACTIVITY = False
# Whoever may enter the admin needs a second factor, except in the demo with its published password.
ADMIN_NEEDS_SECOND_FACTOR = not DEMO

ERASURE_PAUSE_DAYS = 14
EXPORT_KEPT_DAYS = 7
CERTIFICATE_ZIPS_KEPT_DAYS = 7
IMPACT_REPORTS_KEPT_DAYS = 7
WEBHOOKS_KEPT_DAYS = 30
# For trying webhooks out on one's own machine: elsewhere they would let strangers ask the portal's neighbours.
ALLOW_LOCAL_WEBHOOKS = DEBUG and env.bool("ALLOW_LOCAL_WEBHOOKS", default=False)
# Empty: there is no /metrics.
METRICS_TOKEN = env("METRICS_TOKEN", default="")
# tcp://host:3310 or unix:///path: a clamd that looks at documents of applicants. Empty: they are cleaned, not scanned.
CLAMD_URL = env("CLAMD_URL", default="")
REPORT_FILES_KEPT_MONTHS = env.int("REPORT_FILES_KEPT_MONTHS", default=6)

# ---- Forms ----------------------------------------------------------------------------------------------------

CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
COUNTRIES_FIRST = ["PL", "PT", "RO", "SE", "GB"]
COUNTRIES_FIRST_BREAK = "—"
COUNTRIES_OVERRIDE = {"GB": _("United Kingdom")}

IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT = True
IMPORT_EXPORT_IMPORT_PERMISSION_CODE = "change"
IMPORT_EXPORT_EXPORT_PERMISSION_CODE = "view"

# ---- Security -------------------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "frame-src": [SELF, *filter(None, [S3_ORIGIN])],
        "media-src": [SELF, *filter(None, [S3_ORIGIN])],
    }
}
PERMISSIONS_POLICY = {
    "camera": [],
    "microphone": [],
    "geolocation": [],
    "payment": [],
    "usb": [],
    "publickey-credentials-get": ["self"],
    "publickey-credentials-create": ["self"],
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
if not DEBUG:
    SESSION_COOKIE_SECURE = SITE_URL.startswith("https://")
    CSRF_COOKIE_SECURE = SITE_URL.startswith("https://")
    SECURE_SSL_REDIRECT = SITE_URL.startswith("https://")
    SECURE_REDIRECT_EXEMPT = [r"^health/$"]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=31536000)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True

# ---- Logs: no names, addresses or bodies in them ---------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django.server": {"level": "WARNING"},
        "fontTools": {"level": "WARNING"},
        "pikepdf": {"level": "WARNING"},
    },
}
