"""The Flask extensions, made once and bound to the application in ``web.init_app``."""

from flask import Response
from flask_babel import Babel
from flask_compress import Compress
from flask_limiter import Limiter
from flask_login import LoginManager
from flask_mail import Mail
from flask_migrate import Migrate
from flask_wtf import CSRFProtect

from exhibition.web.client import client_address


class SessionLogin(LoginManager):  # type: ignore[misc]
    """Flask-Login without its remember cookie, whose hook would mark static files as personal."""

    def _update_remember_cookie(self, response: Response) -> Response:
        return response


babel = Babel()
compress = Compress()
csrf = CSRFProtect()
limiter = Limiter(key_func=client_address)
login = SessionLogin()
mail = Mail()
migrate = Migrate()
