"""Checks of Amazon SES: the sender's identity with DKIM, the account, and the configuration set of the stack."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cli.checks import Finding, failed, ok, unknown, warning
from cli.target import Target

FULL_SHARE = 0.9
"""Share of the account's daily quota from which mails may soon be refused."""


def check_sender_identity(target: Target) -> Iterator[Finding]:
    """Whether SES accepts the sender, by its address or by its domain, and signs its mails with DKIM.

    SES accepts a sender whose address, domain or parent domain is a verified identity:
    https://docs.aws.amazon.com/ses/latest/dg/creating-identities.html
    """
    sender = target.parameters.get("MailSender", "")
    if not sender:
        yield warning("MailSender is empty: no mail is sent")
        return
    if not target.stack:
        yield unknown(f"the emulator verifies no identity and has no DKIM; it accepts {sender}")
        return
    identities = find_identities(target.client("sesv2"), sender)
    if not identities:
        yield failed(f"neither {sender} nor its domain is an identity of SES in this region")
        return
    verified = [name for name, identity in identities.items() if identity["VerifiedForSendingStatus"]]
    if verified:
        yield ok(f"{verified[0]} is verified")
    else:
        yield failed(
            f"{', '.join(identities)}: not verified yet; follow the link that SES mailed, or add its DNS records"
        )
    yield _describe_dkim(identities)


def find_identities(ses: Any, sender: str) -> dict[str, dict[str, Any]]:
    """The identities that cover an address, the nearest first: the address, its domain, and the domains above it."""
    domain = sender.rpartition("@")[2]
    labels = domain.split(".")
    domains = [".".join(labels[start:]) for start in range(len(labels) - 1)]
    found = {}
    for name in (sender, *domains):
        try:
            found[name] = ses.get_email_identity(EmailIdentity=name)
        except ses.exceptions.NotFoundException:
            continue
    return found


def _describe_dkim(identities: dict[str, dict[str, Any]]) -> Finding:
    states = {name: identity.get("DkimAttributes", {}) for name, identity in identities.items()}
    for name, dkim in states.items():
        if dkim.get("Status") == "SUCCESS" and dkim.get("SigningEnabled"):
            return ok(f"mails are signed with DKIM of {name}")
    listed = ", ".join(f"{name} {dkim.get('Status', 'none')}" for name, dkim in states.items())
    return warning(f"mails are not signed with DKIM ({listed}): large mailbox providers refuse them or call them spam")


def check_account(target: Target) -> Iterator[Finding]:
    """Whether the account may send mail to everybody, and how much of its daily quota is used."""
    if not target.stack:
        yield unknown("the emulator has no sandbox, no quota and no suspension")
        return
    if not target.parameters.get("MailSender"):
        yield unknown("not asked, since no mail is sent")
        return
    account = target.client("sesv2").get_account()
    if account.get("ProductionAccessEnabled"):
        yield ok("the account is out of the sandbox")
    else:
        yield failed("the account is in SES's sandbox: only verified addresses get mail; request production access")
    if not account.get("SendingEnabled"):
        yield failed("SES has stopped the account's mails")
    enforcement = account.get("EnforcementStatus", "HEALTHY")
    if enforcement != "HEALTHY":
        yield failed(f"SES reviews the account: {enforcement}")
    quota = account["SendQuota"]
    limit, sent = quota["Max24HourSend"], quota["SentLast24Hours"]
    report = failed if sent >= limit > 0 else warning if sent >= FULL_SHARE * limit > 0 else ok
    # A quota of -1 is unlimited.
    yield report(f"{sent:.0f} of {limit:.0f} mails in 24 hours are sent" if limit >= 0 else "mails are unlimited")


def check_configuration(target: Target) -> Iterator[Finding]:
    """Whether an operator has stopped the mails of the stack, which its configuration set allows in an incident."""
    if not target.stack:
        yield unknown("the emulator has no configuration set that could be stopped")
        return
    name = target.physical_name("MailConfiguration")
    options = target.client("sesv2").get_configuration_set(ConfigurationSetName=name).get("SendingOptions", {})
    if options.get("SendingEnabled", True):
        yield ok("its configuration set sends mails")
    else:
        yield failed(
            f"its mails are stopped; `aws sesv2 put-configuration-set-sending-options --sending-enabled "
            f"--configuration-set-name {name}` starts them"
        )
