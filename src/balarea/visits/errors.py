"""Refusals about visits: each with a code, a reason and the next step."""

from django.utils.translation import gettext_lazy as _

from balarea.foundation.errors import Refusal
from balarea.visits import closed_words
from balarea.visits.booking_rules import WhyNot

# Why a time for an appointment can't be booked; pages say the same.
WHY_NOT = {
    WhyNot.FULL: _("This time is fully booked."),
    WhyNot.RESERVED: _(
        "Somebody has just reserved this time. If they don’t confirm it within minutes,"
        " it is free again."
    ),
    WhyNot.TOO_SOON: _("This time begins too soon, or is over."),
    WhyNot.CLOSED: _("The queue isn’t open at this time."),
    WhyNot.TOO_FAR: _("This day can’t be booked yet."),
}


class QueueClosed(Refusal):
    """`why` is a code of `closed_words`, or empty outside of opening hours."""

    code = "QUEUE_CLOSED"
    reason = _("%(queue)s gives no numbers at the moment: %(why)s")
    next_step = _("Ask at the information desk, or make an appointment.")
    status = 409

    @property
    def why(self) -> str:
        words = closed_words.words(self.params["why"]) or _("it isn’t open today")
        return str(self.reason) % {**self.params, "why": words}


class QueueFull(Refusal):
    code = "QUEUE_FULL"
    reason = _(
        "No more visitors of %(queue)s can be served before it closes today, so no"
        " further number is given."
    )
    next_step = _("Make an appointment, come on another day, or file online.")
    status = 409


class NotReleased(Refusal):
    code = "NUMBERS_NOT_RELEASED"
    reason = _("The numbers of %(queue)s that were released so far are taken.")
    next_step = _("The next numbers are released at %(next)s.")
    status = 409


class TooManyTickets(Refusal):
    code = "TOO_MANY_TICKETS"
    reason = _("You already have a number of %(queue)s for today.")
    next_step = _("Use that number, or give it back first.")
    status = 409


class RemoteFull(Refusal):
    code = "NUMBERS_FROM_HOME_TAKEN"
    reason = _("The numbers of %(queue)s that can be taken from home are taken.")
    next_step = _("Take a number at the mall, or make an appointment.")
    status = 409


class UnprovedFull(Refusal):
    code = "NUMBERS_WITHOUT_SIGN_IN_TAKEN"
    reason = _(
        "The numbers of %(queue)s that are given without signing in are taken for now."
    )
    next_step = _("Sign in with your phone number, or take a number at the mall.")
    status = 409


class TooManyFromHome(Refusal):
    code = "TOO_MANY_NUMBERS_FROM_HOME"
    reason = _("You have %(most)s numbers from home today. More aren't given.")
    next_step = _("Give one back first, or take the next number at the mall.")
    status = 409


class WrongEntranceCode(Refusal):
    code = "WRONG_ENTRANCE_CODE"
    reason = _("That isn't today's code of this mall.")
    next_step = _("Read it again at the entrance, or ask at the information desk.")
    status = 422


class NotThatDay(Refusal):
    code = "NOT_TODAY"
    reason = _("This number or appointment is for another day.")
    next_step = _("Come on its day, or choose another time.")
    status = 409


class CannotBook(Refusal):
    """`why` is one of `booking_rules.WhyNot`."""

    code = "TIME_NOT_FREE"
    next_step = _("Choose another time. The first free ones stand at the top.")
    status = 409

    @property
    def why(self) -> str:
        return str(WHY_NOT[WhyNot(self.params["why"])])


class TooManyAppointments(Refusal):
    code = "TOO_MANY_APPOINTMENTS"
    reason = _("You have %(most)s appointments or reserved times already.")
    next_step = _("Give one back first, then choose this time.")
    status = 409


class ReservationOver(Refusal):
    code = "RESERVATION_OVER"
    reason = _("Your reserved time ran out, and it is free for others again.")
    next_step = _("Choose a time once more.")
    status = 409


class AppointmentOver(Refusal):
    code = "APPOINTMENT_OVER"
    reason = _("This appointment was used, moved or given back already.")
    next_step = _("Look at its page, or make a new appointment.")
    status = 409


class ServiceNotHere(Refusal):
    code = "SERVICE_NOT_HERE"
    reason = _("No desk in this building serves that.")
    next_step = _("Ask at the information desk where it is served.")
    status = 404


class TicketChanged(Refusal):
    code = "TICKET_CHANGED"
    reason = _("Somebody else did something with this number meanwhile.")
    next_step = _("Look at the number again, then choose.")
    status = 409


class NotNow(Refusal):
    code = "NOT_NOW"
    reason = _("That can't be done with a number in this state.")
    next_step = _("Look at the number again, then choose.")
    status = 409


class RecalledTooOften(Refusal):
    code = "RECALLED_TOO_OFTEN"
    reason = _("This number was called %(most)s times, or a moment ago.")
    next_step = _("Wait half a minute, or note that nobody came.")
    status = 409


class TooLateToReturn(Refusal):
    code = "TOO_LATE_TO_RETURN"
    reason = _("This number was missed, and its time to come back is over.")
    next_step = _("Take a new number, or ask at the information desk.")
    status = 409


class DeskClosed(Refusal):
    code = "DESK_CLOSED"
    reason = _("This desk isn't open, or you don't serve at it.")
    next_step = _("Open the desk first.")
    status = 409


class DeskTaken(Refusal):
    code = "DESK_TAKEN"
    reason = _("Somebody else serves at this desk, or you serve at another.")
    next_step = _("Close the other desk first.")
    status = 409


