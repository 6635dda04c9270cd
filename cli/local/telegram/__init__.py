"""A Bot API of Telegram for the local server: channels in memory, with Telegram's checks and errors.

markup.py     Telegram's HTML mode
channels.py   channels and their messages
methods.py    the methods of the Bot API
failures.py   answers that a developer asks for, such as 429 or none
routes.py     HTTP: the Bot API, and the failures
"""

TOKEN = "1:local"  # noqa: S105 (no real secret)
"""Token of the local bot."""
