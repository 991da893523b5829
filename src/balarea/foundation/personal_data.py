"""What models declare of their fields with personal data (rule 11).

A model has ``personal = {"field": PersonalField(Category.…, Form.…, Retention.…)}``.
The register of personal data (UU 27/2022 art. 31) is written from it, and a test finds
fields without a declaration.
"""

import dataclasses
import enum


class Category(enum.StrEnum):
    """Which kind of personal data a field contains."""

    NAME = "NAME"
    NIK = "NIK"
    CONTACT = "CONTACT"  # a phone or e-mail address
    ANSWERS = "ANSWERS"  # whatever a service asks for, files and decisions too
    FILE = "FILE"  # the fingerprint of a file
    LOGIN = "LOGIN"  # how somebody signs in
    LANGUAGE = "LANGUAGE"
    ACTOR = "ACTOR"  # who acted
    OFFICE = "OFFICE"  # an official's position; public
    NETWORK = "NETWORK"  # the network from which a request came
    PAYMENT = "PAYMENT"  # a movement of somebody's money


class Form(enum.StrEnum):
    """In which form the table stores it."""

    PLAIN = "PLAIN"
    MASKED = "MASKED"  # enough to recognise one's own, too little to find another's
    SEALED = "SEALED"  # encrypted with the key of its case
    INDEX = "INDEX"  # a keyed fingerprint, which only the mall can compute
    HASH = "HASH"  # a fingerprint that anyone with the same content can compute
    PSEUDONYM = "PSEUDONYM"  # an id that only the mall can link to a person


class Retention(enum.StrEnum):
    """How long it is stored."""

    CASE = "CASE"  # until the case is erased, by destroying its key or its row
    RECORD = "RECORD"  # as long as the act of government that it is part of
    ACCOUNT = "ACCOUNT"  # as long as the account or contact exists
    OFFICE = "OFFICE"  # as long as the acts of that official are stored
    WINDOW = "WINDOW"  # minutes or days, then a job deletes it


@dataclasses.dataclass(frozen=True, slots=True)
class PersonalField:
    """The declaration of one field."""

    category: Category
    form: Form
    retention: Retention
