"""What the steps with many rows are called, why rows are left alone, and where a step is sent."""

from collections.abc import Mapping

from exhibition.domain.errors import N_
from exhibition.domain.list_steps import ListStep, Skipped
from exhibition.domain.rights import Right

TITLES: Mapping[ListStep, str] = {
    ListStep.RESEND: N_("Send the mail again"),
    ListStep.TAG: N_("Add a tag"),
    ListStep.UNTAG: N_("Remove a tag"),
    ListStep.SET_OWNER: N_("Set the salesperson"),
    ListStep.SET_ASSIGNEE: N_("Assign to somebody"),
    ListStep.MARK_TEST: N_("Mark as tests"),
    ListStep.UNMARK_TEST: N_("Tests no longer"),
    ListStep.CANCEL: N_("Cancel registrations"),
}
SENTENCES: Mapping[ListStep, str] = {
    ListStep.RESEND: N_(
        "Each mail is written afresh. A mailbox gets at most 3 an hour and 10 a day; what is beyond"
        " waits in the outbox."
    ),
    ListStep.MARK_TEST: N_("Tests are not counted and not exported."),
    ListStep.UNMARK_TEST: N_("They are counted and exported again."),
    ListStep.CANCEL: N_("Their passes stop being valid at once. Nobody is sent a mail about it."),
}
WHY: Mapping[Skipped, str] = {
    Skipped.NO_MAILBOX: N_("No mail address"),
    Skipped.MAIL_WAITS: N_("A mail to them is on its way already"),
    Skipped.IS_SO: N_("It is so already"),
    Skipped.STATUS: N_("Their status does not allow this step"),
    Skipped.DECISION_WAITS: N_("The mail of a decision waits: send it or undo it first"),
}
#: The endpoint of the steps that ask for a right.
ENDPOINTS: Mapping[Right, str] = {
    Right.RESEND: "organizer.list_step_mail",
    Right.DECIDE: "organizer.list_step_case",
    Right.EDIT: "organizer.list_step_standing",
}
