"""Refusals about objections, appeals, announcements and deadlines."""

from django.utils.translation import gettext_lazy as _

from balarea.foundation.errors import Refusal


class AnnouncementOver(Refusal):
    code = "ANNOUNCEMENT_OVER"
    reason = _("The last day to object to this was %(last)s.")
    next_step = _("Ask the agency about it, or call the Ombudsman: 137.")
    status = 409


class OwnApplication(Refusal):
    code = "OWN_APPLICATION"
    reason = _("This is your own application.")
    next_step = _("Look under My applications for where it stands.")
    leads_to = "/permohonan/"
    status = 409


class ObjectedAlready(Refusal):
    code = "OBJECTED_ALREADY"
    reason = _("You have objected to this already.")
    next_step = _("What you wrote, and its answer, stand on this page.")
    status = 409


class StillAnnounced(Refusal):
    code = "STILL_ANNOUNCED"
    reason = _("This is announced until %(last)s, and others may object until then.")
    next_step = _("Decide from the next day on. The deadline is later than that.")
    status = 409


class ThirdPartiesWait(Refusal):
    code = "THIRD_PARTIES_WAIT"
    reason = _("Objections of others wait for an answer: %(count)s.")
    next_step = _("Answer each of them below, then decide.")
    status = 409


class CannotExtend(Refusal):
    code = "CANNOT_EXTEND"
    reason = _("This deadline can't be extended now.")
    next_step = _(
        "The law allows it once, before the last day, and for some services only. "
        "Decide by the day that was promised."
    )
    status = 409


class NothingToObject(Refusal):
    code = "NOTHING_TO_OBJECT"
    reason = _("There is no decision against which this can be filed now.")
    next_step = _("The page of the application shows where it stands.")
    status = 409


class TooLateToObject(Refusal):
    code = "TOO_LATE_TO_OBJECT"
    reason = _("The last day to file this was %(last)s.")
    next_step = _(
        "You may apply anew at any time. If you were treated badly, the Ombudsman "
        "helps free of charge: call 137."
    )
    status = 409


class HadAPart(Refusal):
    code = "HAD_A_PART"
    reason = _("You had a part in this decision, so you don't decide on it again.")
    next_step = _(
        "It stays in the list of objections. Another officer with this right decides."
    )
    status = 403


class DecidedByTime(Refusal):
    code = "DECIDED_BY_TIME"
    reason = _("The last day to decide this was %(last)s. It is granted by law.")
    next_step = _("The mall records it within the hour and informs the citizen.")
    status = 409


class MustGrant(Refusal):
    code = "MUST_GRANT"
    reason = _("An objection was granted, so this can't be refused any more.")
    next_step = _("Grant it, or write the answer that was asked for.")
    status = 409
