"""Why an upload is no picture that readers can see."""

from gazette.media.model import RefusalCode


class Refused(Exception):
    """The upload is refused. `code` is for programs, `reason` is a sentence for the editor."""

    def __init__(self, code: RefusalCode, reason: str) -> None:
        super().__init__(reason)
        self.code, self.reason = code, reason
