"""Drafts and applications. Everything personal is sealed; rows carry codes and days."""

import datetime as dt
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from balarea.applications.rules import CLOSED, State
from balarea.foundation import clock, ids
from balarea.foundation.personal_data import Category, Form, PersonalField, Retention
from balarea.people.models import Agency, Contact, Mandate, Officer, Person
from balarea.vault.models import Sealed

_STATES = [(state.value, state.value) for state in State]
_HAS_OWNER = Q(contact__isnull=False) | Q(person__isnull=False)
_CLOSED = tuple(sorted(state.value for state in CLOSED))


class Owned(models.Model):
    """What belongs to a proved contact, to a person identified at a desk, or to both.

    Each table has a constraint that one of them is set. `mandate`: under which somebody
    else filed it for its owner; `village`: whose office did.
    """

    contact = models.ForeignKey(
        Contact, on_delete=models.PROTECT, null=True, related_name="+"
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+"
    )
    mandate = models.ForeignKey(
        Mandate, on_delete=models.PROTECT, null=True, related_name="+"
    )
    village = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        abstract = True

    @property
    def owners(self) -> frozenset[UUID]:
        """The ids of its contact and its person."""
        return frozenset(one for one in (self.contact_id, self.person_id) if one)


class Draft(Owned):
    """What a citizen is still writing: a new application, or an amendment.

    `id` is the case; the application that grows from it has the same.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    reference = models.CharField(max_length=9, unique=True)
    service = models.CharField(max_length=20)
    agency = models.CharField(max_length=10)
    definition = models.CharField(max_length=64)
    language = models.CharField(max_length=5, default="id")
    answers = models.ForeignKey(Sealed, on_delete=models.PROTECT, related_name="+")
    is_amendment = models.BooleanField(default=False)
    pages_done = ArrayField(models.CharField(max_length=60), default=list)
    begun_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    # The officer who saved it last at a desk; empty where its owner did.
    saved_by = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, related_name="+"
    )

    personal = {
        "language": PersonalField(Category.LANGUAGE, Form.PLAIN, Retention.CASE),
    }

    class Meta:
        indexes = [
            models.Index(fields=["contact", "-saved_at"]),
            models.Index(fields=["expires_at"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="applications_draft_has_an_owner", condition=_HAS_OWNER
            )
        ]


class BundleFiling(Owned):
    """Applications that were filed as one; added, never edited. `id` is the case of
    their draft, `bundle` the bundle's code, `definition` its SHA-256.
    """

    id = models.UUIDField(primary_key=True)
    reference = models.CharField(max_length=9, unique=True)
    bundle = models.CharField(max_length=20)
    definition = models.CharField(max_length=64)
    language = models.CharField(max_length=5, default="id")
    at = models.DateTimeField()

    personal = {
        "language": PersonalField(Category.LANGUAGE, Form.PLAIN, Retention.RECORD),
    }

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="applications_bundle_has_an_owner", condition=_HAS_OWNER
            )
        ]


class Application(Owned):
    """One filed application; its definition is pinned by hash for good."""

    id = models.UUIDField(primary_key=True)
    reference = models.CharField(max_length=9, unique=True)
    service = models.CharField(max_length=20)
    agency = models.CharField(max_length=10)
    definition = models.CharField(max_length=64)
    language = models.CharField(max_length=5, default="id")
    answers = models.ForeignKey(Sealed, on_delete=models.PROTECT, related_name="+")
    tracking = models.ForeignKey(Sealed, on_delete=models.PROTECT, related_name="+")
    tracking_hash = models.BinaryField(max_length=32)
    holder_masked = models.CharField(max_length=160)
    holder_index = models.BinaryField(max_length=32, null=True)
    # Of a holder without a NIK: their name and day of birth.
    person_index = models.BinaryField(max_length=32, null=True)
    # Of each family card that the answers name, to find officers of the same family.
    family_indexes = ArrayField(models.BinaryField(max_length=32), default=list)
    # The answer that says where the thing is collected, in clear for message and page.
    collect_at = models.CharField(max_length=60, blank=True, default="")
    state = models.CharField(max_length=20, choices=_STATES)
    # One more at each step and mark: whether a page shows it as it is now.
    revision = models.PositiveIntegerField(default=1)
    submitted_at = models.DateTimeField()
    promised_on = models.DateField()
    completed_at = models.DateTimeField(null=True)
    # Of what waits now: the check, the citizen's mending, the decision.
    due_on = models.DateField()
    was_checked_late = models.BooleanField(default=False)
    closed_at = models.DateTimeField(null=True)
    bundle = models.ForeignKey(
        BundleFiling, on_delete=models.PROTECT, null=True, related_name="applications"
    )
    # Who works on it now, see `assignments`; nobody: it is free in its queue.
    handler = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    # Whether its officers are drawn, see `draws`; nobody takes or gives it.
    is_drawn = models.BooleanField(default=False)
    # Whether who checks, who decides and who signs are different people.
    separates_people = models.BooleanField(default=False)

    personal = {
        "language": PersonalField(Category.LANGUAGE, Form.PLAIN, Retention.RECORD),
        "holder_masked": PersonalField(Category.NAME, Form.MASKED, Retention.RECORD),
        "holder_index": PersonalField(Category.NIK, Form.INDEX, Retention.RECORD),
        "person_index": PersonalField(Category.NAME, Form.INDEX, Retention.RECORD),
        "family_indexes": PersonalField(Category.NIK, Form.INDEX, Retention.RECORD),
        "collect_at": PersonalField(Category.ANSWERS, Form.PLAIN, Retention.RECORD),
    }

    class Meta:
        indexes = [
            # One probe a service and state gives the worklist in order of urgency.
            models.Index(
                fields=["service", "state", "due_on", "id"],
                condition=~Q(state__in=_CLOSED),
                name="applications_open",
            ),
            # The same for what is free, what is with anybody, and what is with one.
            models.Index(
                fields=["service", "state", "due_on", "id"],
                condition=Q(handler__isnull=True) & ~Q(state__in=_CLOSED),
                name="applications_free",
            ),
            models.Index(
                fields=["service", "state", "due_on", "id"],
                condition=Q(handler__isnull=False),
                name="applications_handled",
            ),
            models.Index(
                fields=["handler", "service", "state", "due_on", "id"],
                condition=Q(handler__isnull=False),
                name="applications_handler",
            ),
            models.Index(
                fields=["submitted_at", "id"],
                condition=Q(is_drawn=True, handler__isnull=True)
                & ~Q(state__in=_CLOSED),
                name="applications_undrawn",
            ),
            models.Index(fields=["contact", "-submitted_at"]),
            models.Index(
                fields=["holder_index"],
                condition=Q(holder_index__isnull=False),
                name="applications_holder",
            ),
            models.Index(
                fields=["service", "-closed_at"],
                condition=Q(state__in=_CLOSED),
                name="applications_closed",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="applications_case_has_an_owner", condition=_HAS_OWNER
            ),
            models.CheckConstraint(
                name="applications_state_known",
                condition=Q(state__in=[state.value for state in State]),
            ),
            models.CheckConstraint(
                name="applications_closed_has_its_time",
                condition=Q(state__in=_CLOSED, closed_at__isnull=False)
                | (~Q(state__in=_CLOSED) & Q(closed_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="applications_closed_is_with_nobody",
                condition=~Q(state__in=_CLOSED) | Q(handler__isnull=True),
            ),
        ]

    @property
    def filed_on(self) -> dt.date:
        """The day of the first filing, which its rules call today for ever."""
        return clock.today(self.submitted_at)


class StatusChange(models.Model):
    """One step, dated and with its author; added, never edited."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="changes"
    )
    state = models.CharField(max_length=20, choices=_STATES)
    actor_kind = models.CharField(max_length=10)
    actor = models.UUIDField()
    office = models.CharField(max_length=200, blank=True)
    office_translations = models.JSONField(
        default=dict, blank=True
    )  # language code → text
    at = models.DateTimeField()

    class Meta:
        indexes = [
            # The cases that an officer worked on last.
            models.Index(
                fields=["actor", "-at"],
                condition=Q(actor_kind="OFFICER"),
                name="changes_by_officers",
            ),
        ]

    personal = {
        "actor": PersonalField(Category.ACTOR, Form.PSEUDONYM, Retention.RECORD),
        "office": PersonalField(Category.OFFICE, Form.PLAIN, Retention.RECORD),
        "office_translations": PersonalField(
            Category.OFFICE, Form.PLAIN, Retention.RECORD
        ),
    }


