"""Persons and officers. A person's name, NIK and contacts are sealed in the vault."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.crypto import salted_hmac

from balarea.foundation import ids
from balarea.foundation.personal_data import Category, Form, PersonalField, Retention
from balarea.people.account_link_models import AccountLink as AccountLink
from balarea.people.agency_models import AgencyChange as AgencyChange
from balarea.people.mandate_rules import EndedBy, Kind, Proof
from balarea.people.name_request_models import ContactNameRequest as ContactNameRequest
from balarea.people.proposal_models import Proposal as Proposal
from balarea.people.rules import DelegationKind, Role
from balarea.people.staff_models import Absence as Absence
from balarea.people.staff_models import Substitution as Substitution
from balarea.vault.models import Sealed


class Agency(models.Model):
    """One of the thirty-odd agencies of the mall.

    `…_translations` here and elsewhere: language code → the text in it; the column
    beside it is Indonesian (decision 24).
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    code = models.CharField(max_length=10, unique=True)
    name = models.CharField(max_length=200)
    name_translations = models.JSONField(
        default=dict, blank=True
    )  # language code → text
    short_name = models.CharField(max_length=60)
    kind = models.CharField(max_length=40)
    hours = models.CharField(max_length=200, blank=True)  # JSON, Monday first
    desk = models.CharField(max_length=40, blank=True)


class Site(models.Model):
    """A building of the mall."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=200)
    address = models.CharField(max_length=300)
    # Degrees of WGS 84, for a link to a map.
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    agencies = models.ManyToManyField(Agency, related_name="sites")


class Person(models.Model):
    """Somebody whom the mall serves.

    The indexes and `profile` (sealed: name, NIK if there is one, day of birth) are set
    by an officer who saw an identity card, never by what is typed online.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    nik_index = models.BinaryField(max_length=32, null=True, unique=True)
    # Of the name and the day of birth, see `operations.persons`; shared by namesakes.
    name_birth_index = models.BinaryField(max_length=32, null=True, db_index=True)
    profile = models.ForeignKey(
        Sealed, on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField()

    personal = {
        "nik_index": PersonalField(Category.NIK, Form.INDEX, Retention.ACCOUNT),
        "name_birth_index": PersonalField(Category.NAME, Form.INDEX, Retention.ACCOUNT),
    }


class Contact(models.Model):
    """A phone or e-mail address that somebody proved to hold."""

    class Kind(models.TextChoices):
        PHONE = "PHONE"
        EMAIL = "EMAIL"

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    kind = models.CharField(max_length=5, choices=Kind)
    index = models.BinaryField(max_length=32, unique=True)
    sealed = models.ForeignKey(Sealed, on_delete=models.PROTECT, related_name="+")
    masked = models.CharField(max_length=120)
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="contacts"
    )
    verified_at = models.DateTimeField()

    personal = {
        "index": PersonalField(Category.CONTACT, Form.INDEX, Retention.ACCOUNT),
        "masked": PersonalField(Category.CONTACT, Form.MASKED, Retention.ACCOUNT),
    }


class AccountManager(BaseUserManager["Account"]):
    def get_by_natural_key(self, username: str | None) -> Account:
        return self.get(login=username)

    def create_user(
        self,
        login: str,
        password: str | None = None,
        *,
        password_hash: str = "",
        at: dt.datetime,
    ) -> Account:
        account = self.model(login=login, created_at=at, password=password_hash)
        if not password_hash:
            account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """A way to sign in: an officer's login name, or a person's opaque one."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    login = models.CharField(max_length=60, unique=True)
    is_active = models.BooleanField(default=True)
    person = models.OneToOneField(
        Person, on_delete=models.PROTECT, null=True, related_name="account"
    )
    language = models.CharField(max_length=5, default="id")
    created_at = models.DateTimeField()
    # Incremented to end every session of this account at once.
    session_round = models.PositiveIntegerField(default=0)

    personal = {
        "login": PersonalField(Category.LOGIN, Form.PLAIN, Retention.ACCOUNT),
        "password": PersonalField(Category.LOGIN, Form.HASH, Retention.ACCOUNT),
        "language": PersonalField(Category.LANGUAGE, Form.PLAIN, Retention.ACCOUNT),
    }

    objects: ClassVar[AccountManager] = AccountManager()

    USERNAME_FIELD = "login"

    def __str__(self) -> str:
        return str(self.id)

    def get_session_auth_hash(self) -> str:
        """What sessions must match: a new password or `session_round` ends them."""
        return salted_hmac(
            "balarea.people.session",
            f"{self.password}|{self.session_round}",
            algorithm="sha256",
        ).hexdigest()

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Rights come from grants; Django's own permissions are not used."""
        return False


