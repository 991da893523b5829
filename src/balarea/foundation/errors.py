"""Refusals: exceptions for the user, each with a code, a reason and the next step."""

from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

type Lazy = str | Promise


class Refusal(Exception):
    """A request that can't be granted; subclasses define why and what to do instead.

    ``params`` fill the placeholders of ``reason``, ``next_step`` and ``leads_to``.

    Attributes:
        code: stable, for programs.
        status: the HTTP status of the response.
        leads_to: the path of the page where the next step is taken; may be empty.
    """

    code: ClassVar[str] = "REFUSED"
    reason: ClassVar[Lazy] = _("This is not possible.")
    next_step: ClassVar[Lazy] = _("Go back and try another way.")
    status: ClassVar[int] = 422
    leads_to: ClassVar[str] = ""

    def __init__(self, **params: Any) -> None:
        super().__init__(self.code)
        self.params = params

    def __str__(self) -> str:
        return f"{self.code}: {self.why} {self.then}"

    @property
    def why(self) -> str:
        """The reason in the active language."""
        return str(self.reason) % self.params if self.params else str(self.reason)

    @property
    def way(self) -> str:
        """The path of the next step; empty if there is none."""
        return self.leads_to % self.params if self.params else self.leads_to

    @property
    def then(self) -> str:
        """The next step in the active language."""
        text = str(self.next_step)
        return text % self.params if self.params else text


class NotPermitted(Refusal):
    code = "NOT_PERMITTED"
    reason = _("Your account has no right to do this.")
    next_step = _("Ask the head of your agency for the right, or go back.")
    status = 403


class NotFound(Refusal):
    code = "NOT_FOUND"
    reason = _("We can't find this, or it is not yours to see.")
    next_step = _("Check the address or the number that you typed.")
    status = 404


class KeyReused(Refusal):
    code = "KEY_REUSED"
    reason = _("This was already sent once with other content.")
    next_step = _("Open the page again, check your answers and send once more.")
    status = 409


class TooMany(Refusal):
    code = "TOO_MANY"
    reason = _("There were too many tries in a short time.")
    next_step = _("Wait %(minutes)s minutes, then try again.")
    status = 429


class Unavailable(Refusal):
    code = "UNAVAILABLE"
    reason = _("Our records don't answer at the moment.")
    next_step = _("Try again in a minute. What you had saved is safe.")
    status = 503


class Unreadable(Refusal):
    code = "UNREADABLE"
    reason = _("The request has a value that we can't read: %(where)s.")
    next_step = _("Compare it with docs/openapi.json and send it again.")
    status = 422
