"""What an e-mail address is, at sign-in and in forms: pure Python."""

import re

from balarea.foundation import normalization

LONGEST = 254  # RFC 5321, 4.5.3.1.3, without the angle brackets
# Wide, because a code that arrives is the proof: addresses in other scripts are taken.
_ADDRESS = re.compile(
    r"(?!\.)([^@\s\"(),:;<>\[\]\\]{1,64})@((?:[\w-]{1,63}\.)+[^\W\d_][\w-]{1,62})"
)


class NotAnEmailAddress(ValueError):
    """This is no e-mail address."""


def read(text: str) -> str:
    """``" Ani@Contoh.ID "`` → ``Ani@contoh.id``: the domain in small letters.

    Raises:
        NotAnEmailAddress: it is none, or it shows another name than is read, by an
            override of the writing direction.
    """
    value = normalization.email(text)
    match = _ADDRESS.fullmatch(value)
    is_honest = value.isprintable() and not normalization.OVERRIDES & set(text)
    if match is None or not is_honest or len(value) > LONGEST or ".." in value:
        raise NotAnEmailAddress(NotAnEmailAddress.__doc__)
    return f"{match[1]}@{match[2].lower()}"
