"""What merging two registrations as chosen would do, in sentences: read before it is done."""

from collections.abc import Mapping

from flask_babel import gettext
from sqlalchemy.orm import Session

from exhibition.domain.errors import N_
from exhibition.domain.status import Kind, PassState
from exhibition.models import Registration
from exhibition.queries import cases, questions
from exhibition.services import merging
from exhibition.services.export_words import STATUSES
from exhibition.web import formats
from exhibition.web.organizer import alike_words
from exhibition.web.organizer.merge_form import MergeForm, differing

_CONSENTS: Mapping[str, str] = {
    "marketing": N_("News of future shows"),
    "exhibitors": N_("Sharing with exhibitors"),
}


def effects(session: Session, form: MergeForm) -> list[str]:
    """Everything that merging would do, one sentence each."""
    kept, gone = form.kept, form.gone
    refs = {"kept": kept.reference, "gone": gone.reference}
    asked = questions.of_show(session, kept.show)
    found = []
    names = [
        alike_words.name_of(name, asked) for name in differing(kept, gone) if name in form.taken()
    ]
    if names:
        listed = gettext(", ").join(names)
        found.append(gettext("%(kept)s takes over from %(gone)s: %(names)s.", names=listed, **refs))
    else:
        found.append(gettext("%(kept)s stays as it is; nothing is taken over.", **refs))
    if "email" in form.taken():
        found.append(gettext("Mails go to %(mailbox)s from now on.", mailbox=gone.email or "–"))
    status = formats.localized(STATUSES[kept.status])
    found.append(gettext("Its status stays “%(status)s”.", status=status))
    found.append(
        gettext(
            "%(gone)s is cancelled and leads staff to %(kept)s. Lists, counts and exports have the"
            " person once.",
            **refs,
        )
        if kept.kind is Kind.VISITOR
        else gettext(
            "%(gone)s is cancelled and leads staff to %(kept)s. Lists, counts and exports have the"
            " company once.",
            **refs,
        )
    )
    found.append(_passes(form))
    found.append(
        gettext(
            "Notes, mails, decisions, consents and history of both are read on %(kept)s.", **refs
        )
    )
    found += _case(session, kept, gone)
    found += _consents(kept, gone)
    found.append(
        gettext(
            "Nobody gets a mail. The link of %(gone)s goes on showing what was entered there, and"
            " nothing of %(kept)s.",
            **refs,
        )
    )
    found.append(gettext("This can be undone on the page of %(kept)s.", **refs))
    return found


def _passes(form: MergeForm) -> str:
    gone, kept = form.gone, form.kept
    if gone.entry_pass.state is PassState.REVOKED:
        return gettext("The QR code of %(gone)s was revoked and stays so.", gone=gone.reference)
    if not form.both_passes:
        return gettext(
            "The QR code of %(gone)s ends at once: whoever shows it is not let in.",
            gone=gone.reference,
        )
    return gettext(
        "Both QR codes keep working, for one and the same person: that of %(gone)s is valid as long"
        " as that of %(kept)s is.",
        gone=gone.reference,
        kept=kept.reference,
    )


def _case(session: Session, kept: Registration, gone: Registration) -> list[str]:
    mine, theirs = cases.file_of(session, kept), cases.file_of(session, gone)
    owner = theirs.owner if theirs else None
    if owner is None or (mine and mine.owner_id == owner.id):
        return []
    name = owner.name or owner.email
    if mine and mine.owner:
        words = gettext(
            "The salesperson stays %(mine)s; that of %(gone)s was %(theirs)s.",
            mine=mine.owner.name or mine.owner.email,
            gone=gone.reference,
            theirs=name,
        )
        return [words]
    return [gettext("The salesperson is %(name)s from now on.", name=name)]


def _consents(kept: Registration, gone: Registration) -> list[str]:
    ended = [gettext(_CONSENTS.get(kind, kind)) for kind in merging.stricter(kept, gone)]
    if not ended:
        return []
    listed = gettext(", ").join(ended)
    return [
        gettext(
            "No longer agreed to: %(names)s, because only one of the two registrations says yes."
            " Both proofs are kept.",
            names=listed,
        )
    ]
