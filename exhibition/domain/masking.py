"""Phone numbers inside texts, hidden but for what tells two of them apart."""

import re

#: Seven digits and more, with what people put between them: a phone number in a text.
_NUMBER = re.compile(r"\+?\d(?:[ \-]?\d){6,}")
_SHOWN = 3
#: Shorter ones would be told by their ends.
_LONG = 9


def mask_numbers(text: str) -> str:
    """The text with every phone number in it as ``138****5678``, or ``****`` for a short one."""
    return _NUMBER.sub(_masked, text)


def _masked(number: re.Match[str]) -> str:
    digits = "".join(sign for sign in number[0] if sign.isdigit())
    return f"{digits[:_SHOWN]}****{digits[-4:]}" if len(digits) > _LONG else "****"
