"""Mobile numbers: stored in E.164, however they are typed; shown whole, grouped or masked."""

import re
import unicodedata

import phonenumbers

from exhibition.domain import places
from exhibition.domain.typed_text import IdentifierError, fold_width

# The four plans that most visitors have, checked by their own rules: the mainland's old lists
# lack whole ranges (16x), and its 11 digits would also read as a North American number.
# A dial code in front, even typed twice, is dropped; so is the zero before a Taiwanese number.
_PLANS = {
    "CN": ("86", re.compile(r"(?:86)?(1[3-9][0-9]{9})")),
    "HK": ("852", re.compile(r"(?:852)?([4-9][0-9]{7})")),
    "MO": ("853", re.compile(r"(?:853)?(6[0-9]{7})")),
    "TW": ("886", re.compile(r"(?:886)?0?(9[0-9]{8})")),
}
_DIAL_CODES = {code: iso for iso, (code, _) in _PLANS.items()}
_PLANNED = tuple(f"+{code}" for code in _DIAL_CODES)
_SEPARATORS = re.compile(r"[\s()./\-\u2010-\u2015\u2212\u00b7]")
_TYPED_MAX = 40
# ITU-T E.164: at most 15 digits with the country code.
_E164 = re.compile(r"\+[1-9][0-9]{4,14}")


def mobile(text: str, country: str = "CN") -> str:
    """The number in E.164, such as ``+8613527666116``.

    ``text`` is international (``+CC``, ``00CC``) or national of ``country`` (ISO 3166-1), with
    spaces, hyphens, brackets and full-width digits as they come; a typed code overrides the
    country. Raises IdentifierError ``mobile_missing``, ``mobile_cn``, ``mobile_hk``,
    ``mobile_mo``, ``mobile_tw`` or ``mobile_other``.
    """
    country = country.strip().upper() or "CN"
    number = _SEPARATORS.sub("", fold_width(text[: _TYPED_MAX + 1]))
    if not number:
        raise IdentifierError("mobile_missing")
    if number.startswith("00"):
        number = f"+{number[2:]}"
    if number.startswith("+"):
        country = _DIAL_CODES.get(number[1:3]) or _DIAL_CODES.get(number[1:4], "")
    if len(text) > _TYPED_MAX or not re.fullmatch(r"\+?\d+", number):
        raise _mobile_error(country)
    digits = "".join(str(unicodedata.decimal(character)) for character in number.lstrip("+"))
    if country in _PLANS:
        return _planned(digits, country)
    return _elsewhere(f"+{digits}" if number.startswith("+") else digits, country)


def mobile_country(e164: str) -> str:
    """The ISO 3166-1 country of a number in E.164; empty where the code belongs to none."""
    for code, iso in _DIAL_CODES.items():
        if e164.startswith(f"+{code}"):
            return iso
    parsed = _parse(e164, None)
    if parsed is None:
        return ""
    region = phonenumbers.region_code_for_number(parsed)
    # Possible by its length, yet in no known range: the code still names the main country.
    region = region or phonenumbers.region_code_for_country_code(parsed.country_code or 0)
    return region if places.is_country(region) else ""


def is_mainland(e164: str) -> bool:
    """Whether the number is a mainland Chinese one: e-mail is then optional."""
    return e164.startswith("+86")


def mask_mobile(e164: str) -> str:
    """The number for people who may not see it whole: ``138****5678``, abroad ``+852 ****4567``.

    At most the last four digits show abroad, two where the number is shorter than eight.
    """
    if is_mainland(e164):
        return f"{e164[3:6]}****{e164[-4:]}"
    parsed = _parse(e164, None)
    if parsed is None:
        return "****"
    national = phonenumbers.national_significant_number(parsed)
    return f"+{parsed.country_code} ****{national[-4 if len(national) >= 8 else -2 :]}"


def display_mobile(e164: str) -> str:
    """The number in groups, for reading aloud: ``135 2766 6116``, abroad ``+852 9123 4567``."""
    if is_mainland(e164):
        return f"{e164[3:6]} {e164[6:10]} {e164[10:]}"
    parsed = _parse(e164, None)
    if parsed is None:
        return e164
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def dial_codes(locale: str = "en") -> tuple[tuple[str, str], ...]:
    """(ISO country, ``+code``) for every country with numbers of its own, in the order of
    ``places.countries``.
    """
    codes = {
        region: f"+{code}"
        for code, regions in phonenumbers.COUNTRY_CODE_TO_REGION_CODE.items()
        for region in regions
    }
    return tuple((p.code, codes[p.code]) for p in places.countries(locale) if p.code in codes)


def _mobile_error(country: str) -> IdentifierError:
    return IdentifierError(f"mobile_{country.lower()}" if country in _PLANS else "mobile_other")


def _planned(digits: str, country: str) -> str:
    dial_code, plan = _PLANS[country]
    found = plan.fullmatch(digits) or plan.fullmatch(digits.removeprefix(dial_code))
    if found is None:
        raise _mobile_error(country)
    return f"+{dial_code}{found[1]}"


def _elsewhere(number: str, country: str) -> str:
    parsed = _parse(number, country or None)
    if parsed is None or not phonenumbers.is_possible_number(parsed):
        raise IdentifierError("mobile_other")
    e164 = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    if not _E164.fullmatch(e164):
        raise IdentifierError("mobile_other")
    # "011 86 138…" typed in the United States is a mainland number after all.
    return mobile(e164) if e164.startswith(_PLANNED) else e164


def _parse(number: str, country: str | None) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(number, country)
    except phonenumbers.NumberParseException:
        return None
