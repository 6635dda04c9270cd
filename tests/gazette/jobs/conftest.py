"""Jobs over the template's own table."""

import pytest

from gazette.jobs.table import Jobs


@pytest.fixture
def jobs_table(stack) -> str:
    return stack.physical("JobsTable")


@pytest.fixture
def jobs(dynamodb, jobs_table) -> Jobs:
    return Jobs(jobs_table, dynamodb)
