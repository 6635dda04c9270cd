"""E-mail addresses as they come in: which are taken, where mail goes, and when two are the same person's.

`EmailStr` of pydantic is not used: it takes `John Doe <a@gmail.com>` and gives back the Unicode form of look-alike
domains.
"""

from dataclasses import dataclass, field

from email_validator import EmailNotValidError, validate_email

from gazette.errors import Invalid

MOST_CHARACTERS = 254
"""RFC 5321, with its erratum 1690: what fits into a forward path."""

NO_ADDRESS = "This is not an e-mail address that mail can be sent to."

_ASCII_BLANKS = " \t\r\n\f\v"
_GMAIL = ("gmail.com", "googlemail.com")


@dataclass(frozen=True)
class EmailAddress:
    """`typed`: where mail goes. `identity`: the same for the same subscriber. `abuse`: the same for the same mailbox.

    Dots and plus-tags make another subscriber (people use them on purpose), but not another mailbox to throttle.
    None of the three is ever printed: `repr` shows nothing.
    """

    typed: str = field(repr=False)
    identity: str = field(repr=False)
    abuse: str = field(repr=False)


def parse_email_address(text: str) -> EmailAddress:
    """The address in a field that a visitor filled; `Invalid` where it is none that mail can be sent to.

    No lookup of the domain: it would hold the request for seconds, and a timeout says nothing.
    """
    try:
        found = validate_email(text.strip(_ASCII_BLANKS), check_deliverability=False, allow_smtputf8=False, strict=True)
    except EmailNotValidError:
        raise Invalid.at("#/email", NO_ADDRESS) from None
    local, domain = found.local_part, found.ascii_domain.lower()
    return EmailAddress(f"{local}@{domain}", f"{local.lower()}@{domain}", _mailbox(local.lower(), domain))


def _mailbox(local: str, domain: str) -> str:
    local = local.partition("+")[0] or local
    if domain in _GMAIL:
        return f"{local.replace('.', '')}@gmail.com"
    return f"{local}@{domain}"
