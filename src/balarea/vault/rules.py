"""Why somebody opens sealed data (UU 27/2022 arts. 20, 31), and when files go."""

import datetime as dt

# Why something is opened: a closed list.
PURPOSES = frozenset(
    {
        "OWN_DATA",  # the person themselves
        "VERIFY",  # check requirements
        "INSPECT",  # prepare or record an inspection
        "DECIDE",  # decide or countersign
        "CONSULT",  # look something up, with no step to take
        "ISSUE",  # write the document
        "NOTIFY",  # send a message to the person
        "COUNTER",  # serve the person at a counter
        "AUDIT",  # inspectorate
    }
)
# The person's own reading, and the machine's sending and writing on their behalf, are
# shown to the person but not told to the public: they use no power over anybody.
PRIVATE_PURPOSES = frozenset({"OWN_DATA", "NOTIFY"})
# Kinds of actors who are the person themselves. Their own looks at the same thing are
# noted once an hour; everybody else's opening leaves its own trace, each time.
OWNERS = frozenset({"CITIZEN", "VISITOR"})

# A file without a row is what a rollback left, once no transaction can last so long.
ORPHAN_AFTER = dt.timedelta(days=1)
# So few orphans are no reason to doubt that files and database belong together.
FEW = 20
