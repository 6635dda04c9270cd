"""Errors of jobs, which become problem documents."""

from gazette.errors import NotFound


class JobNotFound(NotFound):
    code, title = "job-not-found", "There is no such job"
