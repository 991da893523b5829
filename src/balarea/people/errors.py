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
