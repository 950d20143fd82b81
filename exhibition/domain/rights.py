"""Who may do what: the rights there are, and the roles that bundle them.

Rights are no ladder: whoever decides over applications does not edit them, and whoever prints
badges sees no exhibitor's contact. Taking a list along in full is a right of its own.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What somebody is in a show, or in the whole installation."""

    OWNER = "owner"
    MANAGER = "manager"
    REVIEWER = "reviewer"
    DESK = "desk"
    SCANNER = "scanner"
    VIEWER = "viewer"


class Right(StrEnum):
    """One thing that a role allows."""

    #: One's own account, and the list of one's shows: everybody who signs in.
    ACCOUNT = "account"
    #: Lists and the pages of single registrations.
    LOOK_UP = "look_up"
    #: Figures, channels, the outbox, the publish check.
    READ = "read"
    #: Contacts in full: visitors' on their page, exhibitors' in lists as well.
    VISITOR_CONTACTS = "visitor_contacts"
    EXHIBITOR_CONTACTS = "exhibitor_contacts"
    #: The number of a visitor's identity document, one at a time.
    ID_NUMBERS = "id_numbers"
    DECIDE = "decide"
    #: The last word, where a show decides in two stages.
    DECIDE_FINALLY = "decide_finally"
    EDIT = "edit"
    #: The mail somebody lost, once more.
    RESEND = "resend"
    REGISTER = "register"
    PRINT = "print"
    SCAN = "scan"
    #: Lists as files, contacts masked; and in full.
    EXPORT = "export"
    EXPORT_FULL = "export_full"
    SETTINGS = "settings"
    #: The secret links inside mails.
    MAIL_LINKS = "mail_links"
    AUDIT = "audit"
    STAFF = "staff"


_VIEWER = frozenset({Right.ACCOUNT, Right.LOOK_UP, Right.READ})
_REVIEWER = _VIEWER | {
    Right.VISITOR_CONTACTS,
    Right.EXHIBITOR_CONTACTS,
    Right.DECIDE,
    Right.RESEND,
    Right.EXPORT,
}
_MANAGER = _REVIEWER | {
    Right.DECIDE_FINALLY,
    Right.ID_NUMBERS,
    Right.EDIT,
    Right.REGISTER,
    Right.PRINT,
    Right.SCAN,
    Right.SETTINGS,
    Right.AUDIT,
}
RIGHTS: Mapping[Role, frozenset[Right]] = {
    Role.OWNER: _MANAGER | {Right.MAIL_LINKS, Right.STAFF},
    Role.MANAGER: _MANAGER,
    Role.REVIEWER: _REVIEWER,
    Role.DESK: frozenset(
        {
            Right.ACCOUNT,
            Right.LOOK_UP,
            Right.VISITOR_CONTACTS,
            Right.RESEND,
            Right.REGISTER,
            Right.PRINT,
        }
    ),
    Role.SCANNER: frozenset({Right.ACCOUNT, Right.SCAN}),
    Role.VIEWER: _VIEWER,
}
#: Roles that take lists along in full unless somebody says otherwise.
EXPORT_BY_ITSELF = frozenset({Role.OWNER, Role.MANAGER})
#: Roles that may be given the right to take lists along in full.
MAY_EXPORT_FULL = frozenset(role for role, rights in RIGHTS.items() if Right.EXPORT in rights)


@dataclass(frozen=True)
class Grant:
    """A role in one show, or in all of them where ``show_id`` is None."""

    role: Role
    show_id: int | None = None
    may_export: bool = False

    @property
    def rights(self) -> frozenset[Right]:
        """What it allows."""
        full = {Right.EXPORT_FULL} if self.may_export and self.role in MAY_EXPORT_FULL else set()
        return RIGHTS[self.role] | full

    def covers(self, show_id: int | None) -> bool:
        """Whether it holds in this show; None stands for pages that belong to no show."""
        return show_id is None or self.show_id in (None, show_id)


def rights_in(grants: Iterable[Grant], show_id: int | None) -> frozenset[Right]:
    """What all grants together allow in a show, or on a page that belongs to none."""
    own = {right for grant in grants if grant.covers(show_id) for right in grant.rights}
    return frozenset(own | {Right.ACCOUNT})


def is_in_scope(grants: Iterable[Grant], show_id: int | None) -> bool:
    """Whether the show exists for somebody: without a grant it is not there at all.

    ``show_id`` is None for a show that does not exist; whoever may enter all shows is told so by
    the page itself.
    """
    if show_id is None:
        return any(grant.show_id is None for grant in grants)
    return any(grant.covers(show_id) for grant in grants)
