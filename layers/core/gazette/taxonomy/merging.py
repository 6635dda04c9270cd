"""Rules of a merge: one term becomes an alias of another one."""

from gazette.errors import Conflict, Invalid
from gazette.schemas.person import Person
from gazette.taxonomy.model import Term

MAX_MERGED = 50
"""Terms that can be merged into one. A merge writes all of them in one transaction of at most 100 items."""


def refuse_merge(term: Term, target: Term | None, pointer: str) -> None:
    """Raises if the term cannot be merged into the target. `pointer` is where the request names that."""
    if target is None:
        raise Invalid.at(pointer, f"There is no such {term.kind}.")
    if target.slug == term.slug:
        raise Invalid.at(pointer, "It is the same one.")
    if target.merged_into is not None:
        raise Invalid.at(pointer, f"It was merged into {target.merged_into} itself.")
    if len(target.merged) + len(term.merged) >= MAX_MERGED:
        raise Conflict(f"At most {MAX_MERGED} can be merged into one.")


def merge_terms(term: Term, target: Term, *, by: Person, at: str) -> tuple[Term, Term]:
    """The alias that the term becomes, and the target after the merge.

    The target keeps its names. A tag is public if one of the two was.
    """
    alias = {"merged_into": target.slug, "merged": (), "picture": None, "image": None, "version": term.version + 1}
    merged = {
        "merged": (*target.merged, *term.merged, term.slug),
        "unpublished": target.unpublished and term.unpublished,
        "version": target.version + 1,
    }
    stamp = {"changed_at": at, "changed_by": by}
    return term.model_copy(update=alias | stamp), target.model_copy(update=merged | stamp)
