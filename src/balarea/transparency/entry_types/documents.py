"""The types of log entries about issued documents."""

from django.utils.translation import gettext_lazy as _

from balarea.transparency.entry_types.shape import EntryType, Group

DOCUMENT_ENTRIES = (
    EntryType(
        "DOCUMENT_PREPARED",
        Group.DOCUMENTS,
        _("A document was prepared for signing"),
        is_power=False,
    ),
    EntryType("ISSUED", Group.DOCUMENTS, _("A document was signed and issued")),
    EntryType("REVOKED", Group.DOCUMENTS, _("A document was revoked")),
    EntryType(
        "CONTINUED",
        Group.CASES,
        _("A draft was begun that continues an earlier case"),
        is_power=False,
    ),
    EntryType(
        "CORRECTION_ASKED",
        Group.DOCUMENTS,
        _("Something in a document was said to be wrong"),
        is_power=False,
    ),
    EntryType(
        "CORRECTION_PROPOSED",
        Group.DOCUMENTS,
        _("The correction of a document was proposed"),
    ),
    EntryType(
        "CORRECTION_DECIDED",
        Group.DOCUMENTS,
        _("The correction of a document was decided"),
    ),
    EntryType(
        "TRANSFER_AGREED",
        Group.DOCUMENTS,
        _("A holder agreed to the transfer of a document"),
        is_power=False,
    ),
    EntryType(
        "TRANSFER_ENDED",
        Group.DOCUMENTS,
        _("A holder took back the consent to a transfer"),
        is_power=False,
    ),
    EntryType(
        "TRANSFER_BEGUN",
        Group.DOCUMENTS,
        _("The new holder of a document began to apply"),
        is_power=False,
    ),
    EntryType(
        "REPLACEMENT_ASKED",
        Group.DOCUMENTS,
        _("A lost document was to be replaced"),
        is_power=False,
    ),
    EntryType(
        "SUPERSEDED",
        Group.DOCUMENTS,
        _("A later document took the place of an earlier one"),
    ),
    EntryType(
        "MEASURE_PROPOSED",
        Group.DOCUMENTS,
        _("The revocation or suspension of a document was proposed"),
    ),
    EntryType(
        "MEASURE_ANSWERED",
        Group.DOCUMENTS,
        _("The holder answered such a proposal"),
        is_power=False,
    ),
    EntryType(
        "MEASURE_DECIDED",
        Group.DOCUMENTS,
        _("A second officer decided on such a proposal"),
    ),
    EntryType(
        "MEASURE_TAKEN_BACK",
        Group.DOCUMENTS,
        _("Such a proposal was taken back by the officer who made it"),
    ),
    EntryType("SUSPENDED", Group.DOCUMENTS, _("A document was suspended")),
    EntryType(
        "SUSPENSION_ENDED",
        Group.DOCUMENTS,
        _("The suspension of a document was ended early"),
    ),
    EntryType(
        "REINSTATED",
        Group.DOCUMENTS,
        _("A revoked document was put back into force"),
    ),
    EntryType("HANDED_OUT", Group.DOCUMENTS, _("A desk handed a paper out")),
    EntryType("HAND_OUT_UNDONE", Group.DOCUMENTS, _("A handing-out was undone")),
    EntryType(
        "REPRINTED",
        Group.DOCUMENTS,
        _("A paper was printed again by its reference and code"),
        is_power=False,
    ),
)
