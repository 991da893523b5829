"""Parses e-mail addresses, for sign-in and forms alike. Pure Python."""

import re

from balarea.foundation import normalization

LONGEST = 254  # RFC 5321, 4.5.3.1.3, without the angle brackets
# Permissive, because a code sent to the address proves it; other scripts are allowed.
_ADDRESS = re.compile(
    r"(?!\.)([^@\s\"(),:;<>\[\]\\]{1,64})@((?:[\w-]{1,63}\.)+[^\W\d_][\w-]{1,62})"
)


class NotAnEmailAddress(ValueError):
    message = "The text is no e-mail address."


def parse(text: str) -> str:
    """``" Ani@Contoh.ID "`` → ``Ani@contoh.id``: the domain in lower case.

    Raises:
        NotAnEmailAddress: also if an override of the writing direction makes it
            display as another address.
    """
    value = normalization.email(text)
    match = _ADDRESS.fullmatch(value)
    displays_as_is = value.isprintable() and not normalization.OVERRIDES & set(text)
    if match is None or not displays_as_is or len(value) > LONGEST or ".." in value:
        raise NotAnEmailAddress(NotAnEmailAddress.message)
    return f"{match[1]}@{match[2].lower()}"
