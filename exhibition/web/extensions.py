"""The Flask extensions, made once and bound to the application in ``web.init_app``."""

from collections.abc import Callable, MutableMapping
from functools import cached_property
from typing import Any, cast

from babel.support import NullTranslations
from flask import Response
from flask.templating import Environment
from flask_babel import Babel, Domain, get_locale
from flask_compress import Compress
from flask_limiter import Limiter
from flask_login import LoginManager
from flask_mail import Mail
from flask_migrate import Migrate
from flask_wtf import CSRFProtect
from limits.strategies import RateLimiter

from exhibition.web.client import client_address


class SessionLogin(LoginManager):  # type: ignore[misc]
    """Flask-Login without its remember cookie, whose hook would mark static files as personal."""

    def _update_remember_cookie(self, response: Response) -> Response:
        return response


class _EitherWay:
    """Counts in the common storage, and when that fails in this process's own memory."""

    def __init__(self, common: RateLimiter, own: RateLimiter, give_up: Callable[[], None]) -> None:
        self._common, self._own, self._give_up = common, own, give_up

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def ask(*args: Any, **kwargs: Any) -> Any:
            try:
                return getattr(self._common, name)(*args, **kwargs)
            except self._common.storage.base_exceptions:
                self._give_up()
                return getattr(self._own, name)(*args, **kwargs)

        return ask


class SteadyLimiter(Limiter):
    """Flask-Limiter, whose fallback serves only the first request that finds Redis gone.

    Requests under way at that moment, and what is counted after a response, were answered with 500.
    """

    @property
    def limiter(self) -> RateLimiter:
        """What counts now."""
        found, own = super().limiter, self._fallback_limiter
        if own is None or found is own:
            return found
        return cast("RateLimiter", _EitherWay(found, own, self._give_up))

    def _give_up(self) -> None:
        if not self._storage_dead:
            self.logger.warning("Redis does not answer: each process counts for itself")
        self._storage_dead = True


class KeptCatalogues(Domain):  # type: ignore[misc]
    """Flask-Babel's catalogues; it would write the locale out at every sentence to find its own."""

    def __init__(self, domain: str) -> None:
        super().__init__(domain=domain)
        self._by_language: dict[str, NullTranslations] = {}

    def get_translations(self) -> NullTranslations:
        """The catalogue of the page's language."""
        locale = get_locale()
        if locale is None:
            return super().get_translations()
        # One locale for each language, see ``BABEL_LOCALES``.
        found = self._by_language.get(locale.language)
        if found is None:
            found = self._by_language[locale.language] = super().get_translations()
        return found


class QuickBabel(Babel):  # type: ignore[misc]
    """Flask-Babel with ``KeptCatalogues``: a page has fifty sentences."""

    @cached_property
    def domain_instance(self) -> KeptCatalogues:
        """What translates."""
        return KeptCatalogues(self.domain)


class Templates(Environment):
    """Flask's templates with their globals in one dictionary.

    Jinja lays two over each other to see what is added later, and a page that imports macros from
    ten files goes through both again and again. Ours are all there before a template is loaded.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The globals of one template."""
        return {**self.globals, **(d or {})}


babel = QuickBabel()
compress = Compress()
csrf = CSRFProtect()
limiter = SteadyLimiter(key_func=client_address)
login = SessionLogin()
mail = Mail()
migrate = Migrate()
