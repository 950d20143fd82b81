"""The task 补充资料 in steps: which field stands on which page, and which of them take files.

The owner page will have more tasks of this kind (楣板, 会刊资料, 参展人员证, …); each is a list of
steps like this one.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """One page of the task; ``fields`` are form fields in the order of the page."""

    name: str
    fields: tuple[str, ...]
    #: Whether the organizer's questions of the page ``application`` stand here.
    has_questions: bool = False


#: 汇款底单: handed in with the task 开票与汇款, after acceptance only.
SLIP = "payment_slip_file"
_DOCUMENTS: Mapping[str, int] = {"licence_file": 1, "qualification_files": 5}
#: Form field -> how many files it takes.
FILE_FIELDS: Mapping[str, int] = {**_DOCUMENTS, SLIP: 5}

STEPS = (
    Step("company", ("uscc", "reg_no_overseas", "company_en", "address", "website")),
    Step("contact", ("contact_title", "department", "phone_office", "wechat_id")),
    Step("exhibits", ("products", "open_sides", "booth_preference"), has_questions=True),
    Step("documents", tuple(_DOCUMENTS)),
)


def step_named(name: str) -> Step | None:
    """The step of an address, or None."""
    return next((step for step in STEPS if step.name == name), None)


def after(step: Step) -> Step | None:
    """The step that follows; None after the last one."""
    return next(iter(STEPS[STEPS.index(step) + 1 :]), None)


def before(step: Step) -> Step | None:
    """The step that precedes; None before the first one."""
    place = STEPS.index(step)
    return STEPS[place - 1] if place else None


@dataclass(frozen=True)
class Progress:
    """How far the task is."""

    steps: tuple[Step, ...]
    #: Names of the steps that were saved or, where they take files, hold one.
    done_names: frozenset[str]

    @property
    def done(self) -> int:
        """How many steps are done."""
        return sum(step.name in self.done_names for step in self.steps)

    @property
    def total(self) -> int:
        """How many there are."""
        return len(self.steps)

    @property
    def first_open(self) -> Step | None:
        """Where to go on; None when all are done."""
        return next((step for step in self.steps if step.name not in self.done_names), None)


def progress(saved: Collection[str], file_fields: Collection[str]) -> Progress:
    """How far the task is: ``saved`` names its saved steps, ``file_fields`` the fields of the files
    that were handed in.
    """
    done = {
        step.name
        for step in STEPS
        if step.name in saved or any(field in file_fields for field in step.fields)
    }
    return Progress(STEPS, frozenset(done))