class Officer(models.Model):
    """A public official: name and position are public, as on a desk's name plate."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    account = models.OneToOneField(
        Account, on_delete=models.PROTECT, related_name="officer"
    )
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="officers"
    )
    name = models.CharField(max_length=120)
    position = models.CharField(max_length=120)
    position_translations = models.JSONField(
        default=dict, blank=True
    )  # language code → text
    role = models.CharField(max_length=20, choices=[(r.value, r.value) for r in Role])
    appointed_at = models.DateTimeField()
    dismissed_at = models.DateTimeField(null=True)
    # Where changes of their ways to sign in are reported. Until the officer proves it,
    # `address` holds the one named at the appointment, sealed.
    contact = models.ForeignKey(
        Contact, on_delete=models.PROTECT, null=True, related_name="+"
    )
    address = models.ForeignKey(
        Sealed, on_delete=models.PROTECT, null=True, related_name="+"
    )
    # Of NIK and family card, to find their own cases and their family's; never shown.
    nik_index = models.BinaryField(max_length=32, null=True)
    family_index = models.BinaryField(max_length=32, null=True)

    personal = {
        "nik_index": PersonalField(Category.NIK, Form.INDEX, Retention.OFFICE),
        "family_index": PersonalField(Category.NIK, Form.INDEX, Retention.OFFICE),
        "name": PersonalField(Category.NAME, Form.PLAIN, Retention.OFFICE),
        "position": PersonalField(Category.OFFICE, Form.PLAIN, Retention.OFFICE),
        "position_translations": PersonalField(
            Category.OFFICE, Form.PLAIN, Retention.OFFICE
        ),
        "role": PersonalField(Category.OFFICE, Form.PLAIN, Retention.OFFICE),
    }


class Grant(models.Model):
    """A right: actions on services of one agency. No services named means all."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    officer = models.ForeignKey(
        Officer, on_delete=models.PROTECT, related_name="grants"
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    services = ArrayField(models.CharField(max_length=20), default=list)
    actions = ArrayField(models.CharField(max_length=20))
    granted_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["officer"],
                condition=models.Q(revoked_at__isnull=True),
                name="people_grant_in_force",
            )
        ]


class Delegation(models.Model):
    """That one agency exercises another's authority on a service, by which decree.

    `office` is whose authority it is, as papers name it. Both days are inclusive; it
    changes only when it is ended early.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    service = models.CharField(max_length=20)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    delegate = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(
        max_length=10, choices=[(one.value, one.value) for one in DelegationKind]
    )
    actions = ArrayField(models.CharField(max_length=20))
    office = models.CharField(max_length=120)
    office_translations = models.JSONField(
        default=dict, blank=True
    )  # language code → text
    decree = models.CharField(max_length=200)
    decree_on = models.DateField()
    begins_on = models.DateField()
    ends_on = models.DateField(null=True)
    recorded_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["delegate"],
                condition=models.Q(ended_at__isnull=True),
                name="people_delegation_open",
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="people_delegation_to_another",
                condition=~models.Q(delegate=models.F("agency")),
            ),
            models.CheckConstraint(
                name="people_delegation_ends_after_it_begins",
                condition=models.Q(ends_on__isnull=True)
                | models.Q(ends_on__gte=models.F("begins_on")),
            ),
        ]


class Mandate(models.Model):
    """A right to act for somebody in the mall (surat kuasa).

    The principal is a proved contact, a person identified at a desk, or both. A row
    without `accepted_at` is an offer to whoever proves the contact of `invited_index`.
    `names` (sealed): the names of both, as they were stated.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    principal_contact = models.ForeignKey(
        Contact, on_delete=models.PROTECT, null=True, related_name="+"
    )
    principal_person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+"
    )
    representative = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="mandates"
    )
    invited_index = models.BinaryField(max_length=32, null=True)
    kind = models.CharField(max_length=10, choices=[(k.value, k.value) for k in Kind])
    # Codes of services and bundles; none named means all.
    services = ArrayField(models.CharField(max_length=20), default=list)
    proof = models.CharField(max_length=10, choices=[(p.value, p.value) for p in Proof])
    names = models.ForeignKey(Sealed, on_delete=models.PROTECT, related_name="+")
    principal_masked = models.CharField(max_length=160)
    representative_masked = models.CharField(max_length=160)
    # Who saw the paper, or both of them.
    officer = models.ForeignKey(
        "people.Officer", on_delete=models.PROTECT, null=True, related_name="+"
    )
    given_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    valid_until = models.DateField()

    personal = {
        "invited_index": PersonalField(Category.CONTACT, Form.INDEX, Retention.ACCOUNT),
        "principal_masked": PersonalField(Category.NAME, Form.MASKED, Retention.RECORD),
        "representative_masked": PersonalField(
            Category.NAME, Form.MASKED, Retention.RECORD
        ),
    }

    class Meta:
        indexes = [
            models.Index(
                fields=["invited_index"],
                condition=models.Q(accepted_at__isnull=True),
                name="people_mandate_offered",
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="people_mandate_has_a_principal",
                condition=models.Q(principal_contact__isnull=False)
                | models.Q(principal_person__isnull=False),
            ),
            models.CheckConstraint(
                name="people_mandate_accepted_by_somebody",
                condition=models.Q(
                    accepted_at__isnull=False, representative__isnull=False
                )
                | models.Q(accepted_at__isnull=True, representative__isnull=True),
            ),
            models.CheckConstraint(
                name="people_mandate_seen_by_an_officer",
                condition=models.Q(proof=Proof.CODE.value, officer__isnull=True)
                | (~models.Q(proof=Proof.CODE.value) & models.Q(officer__isnull=False)),
            ),
        ]


class MandateEnd(models.Model):
    """That a mandate was ended before its last day, and by whom; never edited."""

    mandate = models.OneToOneField(
        Mandate, on_delete=models.PROTECT, primary_key=True, related_name="end"
    )
    ended_by = models.CharField(
        max_length=20, choices=[(e.value, e.value) for e in EndedBy]
    )
    at = models.DateTimeField()


class Resident(models.Model):
    """To which village somebody belongs, as its officer noted it; never edited.

    The newest row of a person counts.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="residences"
    )
    village = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["person", "-at"])]


class ContactCode(models.Model):
    """A one-time code that was sent to a contact; only its hash is stored."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    index = models.BinaryField(max_length=32)
    kind = models.CharField(max_length=5, choices=Contact.Kind)
    sealed = models.ForeignKey(Sealed, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=20)
    code_hash = models.BinaryField(max_length=32)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    personal = {
        "index": PersonalField(Category.CONTACT, Form.INDEX, Retention.WINDOW),
    }

    class Meta:
        indexes = [models.Index(fields=["index", "-sent_at"])]
