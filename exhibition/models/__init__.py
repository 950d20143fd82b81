"""The tables. Importing this package registers every one of them on the metadata."""

from exhibition.models.audit import AuditEntry
from exhibition.models.billing import Billing, InvoiceRequest, PayeeAccount, Receipt
from exhibition.models.booth import BoothNumber
from exhibition.models.bulk import Batch, BatchItem
from exhibition.models.case import CaseFile, CaseNote, Tag, Tagged
from exhibition.models.channel import Channel, ChannelScans, ChannelTarget
from exhibition.models.draft import Draft
from exhibition.models.entry_pass import EntryPass
from exhibition.models.export import ExportItem, ExportJob, JobState, SavedSet
from exhibition.models.identity import IdentityDocument
from exhibition.models.installation import Installation
from exhibition.models.likeness import LikenessKey, Merge, PairApart
from exhibition.models.list_step import StepItem, StepTaken
from exhibition.models.listing import ListColumns
from exhibition.models.outbox import OutboxMail, OutboxState
from exhibition.models.question import ShowChoice, ShowQuestion
from exhibition.models.recommendation import Recommendation
from exhibition.models.registration import (
    Answered,
    Application,
    Consent,
    ConsentText,
    Registration,
)
from exhibition.models.review import ReviewDecision, ReviewOpen
from exhibition.models.saved_view import FirstView, SavedView
from exhibition.models.schedule import (
    ExportSchedule,
    RunState,
    ScheduleRecipient,
    ScheduleRun,
    ScheduleState,
)
from exhibition.models.show import BoothType, PassType, Show
from exhibition.models.show_change import ShowChange
from exhibition.models.show_picture import ShowPicture
from exhibition.models.staff import (
    Passkey,
    RecoveryCode,
    Role,
    Staff,
    StaffGrant,
    StaffLink,
    StaffSession,
    TotpSecret,
)
from exhibition.models.task import ApplicationTask, Reminded, ShowTask, TaskReminder
from exhibition.models.upload import Upload

__all__ = [
    "Answered",
    "Application",
    "ApplicationTask",
    "AuditEntry",
    "Batch",
    "BatchItem",
    "Billing",
    "BoothNumber",
    "BoothType",
    "CaseFile",
    "CaseNote",
    "Channel",
    "ChannelScans",
    "ChannelTarget",
    "Consent",
    "ConsentText",
    "Draft",
    "EntryPass",
    "ExportItem",
    "ExportJob",
    "ExportSchedule",
    "FirstView",
    "IdentityDocument",
    "Installation",
    "InvoiceRequest",
    "JobState",
    "LikenessKey",
    "ListColumns",
    "Merge",
    "OutboxMail",
    "OutboxState",
    "PairApart",
    "PassType",
    "Passkey",
    "PayeeAccount",
    "Receipt",
    "Recommendation",
    "RecoveryCode",
    "Registration",
    "Reminded",
    "ReviewDecision",
    "ReviewOpen",
    "Role",
    "RunState",
    "SavedSet",
    "SavedView",
    "ScheduleRecipient",
    "ScheduleRun",
    "ScheduleState",
    "Show",
    "ShowChange",
    "ShowChoice",
    "ShowPicture",
    "ShowQuestion",
    "ShowTask",
    "Staff",
    "StaffGrant",
    "StaffLink",
    "StaffSession",
    "StepItem",
    "StepTaken",
    "Tag",
    "Tagged",
    "TaskReminder",
    "TotpSecret",
    "Upload",
]
