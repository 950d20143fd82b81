"""A text in the two languages of the house."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Bilingual:
    """One text in Chinese and in English; either may be empty while nobody has written it."""

    zh: str = ""
    en: str = ""

    def __bool__(self) -> bool:
        """Whether there is anything to print: a line without a value is not shown."""
        return bool(self.zh or self.en)

    def in_(self, locale: str) -> str:
        """The text in ``zh`` or ``en`` (``zh_Hans_CN`` counts as ``zh``), else in the other."""
        if locale.startswith("en"):
            return self.en or self.zh
        return self.zh or self.en

    @classmethod
    def from_mapping(cls, texts: Mapping[str, str]) -> "Bilingual":
        """The text out of ``{"zh": …, "en": …}``; a missing language is empty."""
        return cls(texts.get("zh", ""), texts.get("en", ""))

    def to_mapping(self) -> dict[str, str]:
        """``{"zh": …, "en": …}``, as it is stored."""
        return {"zh": self.zh, "en": self.en}
