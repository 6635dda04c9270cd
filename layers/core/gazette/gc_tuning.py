"""Imported first, and ended last, by functions that load much: nothing of what they load is garbage.

Looking for garbage in between costs a tenth of a cold start.
"""

import gc

gc.disable()


def finish_startup() -> None:
    """All is loaded: collect from now on, and never look at what is there already."""
    gc.freeze()
    gc.enable()
