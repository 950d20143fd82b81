"""What is held about a registrant as a file to keep, and as text to copy (PIPL art. 45)."""

from datetime import datetime
from typing import Any

from flask_babel import gettext

from exhibition.models import Registration
from exhibition.web import formats
from exhibition.web.public.own_record_items import Part


def as_json(registration: Registration, found: list[Part], made_at: datetime) -> dict[str, Any]:
    """The same for a file: label, value and words of each thing under its name."""
    return {
        "show": formats.localized(registration.show.text("name")),
        "organizer": formats.localized(registration.show.text("organizer")),
        "reference": registration.reference,
        "made_at": made_at.isoformat(timespec="seconds"),
        "language": formats.locale(),
        **{
            part.name: {
                "title": part.title,
                "entries": [
                    {
                        item.name: {
                            "label": item.label,
                            "value": item.value,
                            "words": item.words,
                        }
                        for item in entry
                    }
                    for entry in part.entries
                ],
            }
            for part in found
        },
    }


def as_text(found: list[Part]) -> str:
    """The same as plain lines, to be copied where nothing can be downloaded."""
    lines: list[str] = []
    for part in found:
        lines += [f"【{part.title}】" if formats.locale() == "zh" else f"[{part.title}]"]
        for entry in part.entries:
            lines += [f"{item.label}{gettext(': ')}{item.words}" for item in entry]
            lines.append("")
    return "\n".join(lines).strip() + "\n"