class AlreadyInQueue(Refusal):
    code = "ALREADY_IN_QUEUE"
    reason = _("This visitor has number %(label)s of that queue already.")
    next_step = _("Finish here: a planned number begins to wait by itself.")
    status = 409


class NumberEntered(Refusal):
    code = "NUMBER_ENTERED"
    reason = _("Number %(label)s of that day was entered already.")
    next_step = _("Compare it with the pad, then enter the next one.")
    status = 409


class TimesImpossible(Refusal):
    code = "TIMES_IMPOSSIBLE"
    reason = _("These times can’t be: they lie ahead, too far back, or out of order.")
    next_step = _(
        "Taken, called and finished follow each other within one day of the last week."
        " Leave the last two empty for who still waits today."
    )
    status = 422


class NobodyAtDesk(Refusal):
    code = "NOBODY_AT_DESK"
    reason = _("Nobody is called or served at your desk now.")
    next_step = _("Call a visitor first.")
    leads_to = "/petugas/loket/panggil/"
    status = 409


class NumberUnknown(Refusal):
    code = "NUMBER_UNKNOWN"
    reason = _("No number or appointment of this building fits that.")
    next_step = _("Type it as on the ticket, such as A012, or scan its QR code again.")
    status = 404


class StillServing(Refusal):
    code = "STILL_SERVING"
    reason = _("A visitor is still called or served at this desk.")
    next_step = _("Finish with that visitor first.")
    status = 409


class KioskUnknown(Refusal):
    code = "KIOSK_UNKNOWN"
    reason = _("This isn't a request of a kiosk of this mall.")
    next_step = _("Register the kiosk's public key, or switch the kiosk on again.")
    status = 401


class StaleRequest(Refusal):
    code = "STALE_REQUEST"
    reason = _("The clock of this kiosk is wrong.")
    next_step = _("Send the request again with the time of this answer.")
    status = 401


class PrintChanged(Refusal):
    code = "PRINT_CHANGED"
    reason = _("This print was taken over or ended already.")
    next_step = _("Print a copy instead.")
    status = 409


class TooManyPrints(Refusal):
    code = "TOO_MANY_PRINTS"
    reason = _("This number was printed too often.")
    next_step = _("Scan its QR code with a phone, or ask at the information desk.")
    status = 409


class KioskCodeTaken(Refusal):
    code = "KIOSK_CODE_TAKEN"
    reason = _("Another kiosk in this building has this code.")
    next_step = _("Choose another code: it stands in the numbers of the kiosk.")
    status = 409


class NotAtKiosk(Refusal):
    code = "NOT_AT_KIOSK"
    reason = _("Numbers of the kiosk are given in the building only.")
    next_step = _("Take a number from home, or take one at the kiosk.")
    leads_to = "/antrean/"
    status = 403


class TextUnreadable(Refusal):
    code = "TEXT_UNREADABLE"
    reason = _("A board shows texts of %(shortest)s to %(longest)s characters.")
    next_step = _("Write it shorter, or say a little more, and send it again.")
    status = 422


class VisitOver(Refusal):
    code = "VISIT_OVER"
    reason = _("Every number of this visit has ended.")
    next_step = _("Take a new number.")
    status = 409


class CannotClose(Refusal):
    code = "DAY_CANNOT_BE_CLOSED"
    reason = _("This day can’t be closed or opened for this agency.")
    next_step = _(
        "Choose an agency, a reason, and a day from today up to a year ahead."
    )
    status = 422


class SetUpChanged(Refusal):
    code = "SET_UP_CHANGED"
    reason = _("Somebody else changed this meanwhile. Nothing was saved.")
    next_step = _("Look at it again: the page shows it as it is now.")
    status = 409


class InvalidSetUp(Refusal):
    """`field` and `problem` of `queue_rules`; forms say it in words."""

    code = "INVALID_SET_UP"
    reason = _("A queue or desk can’t be set up like this (%(field)s: %(problem)s).")
    next_step = _("Correct this field, then save again.")
    status = 422


class PrefixTaken(Refusal):
    code = "PREFIX_TAKEN"
    reason = _("Another queue in this building has the letter %(prefix)s.")
    next_step = _("Choose another letter: it stands before each number.")
    status = 409


class PrefixInUse(Refusal):
    code = "PREFIX_IN_USE"
    reason = _("Numbers with the old letter were given already.")
    next_step = _("Change the letter on another day, before the first number is given.")
    status = 409


class QueueCodeTaken(Refusal):
    code = "QUEUE_CODE_TAKEN"
    reason = _("Another queue in this building has the code %(code)s.")
    next_step = _("Choose another code.")
    status = 409


class ServiceTaken(Refusal):
    """`service` is empty where both queues serve all that no other does."""

    code = "SERVICE_TAKEN"
    next_step = _("Take it out of one of the two queues first.")
    status = 409

    @property
    def why(self) -> str:
        if self.params["service"]:
            text = _("%(service)s is served by the queue %(queue)s already.")
        else:
            text = _("The queue %(queue)s serves all other services already.")
        return str(text) % self.params


class QueueHasVisitors(Refusal):
    code = "QUEUE_HAS_VISITORS"
    reason = _("Somebody has a number or an appointment of this queue.")
    next_step = _("Close the days first, or switch it off after the last appointment.")
    status = 409


class DeskCodeTaken(Refusal):
    code = "DESK_CODE_TAKEN"
    reason = _("Another desk in this building is named %(code)s.")
    next_step = _("Choose another name.")
    status = 409


class DeskInUse(Refusal):
    code = "DESK_IN_USE"
    reason = _("Somebody serves at this desk now.")
    next_step = _("Close the desk first, on the live floor.")
    status = 409
