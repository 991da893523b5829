"""What is made while tests are collected stays: the garbage collector skips it.

Nine thousand tests and all definitions would be walked through again and again, while
they are made and then in every later collection of the oldest generation. What tests
keep after that (syntax trees, templates, snapshots) is mostly no garbage either.
"""

import gc
from collections.abc import Generator
from typing import Any

import pytest

SELDOM = 100  # collections of the middle generation before one of the oldest


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection() -> Generator[None, Any, Any]:
    """Collect no garbage meanwhile, and leave out of it what is there afterwards."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.collect()
        gc.freeze()
        gc.set_threshold(*gc.get_threshold()[:2], SELDOM)
        gc.enable()
