"""Shows: making one from a preset, and finding the one that is open."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from exhibition.domain.clock import now
from exhibition.domain.preset import ShowPreset
from exhibition.domain.questions import Choice, Question
from exhibition.domain.show import ShowDay
from exhibition.models import BoothType, PassType, Show, ShowChoice, ShowQuestion
from exhibition.queries.show_changes import facts_of
from exhibition.services import show_changes


def open_shows(session: Session, at: datetime) -> list[Show]:
    """The shows that are not over at ``at``, newest first; demonstrations are left out."""
    found = session.scalars(
        select(Show).where(Show.is_demo.is_(False)).order_by(Show.created_at.desc(), Show.id.desc())
    )
    return [show for show in found if not show.is_over(at)]


def open_show(session: Session, at: datetime) -> Show | None:
    """The newest open show, or None."""
    return next(iter(open_shows(session, at)), None)


def load_preset(session: Session, preset: ShowPreset, *, is_demo: bool = False) -> Show:
    """Creates the show of a preset or brings the one with its slug up to date.

    What the preset no longer names is retired, never deleted: answers given to it stay readable.
    A show that moved by it waits for staff to tell those who registered.
    """
    show = session.scalar(select(Show).where(Show.slug == preset.slug))
    if show is None:
        show = Show(slug=preset.slug, is_demo=is_demo)
        session.add(show)
    facts = facts_of(show) if show.id else None
    _copy_settings(show, preset)
    # Counts the version up even where only questions changed: readers cache by it.
    show.updated_at = now()
    session.flush()
    if facts is not None:
        show_changes.note(session, show, facts)
    _sync_pass_types(show, preset)
    _sync_booth_types(show, preset)
    _sync_questions(session, show, preset.questions)
    session.flush()
    return show


def days_as_items(days: Iterable[ShowDay]) -> list[dict[str, str]]:
    """Show days as the show keeps them."""
    return [
        {
            "date": day.date.isoformat(),
            "opens": f"{day.opens:%H:%M}",
            "closes": f"{day.closes:%H:%M}",
        }
        for day in days
    ]


def _copy_settings(show: Show, preset: ShowPreset) -> None:
    show.timezone = preset.timezone
    show.default_locale = preset.default_locale
    show.motif = preset.motif
    show.accent = preset.accent
    show.samples = list(preset.samples)
    show.texts = {key: text.to_mapping() for key, text in preset.texts.items()}
    show.notice_version = preset.notice_version
    show.contact_phone = preset.contact.phone
    show.contact_email = preset.contact.email
    show.notify_emails = list(preset.contact.notify_emails)
    show.visitor_opens_at = preset.visitor_window.opens_at
    show.visitor_closes_at = preset.visitor_window.closes_at
    show.exhibitor_opens_at = preset.exhibitor_window.opens_at
    show.exhibitor_closes_at = preset.exhibitor_window.closes_at
    show.days = days_as_items(preset.days)
    show.retention_until = preset.retention_until
    show.change_until = preset.change_until
    show.icp_no = preset.icp_no
    show.gongan_no = preset.gongan_no
    told = asdict(preset.switches)
    # Who may get in to the back office is decided there: no file opens a door that staff closed.
    del told["second_factor"]
    show.switches = {**(show.switches or {}), **told}


def _sync_pass_types(show: Show, preset: ShowPreset) -> None:
    known = {row.slug: row for row in show.pass_types}
    for position, offered in enumerate(preset.pass_types):
        row = known.pop(offered.slug, None) or PassType(slug=offered.slug)
        row.label_zh, row.label_en = offered.label.zh, offered.label.en
        row.word_zh, row.word_en = offered.word.zh, offered.word.en
        row.band, row.position = offered.band, position
        row.needs_review, row.on_offer = offered.needs_review, offered.on_offer
        if row.show is None:
            show.pass_types.append(row)
    for gone in known.values():
        gone.on_offer = False


def _sync_booth_types(show: Show, preset: ShowPreset) -> None:
    known = {row.slug: row for row in show.booth_types}
    for position, offered in enumerate(preset.booth_types):
        row = known.pop(offered.slug, None) or BoothType(slug=offered.slug)
        row.label_zh, row.label_en = offered.label.zh, offered.label.en
        row.unit, row.on_offer, row.position = offered.unit, offered.on_offer, position
        if row.show is None:
            show.booth_types.append(row)
    for gone in known.values():
        gone.on_offer = False


def _sync_questions(session: Session, show: Show, questions: Iterable[Question]) -> None:
    rows = session.scalars(select(ShowQuestion).where(ShowQuestion.show_id == show.id))
    known = {(row.form, row.slug): row for row in rows}
    for position, question in enumerate(questions):
        row = known.pop((question.form, question.slug), None)
        if row is None:
            row = ShowQuestion(show_id=show.id, form=question.form, slug=question.slug)
            session.add(row)
        _copy_question(row, question, position)
        _sync_choices(row, question.choices)
    for gone in known.values():
        gone.retired = True


def _copy_question(row: ShowQuestion, question: Question, position: int) -> None:
    row.page, row.kind = question.page, question.kind
    row.label_zh, row.label_en = question.label.zh, question.label.en
    row.hint_zh, row.hint_en = question.hint.zh, question.hint.en
    row.required, row.enabled = question.required, question.enabled
    row.min_choices, row.max_choices = question.min_choices, question.max_choices
    row.max_length, row.visible_first = question.max_length, question.visible_first
    row.allow_other, row.choices_from = question.allow_other, question.choices_from
    row.position, row.retired = position, False


def _sync_choices(row: ShowQuestion, choices: Iterable[Choice]) -> None:
    known = {choice.slug: choice for choice in row.choices}
    for position, choice in enumerate(choices):
        kept = known.pop(choice.slug, None)
        if kept is None:
            kept = ShowChoice(slug=choice.slug)
            row.choices.append(kept)
        kept.label_zh, kept.label_en = choice.label.zh, choice.label.en
        kept.group_slug, kept.is_group = choice.group, choice.is_group
        kept.frequent, kept.retired = choice.frequent, choice.retired
        kept.position = position
    for gone in known.values():
        gone.retired = True
