"""Parses e-mail addresses: which are accepted, to which form mail is sent, and which belong to the same person.

pydantic's `EmailStr` is not used: it accepts `John Doe <a@gmail.com>` and returns look-alike domains in Unicode.
"""

from dataclasses import dataclass, field

from email_validator import EmailNotValidError, validate_email

from gazette.errors import Invalid

NO_ADDRESS = "This is not an e-mail address that mail can be sent to."

_ASCII_BLANKS = " \t\r\n\f\v"
_GMAIL = ("gmail.com", "googlemail.com")


@dataclass(frozen=True)
class EmailAddress:
    """One address in three forms: `destination` to send mail to, `canonical` equal for the same subscriber, `mailbox`
    equal for the same mailbox.

    Dots and plus-tags make another subscriber (people use them on purpose), but not another mailbox for rate limits.
    `repr` shows none of them.
    """

    destination: str = field(repr=False)
    canonical: str = field(repr=False)
    mailbox: str = field(repr=False)


def parse_email_address(text: str) -> EmailAddress:
    """The address in a form's field. Raises `Invalid` for text that no mail can be sent to.

    The domain is not looked up: that could delay the request for seconds, and a timeout proves nothing.
    """
    try:
        parsed = validate_email(
            text.strip(_ASCII_BLANKS), check_deliverability=False, allow_smtputf8=False, strict=True
        )
    except EmailNotValidError:
        raise Invalid.at("#/email", NO_ADDRESS) from None
    local, domain = parsed.local_part, parsed.ascii_domain.lower()
    return EmailAddress(f"{local}@{domain}", f"{local.lower()}@{domain}", _derive_mailbox(local.lower(), domain))


def _derive_mailbox(local: str, domain: str) -> str:
    local = local.partition("+")[0] or local
    if domain in _GMAIL:
        return f"{local.replace('.', '')}@gmail.com"
    return f"{local}@{domain}"
