"""Refusals of signing in and of changing a way to sign in."""

from django.utils.translation import gettext_lazy as _

from balarea.foundation.errors import Refusal


class TooSoon(Refusal):
    code = "CODE_TOO_SOON"
    reason = _("We have just sent a code to this contact.")
    next_step = _("Wait %(seconds)s seconds, then ask for a new one.")
    status = 429


class ContactTaken(Refusal):
    code = "CONTACT_TAKEN"
    reason = _("This phone number or e-mail belongs to another account.")
    next_step = _("Sign in with it, or use another one here.")
    status = 409


class LastContact(Refusal):
    code = "LAST_CONTACT"
    reason = _("An account needs at least one contact.")
    next_step = _("Add another contact first.")
    status = 409


class NotANik(Refusal):
    code = "NOT_A_NIK"
    reason = _("This is no NIK: it has 16 digits, and among them a day of birth.")
    next_step = _("Copy it from the identity card, or leave it empty.")
    status = 422


class NotAFamilyCard(Refusal):
    code = "NOT_A_FAMILY_CARD"
    reason = _("This is no family card number: it has 16 digits.")
    next_step = _("Copy it from the family card, or leave it empty.")
    status = 422


class NikOfAnotherDay(Refusal):
    code = "NIK_OF_ANOTHER_DAY"
    reason = _("The NIK contains another day of birth.")
    next_step = _("Compare both with the identity card. If they are right, confirm it.")
    status = 422


class PersonExists(Refusal):
    """`params["persons"]`: their ids; `params["is_certain"]`: found by NIK."""

    code = "PERSON_EXISTS"
    reason = _("This person is in the mall's records already.")
    next_step = _("Choose them. Begin another one only if it is a namesake.")
    status = 409


class NotIdentified(Refusal):
    code = "NOT_IDENTIFIED"
    reason = _("No identity card of this person was seen at a desk.")
    next_step = _("Begin the person by their identity card first.")
    status = 409


class NikMissing(Refusal):
    code = "NIK_MISSING"
    reason = _("This person's NIK is on record; it can be changed, but not removed.")
    next_step = _("Copy the NIK from the identity card.")
    status = 422


class ContactOfAnother(Refusal):
    code = "CONTACT_OF_ANOTHER"
    reason = _("This contact is of somebody else whose identity card was seen.")
    next_step = _("Ask for a phone or e-mail of their own, or go on without.")
    status = 409


class LinkedAlready(Refusal):
    code = "LINKED_ALREADY"
    reason = _("This person, or this account, is joined with another one.")
    next_step = _("If that is wrong, separate them first.")
    status = 409


class TwoAccounts(Refusal):
    code = "TWO_ACCOUNTS"
    reason = _("This person has another account already.")
    next_step = _("In it they add this contact, after taking it off the other one.")
    status = 409


class ContactOfAccount(Refusal):
    code = "CONTACT_OF_ACCOUNT"
    reason = _("This person has an account.")
    next_step = _("They change their contacts there, on the page of the account.")
    status = 409


class PasskeyFailed(Refusal):
    code = "PASSKEY_FAILED"
    reason = _("This passkey was not accepted.")
    next_step = _("Try once more, or use a code instead.")


class NotDelegable(Refusal):
    code = "NOT_DELEGABLE"
    reason = _("This can’t be delegated like that.")
    next_step = _(
        "Name deciding or countersigning, another agency, its office, the decree, and "
        "days that begin on or after the decree’s."
    )


class DelegatedBefore(Refusal):
    """`service` is its code."""

    code = "DELEGATED_BEFORE"
    reason = _("This is delegated already on %(service)s in part of that time.")
    next_step = _("End that delegation first, or choose other days.")
    status = 409


class DelegationOver(Refusal):
    code = "DELEGATION_OVER"
    reason = _("This delegation is over.")
    next_step = _("Look at those that are in force.")
    status = 409


