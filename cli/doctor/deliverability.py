"""Checks of what mailbox providers and SES's own reports need: MAIL FROM, DMARC, the event destination, suppression."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from cli.checks import Finding, failed, ok, unknown, warning
from cli.doctor.mail import find_identities
from cli.target import Target

DNS_SECONDS = 5.0
NEEDED_EVENTS = {"BOUNCE", "COMPLAINT"}
"""Without them a dead address and a reader who complains get mails for ever. Deliveries are only noted."""


def check_mail_from(target: Target) -> Iterator[Finding]:
    """Whether bounces go to a domain of the sender's (MAIL FROM), so that SPF counts for the sender."""
    sender = target.parameters.get("MailSender", "")
    if not target.stack or not sender:
        yield unknown("not asked: there is no SES, or no sender")
        return
    found = find_identities(target.client("sesv2"), sender)
    states = {name: identity.get("MailFromAttributes") or {} for name, identity in found.items()}
    for name, state in states.items():
        if domain := state.get("MailFromDomain"):
            status = state.get("MailFromDomainStatus", "")
            if status == "SUCCESS":
                yield ok(f"mails of {name} have MAIL FROM {domain}")
            else:
                yield warning(f"MAIL FROM {domain} of {name} is {status}: add its MX and TXT records (MailDnsRecords)")
            return
    yield warning("the sender has no MAIL FROM domain of its own: SPF proves nothing about it")


def check_dmarc(target: Target) -> Iterator[Finding]:
    """Whether the domain of the sender, or one above it, has a DMARC policy: large providers want one."""
    sender = target.parameters.get("MailSender", "")
    if not target.stack or not sender:
        yield unknown("not asked: there is no domain of a sender")
        return
    domain = sender.rpartition("@")[2]
    labels = domain.split(".")
    for start in range(len(labels) - 1):
        name = ".".join(labels[start:])
        try:
            records = [text for text in load_texts(f"_dmarc.{name}") if text.replace(" ", "").startswith("v=DMARC1")]
        except DnsUnavailable as error:
            yield unknown(f"the DNS records of _dmarc.{name} cannot be read: {error}")
            return
        if records:
            yield _judge_policy(name, records)
            return
    yield warning(f'{domain} has no DMARC record; add TXT _dmarc.{domain} "v=DMARC1; p=none" at least')


class DnsUnavailable(Exception):
    """No name server answered."""


def load_texts(name: str) -> list[str]:
    """The TXT records of a name; empty if there are none. Raises `DnsUnavailable`."""
    import dns.exception
    import dns.resolver

    try:
        answer = dns.resolver.resolve(name, "TXT", lifetime=DNS_SECONDS)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return []
    except (dns.exception.DNSException, OSError) as error:
        raise DnsUnavailable(type(error).__name__) from None
    return [b"".join(record.strings).decode(errors="replace") for record in answer]


def _judge_policy(name: str, records: Sequence[str]) -> Finding:
    if len(records) > 1:
        return warning(f"_dmarc.{name} has {len(records)} DMARC records; with more than one none counts")
    tags = dict(part.strip().partition("=")[::2] for part in records[0].split(";"))
    policy = tags.get("p", "").strip()
    if policy in ("quarantine", "reject"):
        return ok(f"{name} has the DMARC policy {policy}")
    if policy == "none":
        return ok(
            f"{name} has the DMARC policy none, which only reports: make it quarantine when the reports are clean"
        )
    return warning(f"the DMARC record of {name} has no policy (p=none, quarantine or reject)")


def check_mail_reports(target: Target) -> Iterator[Finding]:
    """Whether SES reports bounces and complaints, and which addresses it holds back itself."""
    if not target.stack:
        yield unknown("the emulator reports nothing; `gazette invoke` has sample events of the Feedback function")
        return
    ses, name = target.client("sesv2"), target.physical_name("MailConfiguration")
    found = ses.get_configuration_set_event_destinations(ConfigurationSetName=name).get("EventDestinations", [])
    yield _judge_destinations(found)
    if target.parameters.get("MailSender"):
        reasons = ses.get_account().get("SuppressionAttributes", {}).get("SuppressedReasons", [])
        yield _judge_suppression(set(reasons))


def _judge_destinations(destinations: Sequence[dict[str, Any]]) -> Finding:
    reported = {
        event
        for destination in destinations
        if destination.get("Enabled") and "EventBridgeDestination" in destination
        for event in destination.get("MatchingEventTypes", ())
    }
    if missing := sorted(NEEDED_EVENTS - reported):
        return failed(f"SES does not report {' and '.join(missing)} to EventBridge: deploy the stack again")
    return ok(f"SES reports {', '.join(sorted(reported))}")


def _judge_suppression(reasons: set[str]) -> Finding:
    if missing := sorted(NEEDED_EVENTS - reasons):
        return warning(
            f"SES's own list of the account does not take up {' and '.join(missing)}, which protects it from mails of "
            "other systems: `aws sesv2 put-account-suppression-attributes --suppressed-reasons BOUNCE COMPLAINT`"
        )
    return ok("SES's own list of the account takes up bounces and complaints")
