"""The group of staff that each operation needs. The tests call every operation as a member of each group."""

GROUPS = {
    "author": (
        "desk_me",
        "desk_listed",
        "desk_read",
        "desk_tags",
        "desk_tag",
        "desk_authors",
        "desk_author",
        "editorial_create",
        "editorial_shelf",
        "editorial_read",
        "editorial_revisions",
        "editorial_revision",
        "editorial_diff",
        "editorial_restore",
        "editorial_discard",
        "editorial_read_autosave",
        "editorial_end_autosave",
        "editorial_preview",
        "editorial_share_preview",
        "editorial_revoke_previews",
        "editorial_submit",
        "editorial_change",
        "editorial_bin",
        "editorial_undelete",
        "media_create",
        "media_list",
        "media_read",
        "media_change",
        "media_replace",
        "media_delete",
    ),
    "editor": (
        "editorial_publish",
        "editorial_return",
        "editorial_unpublish",
        "editorial_schedule",
        "editorial_unschedule",
        "desk_save",
        "desk_front",
        "desk_pin",
        "desk_save_tag",
        "desk_merge_tags",
        "desk_save_author",
        "desk_jobs",
        "desk_job",
    ),
    "admin": (
        "desk_remove",
        "desk_remove_tag",
        "desk_remove_author",
        "desk_rate",
        "desk_decide",
        "editorial_release_slug",
        "staff_list",
        "staff_invite",
        "staff_read",
        "staff_change",
        "staff_remove",
    ),
}
"""Operation ids by the least group that may call them."""

GROUP_SENTENCES = {
    "author": "For authors, editors and admins.",
    "editor": "For editors and admins.",
    "admin": "For admins.",
}


def find_group(operation_id: str) -> str:
    """The least group that may call a staff operation. Raises StopIteration for an operation without one."""
    return next(group for group, ids in GROUPS.items() if operation_id in ids)
