"""An exhibitor's task 楣板: the words on the board over the booth, seen as they will be printed."""

from typing import Any

from flask import Response, make_response, redirect, render_template, url_for
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm

from exhibition.database import db, expect_writes, transaction
from exhibition.domain import identifiers
from exhibition.domain.errors import NotFound
from exhibition.domain.tasks import Task
from exhibition.models import Application, Registration
from exhibition.queries import tasks
from exhibition.queries.tasks import Standing
from exhibition.services import fascia
from exhibition.web import errors
from exhibition.web.extensions import csrf
from exhibition.web.fields import BoxField, OwnField, TextField
from exhibition.web.public import application_page, stale
from exhibition.web.public.blueprint import blueprint
from exhibition.web.public.sign_up_form import Problem


class FasciaForm(FlaskForm):
    """The wording in one or both languages, and the tick that it is right."""

    fascia_zh = TextField(
        lazy_gettext("Fascia in Chinese"),
        # Like a name: printed on a board, signs that draw nothing or emoji alone are no wording.
        lambda text: identifiers.person_name(text, fascia.ZH_MAX),
        hint=lazy_gettext("At most 20 characters, usually the company’s short name"),
        attrs={"lang": "zh-Hans", "autocomplete": "off"},
    )
    fascia_en = TextField(
        lazy_gettext("Fascia in English"),
        lambda text: identifiers.person_name(text, fascia.EN_MAX),
        hint=lazy_gettext("At most 40 characters"),
        attrs={"lang": "en", "autocomplete": "off"},
    )
    confirmed = BoxField(
        lazy_gettext("I confirm the wording"),
        missing=lazy_gettext("Please confirm the wording"),
        optional=False,
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether it can be printed: some wording, confirmed."""
        right = super().validate(extra_validators)
        if right and not (self.fascia_zh.value or self.fascia_en.value):
            self.fascia_zh.errors = [gettext("Enter the wording in at least one language")]
            return False
        return right

    def problems(self) -> list[Problem]:
        """What needs attention, for the summary on top."""
        return [
            Problem(field.id, str(field.label.text), str(field.errors[0]))
            for field in self
            if isinstance(field, OwnField) and field.errors
        ]


@blueprint.get("/r/<token>/fascia")
def fascia_page(token: str) -> Response:
    """The wording as it stands; before the first time the company's names."""
    registration, standing = _load(token)
    return _page(registration, token, standing, _filled(registration))


# As on the sign-up forms, a stale token shows the form again with every word.
@blueprint.post("/r/<token>/fascia")
@csrf.exempt
def save_fascia(token: str) -> Response:
    """Saves the wording that was confirmed."""
    expect_writes(False)
    registration, standing = _load(token)
    form = FasciaForm()
    if not stale.token_fits():
        stale.ask_again()
        return _page(registration, token, standing, form, 422)
    if not form.validate():
        return _page(registration, token, standing, form, 422)
    try:
        with transaction() as session:
            zh, en = form.fascia_zh.value, form.fascia_en.value
            fascia.save(session, registration, zh, en)
    except errors.BUSY as error:
        errors.give_up_transaction(error)
        response = _page(registration, token, standing, form, 503)
        return errors.may_try_again(response)
    return make_response(redirect(url_for("public.owner", token=token, saved="1"), 303))


def _load(token: str) -> tuple[Registration, Standing]:
    registration = application_page.load(token)
    own = {one.task: one for one in tasks.of_application(db.session(), registration)}
    if Task.FASCIA not in own:
        raise NotFound()
    return registration, own[Task.FASCIA]


def _filled(registration: Registration) -> FasciaForm:
    application = registration.application
    assert application is not None, "only exhibitors come here"
    return FasciaForm(data=_wording(application))


def _wording(application: Application) -> dict[str, str]:
    said = {"fascia_zh": application.fascia_zh, "fascia_en": application.fascia_en}
    if any(said.values()):
        return said
    # What is too long for the board is left to the exhibitor to shorten.
    limits = (fascia.ZH_MAX, fascia.EN_MAX)
    names = (application.company_zh, application.company_en)
    fits = (name if len(name) <= most else "" for name, most in zip(names, limits, strict=True))
    return dict(zip(said, fits, strict=True))


def _page(
    registration: Registration,
    token: str,
    standing: Standing,
    form: FasciaForm,
    status: int = 200,
) -> Response:
    application = registration.application
    html = render_template(
        "public/fascia.html",
        show=registration.show,
        registration=registration,
        token=token,
        standing=standing,
        form=form,
        booth_no=application.booth_no if application else "",
    )
    return make_response(html, status)
