"""Roles, actions and masked names."""

import enum


class Role(enum.StrEnum):
    """What an officer is; what one may do stands in grants, not here."""

    FRONT_OFFICER = "FRONT_OFFICER"
    VERIFIER = "VERIFIER"
    HEAD = "HEAD"
    MANAGER = "MANAGER"
    AUDITOR = "AUDITOR"


class Action(enum.StrEnum):
    """What a grant allows on the services that it names."""

    READ = "READ"
    VERIFY = "VERIFY"
    INSPECT = "INSPECT"
    DECIDE = "DECIDE"
    COUNTERSIGN = "COUNTERSIGN"
    REVOKE = "REVOKE"
    OVERSEE = "OVERSEE"  # figures and the log, never personal data


def masked_name(name: str) -> str:
    """``Siti Nurhaliza`` → ``S*** N***``; a word of one letter becomes ``***``.

    Always three, and at most eight words: the lengths of a rare name would tell it.
    """
    words = name.split()[:8]
    return " ".join(word[0] + "***" if len(word) > 1 else "***" for word in words)


def masked_contact(contact: str) -> str:
    """``+6281234567890`` → ``+62*******890``; ``ani@x.id`` → ``a**@x.id``."""
    if "@" in contact:
        user, _, host = contact.partition("@")
        return user[:1] + "*" * max(1, len(user) - 1) + "@" + host
    return contact[:3] + "*" * max(0, len(contact) - 6) + contact[-3:]
