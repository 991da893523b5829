"""Purposes of access to personal data (UU 27/2022 arts. 20, 31); orphaned files."""

import datetime as dt

# A closed list.
PURPOSES = frozenset(
    {
        "OWN_DATA",  # the person themselves
        "REUSE",  # the person copies a file into another application of theirs
        "VERIFY",  # check requirements
        "INSPECT",  # prepare or record an inspection
        "DECIDE",  # decide or countersign
        "HAND_OVER",  # hand the file over to the register that decides
        "ADVISE",  # advise another agency on its application
        "CONSULT",  # look something up without a step of the procedure
        "ISSUE",  # write the document
        "NOTIFY",  # send a message to the person
        "SELF_SERVICE",  # whoever has number and code of a slip prints the paper again
        "COUNTER",  # serve the person at a counter
        "AUDIT",  # inspectorate
        "COVERT",  # an order by law; the person sees it from a day on
    }
)
# Accesses by the person, and by the system to send them messages, are shown to the
# person but are not in the public log, because they use no power over anybody.
# A reuse has a log entry of its own type, and stands in the list of accesses; so has a
# print at a public terminal.
COUNTED_PURPOSES = frozenset({"OWN_DATA", "NOTIFY"})
PRIVATE_PURPOSES = COUNTED_PURPOSES | {"REUSE", "SELF_SERVICE"}
OWN_PURPOSES = frozenset({"OWN_DATA", "REUSE"})
# Of how many persons one act of an officer may open or find something. More at once
# would need a second officer; nothing in this project does so, and a guard refuses it.
MAX_PERSONS_AT_ONCE = 50
# Kinds of actors who are the person themselves. Their accesses to the same data are
# recorded once an hour, those of all others each time.
OWNERS = frozenset({"CITIZEN", "VISITOR"})


def owner_purpose(kind: str, own: str = "OWN_DATA") -> str:
    """Why data is opened in an act of its owner: `own`, or to serve them at a desk.

    `kind` is the actor's: what an officer does for the owner is a use of power.
    """
    return "COUNTER" if kind == "OFFICER" else own


# The age from which a file without a row is a rollback's: no transaction lasts so long.
ORPHAN_AFTER = dt.timedelta(days=1)
# Up to so many orphans don't suggest that the files belong to another database.
FEW = 20
