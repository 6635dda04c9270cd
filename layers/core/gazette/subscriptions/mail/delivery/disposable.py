"""Addresses of services whose mailboxes live for minutes, by a maintained list of domains.

The list has no subdomains, so the parent domains of an address are looked up too. Relays that forward mail to a person
(`RELAYS`) are not disposable, whatever the list says: people use them to be left alone, not to hide a robot.
"""

from disposable_email_domains import blocklist

RELAYS = frozenset(
    {
        *("duck.com", "privaterelay.appleid.com", "icloud.com", "mozmail.com", "relay.firefox.com"),
        *("simplelogin.co", "simplelogin.com", "simplelogin.fr", "aleeas.com", "slmail.me", "slmails.com"),
        *("addy.io", "anonaddy.com", "anonaddy.me", "passmail.net", "passfwd.com", "passinbox.com"),
    }
)


def is_disposable(address: str) -> bool:
    """Whether the domain of an address, or a domain above it, is one of a disposable service."""
    labels = address.rpartition("@")[2].lower().split(".")
    domains = {".".join(labels[start:]) for start in range(len(labels) - 1)}
    return domains.isdisjoint(RELAYS) and not domains.isdisjoint(blocklist)