class NoSubstitute(Refusal):
    code = "NO_SUBSTITUTE"
    reason = _("Nobody can stand in like that.")
    next_step = _(
        "Name somebody else in office, the decree, days from the decree’s on, and what "
        "a substitute may do. Plh. names who is away; Plt. is for a vacant office."
    )


class TermTooLong(Refusal):
    """`days`: of one term; `terms`: one after the other."""

    code = "TERM_TOO_LONG"
    reason = _("That is longer than a substitute may serve.")
    next_step = _("One term has at most %(days)s days; a Plt. has at most %(terms)s.")


class BeyondOffice(Refusal):
    code = "BEYOND_OFFICE"
    reason = _("Whoever is replaced has no such right.")
    next_step = _("Name only what that officer may do on these services.")


class SubstitutedBefore(Refusal):
    code = "SUBSTITUTED_BEFORE"
    reason = _("Somebody stands in for this office already in part of that time.")
    next_step = _("End that first, or choose other days.")
    status = 409


class SubstitutionOver(Refusal):
    code = "SUBSTITUTION_OVER"
    reason = _("This substitution is over.")
    next_step = _("Look at those that are in force.")
    status = 409


class AbsenceImpossible(Refusal):
    """`days`: how long an absence may be."""

    code = "ABSENCE_IMPOSSIBLE"
    reason = _("These days can’t be an absence.")
    next_step = _(
        "Choose a last day from today on, not before the first, at most %(days)s days."
    )


class AbsentBefore(Refusal):
    code = "ABSENT_BEFORE"
    reason = _("An absence is recorded already in part of that time.")
    next_step = _("End that one first, or choose other days.")
    status = 409


class AbsenceOver(Refusal):
    code = "ABSENCE_OVER"
    reason = _("This absence is over.")
    next_step = _("You need do nothing more.")
    status = 409


class ResidentElsewhere(Refusal):
    code = "RESIDENT_ELSEWHERE"
    reason = _("This person is registered with another village.")
    next_step = _("They apply there, at the mall's front desk, or online.")
    status = 409


class NamesakeElsewhere(Refusal):
    code = "NAMESAKE_ELSEWHERE"
    reason = _("Somebody of this name and day of birth is in the mall's records.")
    next_step = _("Type the NIK of the identity card, so that nobody is mixed up.")
    status = 409


class OtherNameOnRecord(Refusal):
    code = "OTHER_NAME_ON_RECORD"
    reason = _("This NIK is on record with another name or day of birth.")
    next_step = _("Compare all three with the identity card.")
    status = 409


class OwnMandate(Refusal):
    code = "OWN_MANDATE"
    reason = _("This is your own contact: you need no mandate for yourself.")
    next_step = _("Type the phone number or e-mail of the person for whom you act.")
    status = 422


class MandateOver(Refusal):
    code = "MANDATE_OVER"
    reason = _("This mandate is no longer in force, or doesn't cover this service.")
    next_step = _("Ask the person for a new one, or apply for yourself.")
    status = 409


class TooManyMandates(Refusal):
    code = "TOO_MANY_MANDATES"
    reason = _("You have given, or offered, %(max)s mandates that are in force.")
    next_step = _("End one that you no longer need.")
    status = 409


class ReasonUnfit(Refusal):
    code = "REASON_UNFIT"
    reason = _("The reason has fewer than %(min)s or more than %(max)s letters.")
    next_step = _("Say in a sentence why this is to be done.")


class ProposalUnclear(Refusal):
    code = "PROPOSAL_UNCLEAR"
    reason = _("Something in it is missing, too long, or not one of the choices.")
    next_step = _("Go through the fields, then propose it again.")


class OwnProposal(Refusal):
    code = "OWN_PROPOSAL"
    reason = _("You proposed this yourself, or it changes your own rights.")
    next_step = _("Another manager confirms it. You may take it back.")
    status = 409


