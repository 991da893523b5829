"""The table that joins a person identified at a desk with the person of an account."""

from django.db import models

from balarea.foundation import ids


class AccountLink(models.Model):
    """That a person identified at a desk and the person of an account are one human.

    Both keep their rows and cases; while the link is in force each owns the other's.
    `contact` is what was proved by a code at the desk of `officer`. It changes only
    when it is ended.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="account_links"
    )
    account_person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="identity_links"
    )
    contact = models.ForeignKey(
        "people.Contact", on_delete=models.PROTECT, related_name="+"
    )
    officer = models.ForeignKey(
        "people.Officer", on_delete=models.PROTECT, related_name="+"
    )
    linked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="people_accountlink_of_two",
                condition=~models.Q(person=models.F("account_person")),
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(ended_at__isnull=True),
                name="people_accountlink_one_account",
            ),
            models.UniqueConstraint(
                fields=["account_person"],
                condition=models.Q(ended_at__isnull=True),
                name="people_accountlink_one_person",
            ),
        ]
