"""What becomes of a test that this machine can't run."""

import os

import pytest


def unavailable(reason):
    """Skip, but not where skipping would hide that nothing was tested."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)
