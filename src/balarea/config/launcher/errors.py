"""Why a mall can't run: one sentence with the next step, shown without a traceback."""

REFUSED = 3  # exit status of a set-up whose log holds one sentence for the operator
ELSEWHERE = "choose another folder with --data"


class CannotRun(Exception):
    """A sentence for the operator: what is wrong and what to do."""


class ProgramFailed(CannotRun):
    """A program doesn't start, which a later try may mend."""
