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


class PasskeyFailed(Refusal):
    code = "PASSKEY_FAILED"
    reason = _("This passkey was not accepted.")
    next_step = _("Try once more, or use a code instead.")
