"""What is wrong with a field, by the code of the domain or of the file store, in plain words."""

from collections.abc import Mapping

from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from exhibition.domain.errors import N_

SENTENCES: Mapping[str, str] = {
    "mobile_cn": N_("Enter an 11-digit mainland mobile number"),
    "mobile_hk": N_("Enter an 8-digit Hong Kong mobile number"),
    "mobile_mo": N_("Enter an 8-digit Macau mobile number that begins with 6"),
    "mobile_tw": N_("Enter a Taiwan mobile number that begins with 09"),
    "mobile_other": N_("Check the country code and the number"),
    "email": N_("Check the e-mail address"),
    "email_abroad": N_("Required with a non-mainland number"),
    "uscc_length": N_("18 characters, as on the licence"),
    "uscc_characters": N_("Only digits and capital letters, never I, O, S, V or Z"),
    "uscc_check": N_("The check character does not fit. Compare each character with the licence"),
    "id_kind": N_("Choose the kind of document"),
    "id_cn_id": N_("18 characters, as on the ID card; please compare them"),
    "id_hkmo_permit": N_("H or M and 8 digits, as on the permit"),
    "id_tw_permit": N_("8 digits, as on the permit"),
    "id_passport": N_("Letters and digits as on the passport, no spaces"),
    "id_prc_permanent": N_(
        "As on the card: 3 letters and 12 digits, or 18 digits that begin with 9"
    ),
    "id_hmt_residence": N_("18 characters that begin with 81, 82 or 83, as on the permit"),
    "id_other": N_("4 to 30 letters and digits"),
    "reg_no": N_("4 to 30 letters, digits, dots, slashes or hyphens"),
    "amount": N_("Enter an amount in %(currency)s, for example 1,200.50"),
    "amount_negative": N_("Enter an amount above zero. A wrong receipt is reversed instead"),
    "amount_decimals": N_("At most two decimals, for example 1,200.50"),
    "amount_large": N_("At most 999,999,999.99"),
    "tax_no": N_("15, 17, 18 or 20 characters, as on the licence"),
    "bank_account": N_("5 to 40 digits or letters, as the bank writes it"),
    "phone_office": N_("Enter digits, for example 020 8888 6666 ext. 801"),
    "website": N_("Enter a web address such as www.example.com"),
    "text_short": N_("At least %(min)s characters"),
    "text_long": N_("At most %(max)s characters"),
    "text_control": N_("Contains characters that cannot be printed. Please type it again"),
    "name_letters": N_("Enter the name in letters or characters, not in signs or emoji alone"),
    "text_link": N_("Please leave out web addresses"),
    "whole_number": N_("Enter a whole number"),
    "at_least": N_("At least %(least)s"),
    "area_at_least": N_("Raw space starts at %(least)s m²"),
    "choose_one": N_("Choose one"),
    "choose_at_least": N_("Choose at least %(min)s"),
    "choose_at_least_one": N_("Choose at least one"),
    "choose_at_most": N_("Choose up to %(max)s"),
    "choose_at_most_one": N_("Choose only one"),
    "unknown_choice": N_("Choose one of the options offered"),
    "required_text": N_("Please answer this question"),
    "too_long": N_("At most %(max)s characters"),
    "control_character": N_("Contains characters that cannot be printed. Please type it again"),
    "too_large": N_("Larger than %(n)s MB"),
    "type": N_("Only JPG, PNG or PDF"),
    "heic": N_(
        "Convert HEIC photos of an iPhone to JPG first, or choose “Most Compatible” in"
        " Settings > Camera > Formats"
    ),
    "encrypted": N_(
        "This PDF is protected. Please save it without password and restrictions, or take a photo"
    ),
    "damaged": N_("This file cannot be opened. Please choose another one"),
    "too_many_pixels": N_("This picture is too large. Please choose a smaller one"),
    "empty": N_("This file is empty. Please choose another one"),
    "too_many_files": N_("At most %(most)s files"),
}


def spoken_later(code: str) -> LazyString:
    """The sentence of an error code in the language of whoever reads it, for a class attribute."""
    return lazy_gettext(SENTENCES[code])
