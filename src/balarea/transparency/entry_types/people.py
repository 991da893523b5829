"""The types of log entries about people and rights."""

from django.utils.translation import gettext_lazy as _

from balarea.transparency.entry_types.shape import EntryType, Group

PEOPLE_ENTRIES = (
    EntryType("PERSON_KNOWN", Group.PEOPLE, _("A contact was proved"), is_power=False),
    EntryType("PERSON_IDENTIFIED", Group.PEOPLE, _("A desk identified a person")),
    EntryType("PERSON_LOOKED_UP", Group.PEOPLE, _("A desk looked for a person")),
    EntryType(
        "PERSON_CORRECTED",
        Group.PEOPLE,
        _("A desk changed what is noted of a person's identity card"),
    ),
    EntryType(
        "PERSON_LINKED", Group.PEOPLE, _("A desk joined a person with their account")
    ),
    EntryType(
        "PERSON_UNLINKED",
        Group.PEOPLE,
        _("A person was separated from an account"),
    ),
    EntryType(
        "DESK_CONTACT_ADDED",
        Group.PEOPLE,
        _("A desk added a phone or e-mail to a person"),
    ),
    EntryType(
        "DESK_CONTACT_REMOVED",
        Group.PEOPLE,
        _("A desk took a phone or e-mail off a person"),
    ),
    EntryType(
        "RESIDENT_REGISTERED",
        Group.PEOPLE,
        _("A village registered a resident"),
    ),
    EntryType(
        "RESIDENT_MOVED",
        Group.PEOPLE,
        _("A resident was registered with another village"),
    ),
    EntryType(
        "MANDATE_OFFERED",
        Group.PEOPLE,
        _("A mandate to act for somebody was offered"),
        is_power=False,
    ),
    EntryType(
        "MANDATE_GIVEN",
        Group.PEOPLE,
        _("A mandate to act for somebody was given"),
        is_power=False,
    ),
    EntryType(
        "MANDATE_SEEN",
        Group.PEOPLE,
        _("A desk noted a mandate to act for somebody"),
    ),
    EntryType(
        "MANDATE_ENDED",
        Group.PEOPLE,
        _("A mandate to act for somebody was ended"),
        is_power=False,
    ),
    EntryType(
        "SIGN_IN_CHANGED",
        Group.PEOPLE,
        _("A way to sign in was changed"),
        is_power=False,
    ),
    EntryType("OFFICER_APPOINTED", Group.PEOPLE, _("An officer was appointed")),
    EntryType(
        "OFFICER_CHANGED", Group.PEOPLE, _("An officer's name or position was changed")
    ),
    EntryType("OFFICER_DISMISSED", Group.PEOPLE, _("An officer was dismissed")),
    EntryType("GRANTED_RIGHT", Group.PEOPLE, _("A right was granted")),
    EntryType("REVOKED_RIGHT", Group.PEOPLE, _("A right was taken back")),
    EntryType(
        "DELEGATED", Group.PEOPLE, _("An agency’s authority was given to another")
    ),
    EntryType(
        "DELEGATION_ENDED", Group.PEOPLE, _("A delegation of authority was ended")
    ),
    EntryType(
        "SUBSTITUTED", Group.PEOPLE, _("Somebody was named to stand in for an official")
    ),
    EntryType(
        "SUBSTITUTION_ENDED", Group.PEOPLE, _("A substitute stopped standing in")
    ),
    EntryType(
        "ABSENT", Group.PEOPLE, _("An officer was recorded as away"), is_power=False
    ),
    EntryType(
        "ABSENCE_ENDED",
        Group.PEOPLE,
        _("An officer’s absence was ended early"),
        is_power=False,
    ),
    EntryType("PROPOSAL_MADE", Group.PEOPLE, _("A change of power was proposed")),
    EntryType(
        "PROPOSAL_CONFIRMED",
        Group.PEOPLE,
        _("A second person confirmed a change of power"),
    ),
    EntryType(
        "PROPOSAL_REJECTED", Group.PEOPLE, _("A proposed change of power was rejected")
    ),
    EntryType(
        "PROPOSAL_LAPSED",
        Group.PEOPLE,
        _("Nobody confirmed a proposed change of power in time"),
    ),
)
