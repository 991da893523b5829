"""A question with the days that bound its dates, and the error of bad answers."""

import datetime as dt
from collections.abc import Mapping
from typing import NamedTuple

from .format import Field

type Param = str | int
type Single = str | int | bool | list[str]  # the answer to one question
# An answer to a group is a list of entries, each a map of its answers.
type Answer = Single | list[dict[str, Single]]


class Unreadable(Exception):
    """The text is no answer to the question; `code` and `params` say why."""

    def __init__(self, code: str, **params: Param) -> None:
        self.code = code
        self.params: Mapping[str, Param] = params
        super().__init__(code)


class Days(NamedTuple):
    """The days from which dates are measured: the earliest one may be, and the last.

    They differ only when an application is amended: earliest dates are measured from
    the first filing, latest dates from today.
    """

    since: dt.date
    today: dt.date


class Question(NamedTuple):
    """A field, and the days on which it is answered."""

    field: Field
    days: Days
