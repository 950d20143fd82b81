"""What the mails are called, for staff and for the people they went to."""

from collections.abc import Mapping

from flask_babel import gettext

from exhibition.domain.errors import N_
from exhibition.domain.mail import MailKind

_KINDS: Mapping[MailKind, str] = {
    MailKind.VISITOR_PASS: N_("Visitor’s pass"),
    MailKind.EXHIBITOR_RECEIVED: N_("Application received"),
    MailKind.ACCEPTED: N_("Application accepted"),
    MailKind.NEEDS_INFO: N_("Correction asked for"),
    MailKind.DECLINED: N_("Application declined"),
    MailKind.WAITLISTED: N_("Put on the waiting list"),
    MailKind.MAILBOX_CHANGED: N_("E-mail address changed"),
    MailKind.WITHDRAWN: N_("Withdrawal confirmed"),
    MailKind.SHOW_CHANGED: N_("Dates or venue changed"),
    MailKind.TASKS_DUE: N_("Reminder of tasks"),
    MailKind.STAFF_NOTICE: N_("Notice to staff"),
    MailKind.STAFF_LINK: N_("Link to a staff account"),
    MailKind.PASS_LINK: N_("Link that was asked for again"),
    MailKind.EXPORT_READY: N_("Repeating export"),
    MailKind.TEST: N_("Test mail"),
}


def mail_label(kind: str) -> str:
    """What a mail is about, in the language of the page."""
    return gettext(_KINDS[MailKind(kind)])
