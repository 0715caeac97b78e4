"""Showing enough of a contact point to be recognised, and no more."""


def masked_email(address: str) -> str:
    """``ana@mail.example`` as ``a…@mail.example``."""
    local, _, domain = address.partition("@")
    return f"{local[:1]}…@{domain}"


def masked_phone(number: str) -> str:
    """The last two digits of a number."""
    digits = [character for character in number if character.isdigit()]
    return f"…{''.join(digits[-2:])}"
