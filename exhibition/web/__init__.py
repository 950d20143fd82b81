"""HTTP: extensions, languages, headers, errors, and the blueprints."""

from flask import Flask, request

from exhibition.config import ROOT, Settings
from exhibition.database import db, expect_writes
from exhibition.web import (
    access,
    assets,
    auth,
    direction,
    errors,
    formats,
    health,
    moved,
    organizer,
    public,
    row_number,
    security,
)
from exhibition.web.extensions import (
    Templates,
    babel,
    compress,
    csrf,
    limiter,
    login,
    mail,
    migrate,
)
from exhibition.web.language import choose_locale

#: One request may carry five uploads; a single field may not carry a book.
MAX_REQUEST_BYTES = 20 * 1024 * 1024
MAX_FIELD_BYTES = 500_000
MAX_PARTS = 200

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


def init_app(app: Flask, settings: Settings) -> None:
    """Binds everything that speaks HTTP to the application."""
    app.jinja_environment = Templates
    _configure(app, settings)
    row_number.init_app(app)
    # Before everything that may refuse a request: a refusal has its id and its log line too.
    app.before_request(_say_whether_it_writes)
    security.init_app(app, settings)
    babel.init_app(app, locale_selector=choose_locale)
    csrf.init_app(app)
    limiter.init_app(app)
    login.init_app(app)
    mail.init_app(app)
    migrate.init_app(app, db, directory=str(ROOT / "exhibition" / "migrations"))
    compress.init_app(app)

    assets.init_app(app)
    formats.init_app(app)
    direction.init_app(app)
    moved.init_app(app)
    errors.init_app(app)
    app.register_blueprint(health.blueprint)
    auth.init_app(app)
    app.register_blueprint(organizer.blueprint)
    app.register_blueprint(public.blueprint)
    access.refuse_undeclared(app)


def _say_whether_it_writes() -> None:
    # A scan of an entry QR counts in a short transaction of its own; see web/public/entry.py.
    expect_writes(request.method not in SAFE_METHODS)


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        MAX_CONTENT_LENGTH=MAX_REQUEST_BYTES,
        MAX_FORM_MEMORY_SIZE=MAX_FIELD_BYTES,
        MAX_FORM_PARTS=MAX_PARTS,
        TRUSTED_HOSTS=settings.trusted_hosts,
        # A form may lie open for hours; its age is checked by the page, never answered by an error.
        WTF_CSRF_TIME_LIMIT=None,
        # The referrer check breaks behind proxies that change the scheme; the token stays.
        WTF_CSRF_SSL_STRICT=False,
        # Every sentence of a field is ours; WTForms would read a catalogue of its own, each time.
        WTF_I18N_ENABLED=False,
        SESSION_COOKIE_NAME="__Host-session" if settings.is_https else "session",
        SESSION_COOKIE_SECURE=settings.is_https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        BABEL_DEFAULT_LOCALE="zh_Hans_CN",
        BABEL_TRANSLATION_DIRECTORIES=";".join(["translations"] * len(CATALOGUES)),
        BABEL_DOMAIN=";".join(CATALOGUES),
        RATELIMIT_STORAGE_URI=settings.redis_url or "memory://",
        RATELIMIT_HEADERS_ENABLED=False,
        # When Redis is gone, each process counts for itself: never open, never down.
        RATELIMIT_IN_MEMORY_FALLBACK_ENABLED=bool(settings.redis_url),
        COMPRESS_MIMETYPES=["text/html"],
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_BR_LEVEL=4,
        MAIL_SERVER=settings.mail.server or "localhost",
        MAIL_PORT=settings.mail.port,
        MAIL_USERNAME=settings.mail.username or None,
        MAIL_PASSWORD=settings.mail.password or None,
        MAIL_USE_TLS=settings.mail.use_tls,
        MAIL_USE_SSL=settings.mail.use_ssl,
        MAIL_DEFAULT_SENDER=settings.mail.sender or None,
    )


#: One catalogue per audience, so that a translator opens the file of the people who read it.
CATALOGUES = ("public", "organizer", "exports", "mail", "errors")