class Filing(models.Model):
    """What was filed, each time: the answers of that day; added, never edited."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="filings"
    )
    answers = models.ForeignKey(Sealed, on_delete=models.PROTECT, related_name="+")
    evidence = ArrayField(models.UUIDField(), default=list)
    # The days promised with it. Empty where it was filed before they were stored;
    # without the first, the second counts from a file that came complete that day.
    check_due_on = models.DateField(null=True)
    promised_on = models.DateField(null=True)
    # Ids of checks and requirements that rules couldn't confirm; empty: they granted.
    # Null where rules don't decide, and for amendments, which a person decides.
    unconfirmed = ArrayField(models.CharField(max_length=60), null=True)
    # How many requirements were proven by files sent with it although a register of the
    # state holds the fact, and how many by copies. Empty where it was filed before they
    # were counted.
    sent_though_held = models.PositiveSmallIntegerField(null=True)
    reused = models.PositiveSmallIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        # The figures of what was filed since a moment.
        indexes = [models.Index(fields=["at"], name="applications_filed")]


class RequirementCheck(models.Model):
    """An officer's mark on one requirement; added, never edited: the latest counts."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="checks"
    )
    requirement = models.CharField(max_length=20)
    is_met = models.BooleanField()
    # What is wrong, as the notice that isn't sent yet will say it.
    remark = models.ForeignKey(
        Sealed, on_delete=models.PROTECT, null=True, related_name="+"
    )
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["application", "at"])]


class DeficiencyNotice(models.Model):
    """The one notice that lists all defects; the key allows no second one."""

    application = models.OneToOneField(
        Application,
        on_delete=models.PROTECT,
        primary_key=True,
        related_name="deficiency",
    )
    requirements = ArrayField(models.CharField(max_length=20))
    texts = models.ForeignKey(Sealed, on_delete=models.PROTECT, related_name="+")
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    answer_by = models.DateField()
    at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)


class Inspection(models.Model):
    """A visit on site and what it found; added, never edited."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    application = models.OneToOneField(
        Application, on_delete=models.PROTECT, related_name="inspection"
    )
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    visited_on = models.DateField()
    is_met = models.BooleanField()
    report = models.ForeignKey(Sealed, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
