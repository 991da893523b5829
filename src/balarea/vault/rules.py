"""Why somebody opens sealed data (UU 27/2022 arts. 20, 31). A closed list."""

PURPOSES = frozenset(
    {
        "OWN_DATA",  # the person themselves
        "VERIFY",  # check requirements
        "INSPECT",  # prepare or record an inspection
        "DECIDE",  # decide or countersign
        "ISSUE",  # write the document
        "NOTIFY",  # send a message to the person
        "COUNTER",  # serve the person at a counter
        "AUDIT",  # inspectorate
    }
)
# The person's own reading, and the machine's sending and writing on their behalf, are
# shown to the person but not told to the public: they use no power over anybody.
PRIVATE_PURPOSES = frozenset({"OWN_DATA", "NOTIFY"})
