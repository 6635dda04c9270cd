"""`gazette subscriber`: what is stored about one address, and what an operator may do for its owner."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import exit_on_aws_error, exit_with_error
from cli.options import PORT, OptionalStackName, Port, Region
from cli.target import Target, find_target

if TYPE_CHECKING:
    from cli.subscribers.person import Person
    from gazette.subscriptions.repository import SubscriberRepository

subscriber = typer.Typer(
    help="Show, mail again, unblock or erase one person.", no_args_is_help=True, rich_markup_mode=None
)

Address = Annotated[str, typer.Argument(help="The person's e-mail address.")]
Reason = Annotated[str, typer.Option(help="Why, for the consent record, such as 'asked by letter of 12 March'.")]
Yes = Annotated[bool, typer.Option("--yes", help="Also after a complaint: the person asks for mails again.")]
SesToo = Annotated[bool, typer.Option(help="Remove the address from SES's list of the account too.")]
Sure = Annotated[bool, typer.Option("--yes", help="Erase without asking.")]


@subscriber.command()
def show(address: Address, port: Port = PORT, stack: OptionalStackName = None, region: Region = None) -> None:
    """Show state, lists, last letters and consent log."""
    from cli.subscribers.description import describe_person

    with exit_on_aws_error("the subscribers cannot be read"):
        _, person = _find(find_target(port, stack, region), address)
    print(describe_person(person, datetime.now(UTC)))


@subscriber.command()
def lift(
    address: Address,
    *,
    reason: Reason,
    yes: Yes = False,
    ses: SesToo = True,
    port: Port = PORT,
    stack: OptionalStackName = None,
    region: Region = None,
) -> None:
    """Allow mail to an address again.

    It brings no subscription back: the person signs up again.
    """
    from cli.subscribers.person import start_audit
    from gazette.subscriptions.commands.lift import ComplaintStands
    from gazette.subscriptions.commands.lift import lift as lift_suppression

    target = find_target(port, stack, region)
    with exit_on_aws_error("the suppression cannot be lifted"):
        subscribers, person = _find(target, address)
        try:
            lifted = [
                lift_suppression(subscribers, id, reason, start_audit(), complaint_too=yes) for id in person.known
            ]
        except ComplaintStands:
            exit_with_error("this person complained about our mails; if they ask for them again, add --yes")
        print("mail to this address is allowed again" if any(lifted) else "nothing forbids mail to this address")
        if ses and target.stack:
            _lift_in_ses(target, person.address.destination)


@subscriber.command()
def resend(address: Address, port: Port = PORT, stack: OptionalStackName = None, region: Region = None) -> None:
    """Mail the confirmation or the manage link again.

    The confirmation to a person who waits to confirm, the manage link to a subscriber. No rate limit counts it.
    """
    from cli.subscribers.person import start_audit
    from gazette.subscriptions.commands.resend import NothingToSend
    from gazette.subscriptions.commands.resend import resend as send_again

    with exit_on_aws_error("the mail cannot be sent"):
        subscribers, person = _find(find_target(port, stack, region), address)
        if not person.known:
            exit_with_error("nothing is stored about this address")
        if person.find_suppression(datetime.now(UTC)):
            exit_with_error("mail to this address is suppressed; see `show` and `lift`")
        try:
            kind = send_again(subscribers, person.known[0], person.address, start_audit())
        except NothingToSend as error:
            exit_with_error(error.detail)
    print(f"Mailer sends the {kind.replace('-', ' ')} now")


@subscriber.command()
def erase(
    address: Address, *, yes: Sure = False, port: Port = PORT, stack: OptionalStackName = None, region: Region = None
) -> None:
    """Erase a person. It cannot be undone.

    Everything about the address but a suppression, as the person can do it with the manage link.
    """
    from gazette.subscriptions.commands.erase import BACKUP_WINDOW, erase_subscriber

    with exit_on_aws_error("not everything is erased; repeat the command"):
        subscribers, person = _find(find_target(port, stack, region), address)
        if not yes:
            typer.confirm("Erase this person's subscription, letters and consent record?", abort=True)
        erased = [erase_subscriber(subscribers, id, datetime.now(UTC)) for id in person.known]
    if not any(erased):
        print("nothing is stored about this address but what an erasure leaves")
        return
    suppression = "; a suppression stays" if person.find_suppression(datetime.now(UTC)) else ""
    print(f"erased{suppression}; for {BACKUP_WINDOW.days} days a keyed hash stays, so that no backup brings it back")


def _find(target: Target, address: str) -> tuple[SubscriberRepository, Person]:
    from cli.subscribers.person import Person, load_keyring, open_subscribers, parse_address

    subscribers = open_subscribers(target)
    return subscribers, Person.find(subscribers, load_keyring(target), parse_address(address))


def _lift_in_ses(target: Target, address: str) -> None:
    """SES holds back mails to the addresses on a list of its own, for the whole account."""
    ses = target.client("sesv2")
    try:
        ses.delete_suppressed_destination(EmailAddress=address)
        print("SES's list of the account does not have it any more")
    except ses.exceptions.NotFoundException:
        print("SES's list of the account does not have it")
