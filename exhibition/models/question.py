"""The questions of a show and their options, as rows."""

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from exhibition.database import Base
from exhibition.domain.bilingual import Bilingual
from exhibition.domain.questions import Choice, Question
from exhibition.models.types import Id, Slug


class ShowQuestion(Base):
    """One question on one of the two forms."""

    __tablename__ = "question"
    __table_args__ = (
        UniqueConstraint("show_id", "form", "slug"),
        CheckConstraint("form IN ('visitor', 'exhibitor')", name="form"),
        CheckConstraint("page IN ('form', 'success', 'application')", name="page"),
        CheckConstraint("kind IN ('choice', 'choices', 'text', 'long_text')", name="kind"),
    )

    id: Mapped[Id]
    show_id: Mapped[int] = mapped_column(ForeignKey("show.id", ondelete="CASCADE"))
    slug: Mapped[Slug]
    form: Mapped[str] = mapped_column(String(10))
    page: Mapped[str] = mapped_column(String(12))
    kind: Mapped[str] = mapped_column(String(10))
    label_zh: Mapped[str] = mapped_column(Text)
    label_en: Mapped[str] = mapped_column(Text)
    hint_zh: Mapped[str] = mapped_column(Text, default="")
    hint_en: Mapped[str] = mapped_column(Text, default="")
    required: Mapped[bool] = mapped_column(default=False)
    enabled: Mapped[bool] = mapped_column(default=True)
    min_choices: Mapped[int | None]
    max_choices: Mapped[int | None]
    max_length: Mapped[int | None]
    visible_first: Mapped[int] = mapped_column(default=0)
    allow_other: Mapped[bool] = mapped_column(default=False)
    #: "days" where the options are the show's days; empty where they are the rows below.
    choices_from: Mapped[str] = mapped_column(String(10), default="")
    position: Mapped[int] = mapped_column(default=0)
    #: Gone from the preset: asked no more, but its answers stay readable.
    retired: Mapped[bool] = mapped_column(default=False)

    choices: Mapped[list["ShowChoice"]] = relationship(
        back_populates="question", order_by="ShowChoice.position", cascade="all, delete-orphan"
    )

    def as_question(self) -> Question:
        """The rule this row stands for, with its options in order."""
        return Question(
            slug=self.slug,
            form=self.form,  # type: ignore[arg-type]
            page=self.page,  # type: ignore[arg-type]
            kind=self.kind,  # type: ignore[arg-type]
            label=Bilingual(self.label_zh, self.label_en),
            hint=Bilingual(self.hint_zh, self.hint_en),
            required=self.required,
            enabled=self.enabled and not self.retired,
            min_choices=self.min_choices,
            max_choices=self.max_choices,
            max_length=self.max_length,
            visible_first=self.visible_first,
            allow_other=self.allow_other,
            choices_from=self.choices_from,
            choices=tuple(choice.as_choice() for choice in self.choices),
            position=self.position,
        )


class ShowChoice(Base):
    """One option of a question; a group is an option too."""

    __tablename__ = "choice"
    __table_args__ = (UniqueConstraint("question_id", "slug"),)

    id: Mapped[Id]
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id", ondelete="CASCADE"))
    slug: Mapped[Slug]
    label_zh: Mapped[str] = mapped_column(Text)
    label_en: Mapped[str] = mapped_column(Text)
    #: The slug of the group it stands in.
    group_slug: Mapped[str | None] = mapped_column(String(40))
    is_group: Mapped[bool] = mapped_column(default=False)
    frequent: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(default=0)
    retired: Mapped[bool] = mapped_column(default=False)

    question: Mapped[ShowQuestion] = relationship(back_populates="choices")

    def as_choice(self) -> Choice:
        """The option this row stands for."""
        return Choice(
            slug=self.slug,
            label=Bilingual(self.label_zh, self.label_en),
            group=self.group_slug,
            is_group=self.is_group,
            frequent=self.frequent,
            retired=self.retired,
        )
