"""The part of a form that says who may do what where, and how it is read back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext

from exhibition.domain.errors import N_, NoGrant
from exhibition.domain.rights import MAY_EXPORT_FULL, Grant, Role
from exhibition.models import Show

ROLES: Mapping[Role, tuple[str, str]] = {
    Role.OWNER: (N_("Owner"), N_("Everything, in all shows, staff too")),
    Role.MANAGER: (N_("Manager"), N_("Runs the show: settings, decisions, lists")),
    Role.REVIEWER: (N_("Reviewer"), N_("Decides over applications, sees contacts")),
    Role.DESK: (N_("Desk"), N_("Looks up visitors, sends passes again, prints")),
    Role.SCANNER: (N_("Scanner"), N_("Scans at the gate, sees no lists")),
    Role.VIEWER: (N_("Viewer"), N_("Reads, contacts masked")),
}
EVERYWHERE = "all"
CHOSEN = "some"


@dataclass(frozen=True)
class Place:
    """One line of the form: all shows, or one of them; ``role`` is empty for none."""

    key: str
    show: Show | None
    role: str
    may_export: bool


@dataclass(frozen=True)
class GrantsPart:
    """What the form shows."""

    scope: str
    everywhere: Place
    places: tuple[Place, ...]
    problem: str = ""


def role_name(role: Role | str) -> str:
    """What a role is called in the language of the page."""
    return gettext(ROLES[Role(role)][0])


def role_words(role: Role | str) -> str:
    """What it may do, in a few words."""
    return gettext(ROLES[Role(role)][1])


def present(grants: Iterable[Grant], shows: Sequence[Show]) -> GrantsPart:
    """The form as things stand; for somebody new, a reviewer everywhere."""
    known = {grant.show_id: grant for grant in grants}
    chosen = bool(known) and None not in known
    first = known.get(None) or Grant(Role.REVIEWER)
    return GrantsPart(
        CHOSEN if chosen else EVERYWHERE,
        Place(EVERYWHERE, None, first.role.value, first.may_export),
        tuple(_place(show, known.get(show.id)) for show in shows),
    )


def sent(form: Mapping[str, str], shows: Sequence[Show], problem: str) -> GrantsPart:
    """The form as it was sent, with what is wrong about it."""
    return GrantsPart(
        CHOSEN if form.get("scope") == CHOSEN else EVERYWHERE,
        Place(EVERYWHERE, None, form.get("role-all", ""), "export-all" in form),
        tuple(
            Place(str(show.id), show, form.get(f"role-{show.id}", ""), f"export-{show.id}" in form)
            for show in shows
        ),
        problem,
    )


def read(form: Mapping[str, str], shows: Sequence[Show]) -> list[Grant]:
    """What was chosen. Raises ``NoGrant`` for nothing, or for a role there is not."""
    wanted: list[tuple[str, int | None]] = [(EVERYWHERE, None)]
    if form.get("scope") == CHOSEN:
        wanted = [(str(show.id), show.id) for show in shows]
    found = []
    for key, show_id in wanted:
        if text := form.get(f"role-{key}", ""):
            found.append(Grant(_role(text), show_id, f"export-{key}" in form))
    if not found:
        raise NoGrant()
    return found


def options(*, everywhere: bool) -> list[tuple[str, str]]:
    """Value and word of the roles that can be chosen."""
    return [
        (role.value, f"{gettext(name)} · {gettext(words)}")
        for role, (name, words) in ROLES.items()
        if everywhere or role is not Role.OWNER
    ]


def exports(grant: Grant) -> bool:
    """Whether the export in full is worth a word beside the role."""
    return grant.may_export and grant.role in MAY_EXPORT_FULL and grant.role is not Role.OWNER


def _place(show: Show, grant: Grant | None) -> Place:
    return Place(
        str(show.id),
        show,
        grant.role.value if grant else "",
        grant.may_export if grant else False,
    )


def _role(text: str) -> Role:
    try:
        return Role(text)
    except ValueError as error:
        raise NoGrant() from error
