"""Bills and providers' callbacks. Nothing here names a person in clear."""

from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from balarea.foundation import ids
from balarea.foundation.personal_data import Category, Form, PersonalField, Retention
from balarea.payments.rules import MONEY, DueStep, Outcome, Remedy, State
from balarea.vault.models import Sealed


class Bill(models.Model):
    """What one case owes at one step, by the tariff of its pinned definition.

    A shared bill is for several cases at once: `cases` names whose each line is, and
    `case` is an id of its own, the same for every code that asks for these fees.
    `agency`, `service` and `definition` are then those of the first.

    `lines` is ``[{"label": {"id", "en"}, "amount", "steps"}]``, see `rules.Line`;
    `number` ends in a check character and stands in the QRIS payload.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    case = models.UUIDField()
    cases = ArrayField(models.UUIDField(), default=list)
    number = models.CharField(max_length=9, unique=True)
    reference = models.CharField(max_length=20)
    agency = models.CharField(max_length=10)
    service = models.CharField(max_length=20)
    definition = models.CharField(max_length=64)
    lines = models.JSONField()
    amount = models.BigIntegerField()
    due_step = models.CharField(
        max_length=10, choices=[(s.value, s.value) for s in DueStep]
    )
    state = models.CharField(
        max_length=9, choices=[(s.value, s.value) for s in State], default=State.OPEN
    )
    provider = models.CharField(max_length=20)
    provider_reference = models.CharField(max_length=60)
    qris = models.CharField(max_length=512)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)  # the last time

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="payments_bill_asks_something", condition=Q(amount__gt=0)
            ),
            models.CheckConstraint(
                name="payments_bill_paid_has_its_time",
                condition=Q(state=State.PAID, paid_at__isnull=False)
                | (~Q(state=State.PAID) & Q(paid_at__isnull=True)),
            ),
            # A fee is asked for once and paid once, whatever comes in at the same time.
            models.UniqueConstraint(
                name="payments_bill_one_open",
                fields=["case", "due_step"],
                condition=Q(state=State.OPEN),
            ),
            models.UniqueConstraint(
                name="payments_bill_one_paid",
                fields=["case", "due_step"],
                condition=Q(state=State.PAID),
            ),
        ]
        indexes = [
            models.Index(fields=["case"]),
            GinIndex(name="payments_bill_cases", fields=["cases"], fastupdate=False),
            models.Index(
                name="payments_bill_due",
                fields=["expires_at"],
                condition=Q(state=State.OPEN),
            ),
            models.Index(
                name="payments_bill_left_unpaid",
                fields=["closed_at"],
                condition=Q(state=State.EXPIRED),
            ),
        ]

    def for_cases(self) -> list[UUID]:
        """Whose fees these are."""
        return list(self.cases) or [self.case]

    def amount_for(self, case: UUID) -> int:
        """What it asks of one of its cases, in rupiah."""
        if not self.cases:
            return self.amount
        place = self.cases.index(case)
        amount: int = self.lines[place]["amount"]
        return amount


class Callback(models.Model):
    """One callback that a provider signed. Of its body only the hash is stored.

    Early ones may be unsigned; since then those are counted only, see `Unsigned`.
    `subject` is the case of the bill; without a bill it is this row itself.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    subject = models.UUIDField()
    bill = models.ForeignKey(
        Bill, on_delete=models.PROTECT, null=True, related_name="callbacks"
    )
    provider = models.CharField(max_length=20)
    payment = models.CharField(max_length=60, blank=True)
    amount = models.BigIntegerField(null=True)
    is_signed = models.BooleanField()
    outcome = models.CharField(
        max_length=12, choices=[(o.value, o.value) for o in Outcome]
    )
    body_hash = models.BinaryField(max_length=32)
    paid_at = models.DateTimeField(null=True)
    at = models.DateTimeField()

    personal = {
        "payment": PersonalField(Category.PAYMENT, Form.PLAIN, Retention.RECORD),
        "body_hash": PersonalField(Category.PAYMENT, Form.HASH, Retention.RECORD),
    }

    class Meta:
        constraints = [
            # One movement of money counts once, for all time.
            models.UniqueConstraint(
                name="payments_callback_money_once",
                fields=["provider", "payment"],
                condition=Q(outcome__in=sorted(MONEY)),
            )
        ]


class Unsigned(models.Model):
    """How many callbacks of a day had no signature, or an expired one.

    What needs no secret leaves no row each: its sender chooses how many there are.
    """

    provider = models.CharField(max_length=20)
    day = models.DateField()
    outcome = models.CharField(max_length=12)
    count = models.PositiveIntegerField()

    pk = models.CompositePrimaryKey("provider", "day", "outcome")


class Overpayment(models.Model):
    """Real money that settled no bill. It stays here until somebody settles it."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    subject = models.UUIDField()
    callback = models.OneToOneField(
        Callback, on_delete=models.PROTECT, related_name="overpayment"
    )
    bill = models.ForeignKey(
        Bill, on_delete=models.PROTECT, null=True, related_name="overpayments"
    )
    agency = models.CharField(max_length=10, blank=True)
    amount = models.BigIntegerField()
    reason = models.CharField(max_length=12)
    found_at = models.DateTimeField()
    remedy = models.CharField(
        max_length=8, blank=True, choices=[(r.value, r.value) for r in Remedy]
    )
    # The number of a transfer or a reason, in an officer's words: it may name anybody.
    proof = models.ForeignKey(
        Sealed, on_delete=models.PROTECT, null=True, related_name="+"
    )
    settled_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "payments_surplus"
        constraints = [
            models.CheckConstraint(
                name="payments_surplus_settled_by_remedy",
                condition=Q(settled_at__isnull=True, remedy="")
                | (Q(settled_at__isnull=False) & ~Q(remedy="")),
            )
        ]
        indexes = [
            models.Index(
                name="payments_surplus_unsettled",
                fields=["agency", "found_at"],
                condition=Q(settled_at__isnull=True),
            )
        ]
