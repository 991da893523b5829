"""What can be entered of a printed pad."""

from collections.abc import Collection

from balarea.visits.presenters.desk import PRIORITIES as WORDS
from balarea.visits.presenters.desk import queue_line
from balarea.visits.queries import places
from balarea.visits.rules import PriorityClass

PRIORITIES = [
    (one.value, WORDS[one])
    for one in PriorityClass
    if one is not PriorityClass.APPOINTMENT
]


def queues(agencies: Collection[str]) -> list[tuple[str, str]]:
    """The queues of these agencies, in every building."""
    return [
        (str(one.id), queue_line(one))
        for site in places.sites()
        for one in places.queues(site)
        if one.agency in agencies
    ]
