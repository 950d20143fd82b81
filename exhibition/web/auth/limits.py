"""How often somebody may try a password: per address, per account from there, per account at all.

Only wrong passwords count against an account, and a limit is over within a minute. Guesses from one
address stop that address early and leave the account's owner, who is somewhere else, alone.
"""

import hashlib
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Response, current_app, request

from exhibition.services import staff
from exhibition.web.auth import second_state
from exhibition.web.client import client_address
from exhibition.web.extensions import limiter
from exhibition.web.staff_session import signed_in

PER_ACCOUNT_AND_ADDRESS = "5/minute"
PER_ACCOUNT = "20/minute"

View = TypeVar("View", bound=Callable[..., Any])


def per_address(answer: Callable[[Any], Response] | None = None) -> Callable[[View], View]:
    """Limits a view by ``LIMIT_SIGN_IN``; ``answer`` gives its page over the limit."""
    return limiter.limit(_setting, on_breach=answer)


def per_account(answer: Callable[[Any], Response]) -> Callable[[View], View]:
    """Limits a view by the wrong passwords, answered with 422, for the account it is asked for."""
    narrow = limiter.limit(
        PER_ACCOUNT_AND_ADDRESS, key_func=_account_here, deduct_when=_was_wrong, on_breach=answer
    )
    wide = limiter.limit(PER_ACCOUNT, key_func=_account, deduct_when=_was_wrong, on_breach=answer)
    return lambda view: wide(narrow(view))


def per_state(answer: Callable[[Any], Response]) -> Callable[[View], View]:
    """Limits a view by the wrong codes, answered with 422, of whoever typed their password."""
    narrow = limiter.limit(
        PER_ACCOUNT_AND_ADDRESS, key_func=_somebody, deduct_when=_was_wrong, on_breach=answer
    )
    return lambda view: narrow(view)


def per_person(answer: Callable[[Any], Response]) -> Callable[[View], View]:
    """Limits a view by the wrong passwords and codes of whoever is signed in."""
    narrow = limiter.limit(
        PER_ACCOUNT_AND_ADDRESS,
        key_func=_signed_in,
        methods=["POST"],
        deduct_when=_was_wrong,
        on_breach=answer,
    )
    return lambda view: narrow(view)


def _signed_in() -> str:
    member = signed_in()
    return f"account {member.id if member is not None else 0}"


def _somebody() -> str:
    # Not by address: whoever knows the password guesses from anywhere.
    return f"second step {second_state.staff_id()}"


def _setting() -> str:
    limit: str = current_app.config["SETTINGS"].limit_sign_in
    return "" if limit == "off" else limit


def _account() -> str:
    address = staff.folded(request.form.get("email", ""))
    return hashlib.sha256(address.encode("utf-8", "replace")).hexdigest()


def _account_here() -> str:
    return f"{_account()}@{client_address()}"


def _was_wrong(response: Response) -> bool:
    return response.status_code == 422
