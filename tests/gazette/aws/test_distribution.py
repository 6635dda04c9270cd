"""Which distribution is invalidated: that of the parameter, and none only where the environment says so."""

import pytest

from gazette.aws.distribution import Distribution
from gazette.settings import SettingMissing, Settings


def test_the_local_server_says_that_it_has_no_distribution():
    assert Distribution(Settings({"DISTRIBUTION_PARAMETER": ""})).invalidate(["/x"], "r") is False


def test_a_function_without_the_variable_does_not_start():
    with pytest.raises(SettingMissing, match="DISTRIBUTION_PARAMETER"):
        Distribution(Settings({}))
