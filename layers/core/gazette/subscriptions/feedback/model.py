"""Reports of SES: what became of one mail to one recipient."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from gazette.times import parse_timestamp

Kind = Literal["complaint", "hard-bounce", "soft-bounce", "delivery", "not-accepted", "no-fault"]
"""`not-accepted`: SES dropped the mail itself. `no-fault`: nothing follows, as from the reply of an absent reader."""

SERVICE = "service"
"""In place of a list: mails that answer a request of a reader."""

RETENTION = timedelta(days=30)
"""A report is remembered for this long, so that its repetition has no effect."""
BOUNCE_SUPPRESSION = timedelta(days=30)
"""No mail is sent to an address for this long after a hard bounce."""
BOUNCE_PAUSE = timedelta(days=30)
"""Letters pause for this long after `MAX_SOFT_BOUNCES` soft bounces among the last `CONSIDERED_MAILS` letters."""
MAX_SOFT_BOUNCES, CONSIDERED_MAILS = 3, 5


@dataclass(frozen=True)
class Report:
    """`at` is a text of gazette.times. `id` is SES's id of the bounce or complaint, equal in each repetition, and empty
    for other kinds. `detail` is the subtype, such as `MailboxFull`. `issue` is empty for service mails.
    """

    kind: Kind
    at: str
    id: str = ""
    detail: str = ""
    issue: str = ""

    @property
    def moment(self) -> datetime:
        return parse_timestamp(self.at)

    @property
    def list_id(self) -> str:
        return self.issue.split("/")[0] or SERVICE


@dataclass(frozen=True)
class AddressedReport:
    """A report, and the address of its recipient as SES wrote it."""

    report: Report
    address: str = field(repr=False)


@dataclass(frozen=True)
class PersonReport:
    """A report, and the subscriber ids of its recipient: one under each valid key, that of the signing key first."""

    report: Report
    subscribers: tuple[str, ...]
