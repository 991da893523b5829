"""Announced applications, and what third parties object to them."""

from django.db import models

from balarea.applications.models.cases import Application
from balarea.foundation import ids
from balarea.foundation.personal_data import Category, Form, PersonalField, Retention
from balarea.people.models import Contact, Officer
from balarea.vault.models import Sealed


class Announcement(models.Model):
    """A complete application, public until `closes_on`; added, never edited.

    `facts`: a list of {"label": texts, "value": texts} by language code, of the
    questions that the definition names; none of them is about a person.
    """

    application = models.OneToOneField(
        Application,
        on_delete=models.PROTECT,
        primary_key=True,
        related_name="announcement",
    )
    # The unguessable part of its public address; the application's id stays private.
    public_id = models.UUIDField(unique=True, default=ids.uuid7)
    service = models.CharField(max_length=20)
    agency = models.CharField(max_length=10)
    facts = models.JSONField(default=list)
    closes_on = models.DateField()
    at = models.DateTimeField()

    personal = {
        "facts": PersonalField(Category.ANSWERS, Form.PLAIN, Retention.RECORD),
    }

    class Meta:
        indexes = [
            models.Index(fields=["closes_on"], name="applications_announced_until")
        ]


class ThirdPartyObjection(models.Model):
    """What somebody else objects to an announced application; never edited.

    `id` is its case, under whose key it is sealed.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="third_parties"
    )
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="+")
    text = models.ForeignKey(Sealed, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=5, default="id")
    at = models.DateTimeField()

    personal = {
        "language": PersonalField(Category.LANGUAGE, Form.PLAIN, Retention.RECORD),
    }

    class Meta:
        indexes = [models.Index(fields=["contact", "-at"])]
        constraints = [
            models.UniqueConstraint(
                name="applications_one_objection_a_contact",
                fields=["application", "contact"],
            )
        ]


class ThirdPartyAnswer(models.Model):
    """What the office answers to a third party; added, never edited."""

    objection = models.OneToOneField(
        ThirdPartyObjection,
        on_delete=models.PROTECT,
        primary_key=True,
        related_name="answer",
    )
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="+"
    )
    text = models.ForeignKey(Sealed, on_delete=models.PROTECT, related_name="+")
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
