"""收款账户: the account exhibitors pay into, who put it there, and who agreed.

Each step asks for one's own password: a browser that somebody left open is not enough.
"""

from collections.abc import Callable
from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext, lazy_gettext

from exhibition.database import db, transaction
from exhibition.domain import identifiers, invoices
from exhibition.domain.errors import N_, ExhibitionError, NotFound
from exhibition.domain.money import CURRENCIES
from exhibition.domain.rights import Right
from exhibition.models import PayeeAccount, Show
from exhibition.queries import billing
from exhibition.queries import payee as queries
from exhibition.services import payee
from exhibition.services.payee import Account
from exhibition.web import access, errors
from exhibition.web.auth.limits import per_person
from exhibition.web.client import client_address
from exhibition.web.fields import TextField
from exhibition.web.organizer.account_forms import ProofForm
from exhibition.web.organizer.blueprint import blueprint

NAME_MAX = 120
PAGE = "/<show_slug>/settings/account"


def _line(text: str) -> str:
    return identifiers.one_line(text, NAME_MAX)


_PLAIN = {"autocomplete": "off", "spellcheck": "false"}


class AccountForm(ProofForm):
    """A new account, and the password of whoever enters it."""

    payee_name = TextField(
        lazy_gettext("Payee"),
        _line,
        hint=lazy_gettext("As the bank has it"),
        missing=lazy_gettext("Enter the payee"),
        attrs=_PLAIN,
    )
    bank = TextField(
        lazy_gettext("Bank"),
        _line,
        hint=lazy_gettext("With its branch; from abroad also the SWIFT code"),
        missing=lazy_gettext("Enter the bank"),
        attrs=_PLAIN,
    )
    account = TextField(
        lazy_gettext("Account"),
        invoices.bank_account,
        missing=lazy_gettext("Enter the number of the account"),
        attrs={**_PLAIN, "class": "figures"},
    )


@blueprint.context_processor
def account_parts() -> dict[str, Callable[..., object]]:
    """What the Show page and the overview say about it."""
    return {
        "payee_current": lambda show: queries.current(db.session(), show),
        "payee_waiting": lambda show: queries.proposed(db.session(), show),
        "spaced_account": invoices.spaced,
    }


@blueprint.get(PAGE)
@access.needs(Right.SETTINGS)
def payee_page(show_slug: str) -> Response:
    """The account that stands, the one that waits, and those before."""
    return _page(access.load_show(show_slug))


def _limited(_limit: Any) -> Response:
    return errors.error_page(429)


@blueprint.post(PAGE)
@access.needs(Right.SETTINGS)
@per_person(_limited)
def propose_payee(show_slug: str) -> Response:
    """Puts another account forward."""
    show, form = access.load_show(show_slug), AccountForm(access.current_staff())
    if not form.validate():
        return _page(show, 422, form=form)
    wanted = Account(form.payee_name.value, form.bank.value, form.account.value)
    with transaction() as session:
        made = payee.propose(
            session, show, access.current_staff(), wanted, address=client_address()
        )
    if made is None:
        flash(gettext("Nothing was changed."), "ok")
    else:
        flash(gettext("Entered. Exhibitors see it once a second person has confirmed it."), "ok")
    return _back(show)


@blueprint.get(f"{PAGE}/<int:account_id>/<any(confirm, refuse, remove):step>")
@access.needs(Right.SETTINGS)
def ask_payee(show_slug: str, account_id: int, step: str) -> Response:
    """Asks before a step, with the number to compare."""
    show = access.load_show(show_slug)
    return _ask(show, account_id, step, ProofForm(access.current_staff()))


@blueprint.post(f"{PAGE}/<int:account_id>/<any(confirm, refuse, remove):step>")
@access.needs(Right.SETTINGS)
@per_person(_limited)
def decide_payee(show_slug: str, account_id: int, step: str) -> Response:
    """Confirms or refuses the account that waits, or takes the present one off the pages."""
    show, form = access.load_show(show_slug), ProofForm(access.current_staff())
    if not form.validate():
        return _ask(show, account_id, step, form, 422)
    does, done = _STEPS[step]
    try:
        with transaction() as session:
            does(session, show, access.current_staff(), account_id, address=client_address())
    except ExhibitionError as refused:
        flash(errors.spoken(refused), "warn")
        return _page(access.load_show(show_slug), refused.status)
    flash(gettext(done), "ok")
    return _back(show)


@blueprint.post("/<show_slug>/settings/currency")
@access.needs(Right.SETTINGS)
def save_currency(show_slug: str) -> Response:
    """Says what exhibitors are charged in."""
    show, currency = access.load_show(show_slug), request.form.get("currency", "")
    try:
        with transaction() as session:
            changed = payee.reckon_in(
                session, show, access.current_staff(), currency, address=client_address()
            )
    except ExhibitionError as refused:
        flash(errors.spoken(refused), "warn")
        return _page(access.load_show(show_slug), refused.status)
    flash(gettext("Saved.") if changed else gettext("Nothing was changed."), "ok")
    return _back(show)


_STEPS = {
    "confirm": (payee.confirm, N_("Confirmed. Exhibitors read it from now on.")),
    "refuse": (payee.refuse, N_("Refused. Exhibitors never saw it.")),
    "remove": (payee.take_off, N_("Exhibitors see no account now.")),
}


def _page(show: Show, status: int = 200, form: AccountForm | None = None) -> Response:
    session, member = db.session(), access.current_staff()
    waiting, others = queries.proposed(session, show), queries.others(session, show, member)
    html = render_template(
        "organizer/payee.html",
        show=show,
        form=form or AccountForm(member),
        present=queries.current(session, show),
        waiting=waiting,
        may_confirm=waiting is not None and payee.may_confirm(session, show, member, waiting),
        others=others,
        names=[one.name or one.email for one in others],
        before=queries.history(session, show),
        currencies=CURRENCIES,
        is_reckoned=billing.has_amounts(session, show),
    )
    return make_response(html, status)


def _ask(show: Show, account_id: int, step: str, form: ProofForm, status: int = 200) -> Response:
    session = db.session()
    one = queries.current(session, show) if step == "remove" else queries.proposed(session, show)
    if one is None or one.id != account_id:
        raise NotFound()
    return make_response(_question(show, one, step, form), status)


def _question(show: Show, one: PayeeAccount, step: str, form: ProofForm) -> str:
    return render_template(
        "organizer/payee_step.html",
        show=show,
        one=one,
        step=step,
        form=form,
    )


def _back(show: Show) -> Response:
    return make_response(redirect(url_for("organizer.payee_page", show_slug=show.slug), 303))
