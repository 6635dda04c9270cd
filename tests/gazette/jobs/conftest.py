"""Jobs over the template's own table."""

import pytest

from gazette.jobs.repository import JobRepository


@pytest.fixture
def jobs_table(stack) -> str:
    return stack.physical("JobsTable")


@pytest.fixture
def jobs(dynamodb, jobs_table) -> JobRepository:
    return JobRepository(jobs_table, dynamodb)