class ProposalOver(Refusal):
    code = "PROPOSAL_OVER"
    reason = _(
        "This proposal was confirmed, rejected or taken back, or its time is up."
    )
    next_step = _("Look at its page. If it is still needed, propose it anew.")
    status = 409


class ProposerLeft(Refusal):
    code = "PROPOSER_LEFT"
    reason = _("Whoever proposed this may no longer propose it.")
    next_step = _("Reject it. If it is still needed, propose it yourself.")
    status = 409


class LoginTaken(Refusal):
    code = "LOGIN_TAKEN"
    reason = _("This login exists already.")
    next_step = _("Choose another one.")
    status = 409


class LoginUnfit(Refusal):
    code = "LOGIN_UNFIT"
    reason = _(
        "A login has %(min)s to %(max)s small letters, digits, dots, hyphens or "
        "underlines."
    )
    next_step = _("For example: dkc.siti")


class OfficerDismissed(Refusal):
    code = "OFFICER_DISMISSED"
    reason = _("This officer was dismissed.")
    next_step = _("Propose that they come back first.")
    status = 409


class OfficerInOffice(Refusal):
    code = "OFFICER_IN_OFFICE"
    reason = _("This officer is in office.")
    next_step = _("Look at their page.")
    status = 409


class NoContact(Refusal):
    code = "OFFICER_WITHOUT_CONTACT"
    reason = _(
        "This officer has no contact to which a code could be sent, so a new password "
        "would be all that one needs to sign in as them."
    )
    next_step = _("Propose a contact first. Another manager confirms it.")
    status = 409


class OwnOffice(Refusal):
    code = "OWN_OFFICE"
    reason = _("You can't do this to yourself.")
    next_step = _("Ask another manager.")
    status = 409


class RightOver(Refusal):
    code = "RIGHT_OVER"
    reason = _("This right was taken back already.")
    next_step = _("Look at the officer's rights.")
    status = 409


class DaysUnreadable(Refusal):
    code = "DAYS_UNREADABLE"
    reason = _("These days can’t be changed.")
    next_step = _(
        "Choose days from today until the end of next year,"
        " at most %(count)s in one step."
    )


class NoReasonGiven(Refusal):
    code = "NO_REASON_GIVEN"
    reason = _("A change of the calendar needs its reason: the decree, for the public.")
    next_step = _("Write it in %(least)s to %(most)s letters.")


class CalendarUnchanged(Refusal):
    code = "CALENDAR_UNCHANGED"
    reason = _("Nothing would change: all of these days are like that already.")
    next_step = _("Compare them with the calendar, and choose others.")


class CalendarChanged(Refusal):
    code = "CALENDAR_CHANGED_MEANWHILE"
    reason = _("Somebody changed these days meanwhile.")
    next_step = _("Look at the preview again, then save.")
    status = 409


class AgencyUnfit(Refusal):
    code = "AGENCY_UNFIT"
    reason = _("Something in it is missing, too long, or can’t be shown.")
    next_step = _("Go through the marked fields, then save again.")


class AgencyChangedMeanwhile(Refusal):
    code = "AGENCY_CHANGED_MEANWHILE"
    reason = _("Somebody changed this agency meanwhile.")
    next_step = _("Look at what stands there now, then change it again.")
    status = 409


class NoResident(Refusal):
    code = "NO_RESIDENT"
    reason = _("No village has registered anybody with this NIK.")
    next_step = _("The village’s own officer registers them, with the identity card.")
    status = 409


class ResidentThere(Refusal):
    code = "RESIDENT_THERE"
    reason = _("This person is registered with this village already.")
    next_step = _("There is nothing to change.")
    status = 409


class SiteChangedMeanwhile(Refusal):
    code = "SITE_CHANGED_MEANWHILE"
    reason = _("Somebody changed this building meanwhile.")
    next_step = _("Look at what stands there now, then change it again.")
    status = 409
