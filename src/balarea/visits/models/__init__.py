"""Queues, desks, visits, tickets, appointments, boards, estimates, kiosks."""

from balarea.visits.models.appointments import Booking as Booking
from balarea.visits.models.appointments import Slot as Slot
from balarea.visits.models.boards import Announcement as Announcement
from balarea.visits.models.boards import BoardZone as BoardZone
from balarea.visits.models.estimates import Estimate as Estimate
from balarea.visits.models.estimates import WaitDay as WaitDay
from balarea.visits.models.kiosks import Kiosk as Kiosk
from balarea.visits.models.kiosks import KioskContact as KioskContact
from balarea.visits.models.kiosks import NumberLease as NumberLease
from balarea.visits.models.kiosks import PrintJob as PrintJob
from balarea.visits.models.outages import Outage as Outage
from balarea.visits.models.places import Desk as Desk
from balarea.visits.models.places import DeskPause as DeskPause
from balarea.visits.models.places import DeskSession as DeskSession
from balarea.visits.models.places import DeskSkill as DeskSkill
from balarea.visits.models.places import Queue as Queue
from balarea.visits.models.places import QueueClosure as QueueClosure
from balarea.visits.models.tickets import QueueDay as QueueDay
from balarea.visits.models.tickets import Ticket as Ticket
from balarea.visits.models.tickets import TicketDependency as TicketDependency
from balarea.visits.models.tickets import TicketEvent as TicketEvent
from balarea.visits.models.tickets import Visit as Visit
