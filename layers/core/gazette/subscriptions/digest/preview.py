"""An issue as it would be now, for an operator."""

from typing import Any

from gazette.subscriptions.mail.rendering.letters import LetterBuilder

NOBODY = "nobody"
"""The reader in the unsubscribe link of a preview. The link leads nowhere."""


def preview_letter(content: dict[str, Any], readers: int, letters: LetterBuilder) -> dict[str, Any]:
    """`{issue, from, until, readers, stories: [{id, title}], mail}`. `mail` is the whole message (RFC 5322), None
    without stories: nothing would be sent."""
    stories = [{"id": story["id"], "title": story["title"]} for story in content["stories"]]
    mail = letters.build_letter(content).address(NOBODY).decode() if stories else None
    described = {name: content[name] for name in ("issue", "from", "until")}
    return {**described, "readers": readers, "stories": stories, "mail": mail}
