"""How often one address may send a form, and look for what it does not know.

High on purpose: a hospital, a carrier or a whole hall is one address. What one person may send is
limited by mobile number and mailbox instead.
"""

from flask import Response, current_app
from flask_limiter.errors import RateLimitExceeded

from exhibition.web.extensions import limiter

OFF = ""


def over_submits() -> bool:
    """Counts one form sent from this address; whether it was one too many."""
    try:
        _count_submit()
    except RateLimitExceeded:
        return True
    return False


def over_lookups() -> bool:
    """Counts one request for a lost pass from this address; whether it was one too many."""
    try:
        _count_lookup()
    except RateLimitExceeded:
        return True
    return False


def _submits() -> str:
    limit: str = current_app.config["SETTINGS"].limit_submit
    return OFF if limit == "off" else limit


def _lookups() -> str:
    limit: str = current_app.config["SETTINGS"].limit_lookup
    return OFF if limit == "off" else limit


def _found_nothing(response: Response) -> bool:
    return response.status_code == 404


@limiter.shared_limit(_submits, scope="submit")
def _count_submit() -> None:
    """Nothing besides being counted."""


@limiter.shared_limit(_lookups, scope="lookup")
def _count_lookup() -> None:
    """Nothing besides being counted."""


#: For a page that is opened by a code: only wrong codes count, so that a gate's own phones and
#: the visitors in its network are left alone.
guesses = limiter.shared_limit(_lookups, scope="lookup", deduct_when=_found_nothing)
