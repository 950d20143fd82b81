"""What tasks of exhibitors and their states are called, on pages, in mails and in files."""

from collections.abc import Mapping

from exhibition.domain.bilingual import Bilingual
from exhibition.domain.tasks import Task, TaskState

TASKS: Mapping[Task, Bilingual] = {
    Task.DETAILS: Bilingual("补充资料", "Application details"),
    Task.FASCIA: Bilingual("楣板", "Fascia name"),
    Task.DIRECTORY: Bilingual("会刊资料", "Directory entry"),
    Task.BADGES: Bilingual("参展人员证", "Staff badges"),
    Task.PAYMENT: Bilingual("开票与汇款", "Invoice and payment"),
    Task.BUILDING: Bilingual("特装水电", "Stand building"),
}
STATES: Mapping[TaskState, Bilingual] = {
    TaskState.OPEN: Bilingual("未填", "Not filled in"),
    TaskState.HANDED_IN: Bilingual("已交", "Handed in"),
    TaskState.RETURNED: Bilingual("退回", "Sent back"),
    TaskState.CONFIRMED: Bilingual("已确认", "Confirmed"),
}
