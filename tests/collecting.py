"""What is made while tests are collected stays: the garbage collector skips it.

Nine thousand tests and all definitions would be walked through again and again, while
they are made and then in every later collection of the oldest generation.
"""

import gc
from collections.abc import Generator
from typing import Any

import pytest


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection() -> Generator[None, Any, Any]:
    """Collect no garbage meanwhile, and leave out of it what is there afterwards."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.collect()
        gc.freeze()
        gc.enable()
