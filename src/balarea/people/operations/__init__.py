"""Every write of this app: offices and rights, contacts and codes, ways to sign in."""

from balarea.people.operations import proposed_delegations as proposed_delegations
from balarea.people.operations import proposed_powers as proposed_powers
from balarea.people.operations import proposed_substitutes as proposed_substitutes
from balarea.people.operations.codes import (
    GUESSES_PER_NETWORK as GUESSES_PER_NETWORK,
)
from balarea.people.operations.codes import WINDOW as WINDOW
from balarea.people.operations.codes import Proof as Proof
from balarea.people.operations.codes import prove as prove
from balarea.people.operations.codes import request_code as request_code
from balarea.people.operations.contacts import choose_language as choose_language
from balarea.people.operations.contacts import (
    find_or_create_contact as find_or_create_contact,
)
from balarea.people.operations.contacts import link_contact as link_contact
from balarea.people.operations.contacts import open_account as open_account
from balarea.people.operations.contacts import own_address as own_address
from balarea.people.operations.contacts import sign_out_all as sign_out_all
from balarea.people.operations.contacts import unlink_contact as unlink_contact
from balarea.people.operations.factors import add_passkey as add_passkey
from balarea.people.operations.factors import change_password as change_password
from balarea.people.operations.factors import check_password as check_password
from balarea.people.operations.factors import check_recovery as check_recovery
from balarea.people.operations.factors import check_totp as check_totp
from balarea.people.operations.factors import enrol_totp as enrol_totp
from balarea.people.operations.factors import (
    new_recovery_codes as new_recovery_codes,
)
from balarea.people.operations.factors import remove_passkey as remove_passkey
from balarea.people.operations.factors import use_passkey as use_passkey
from balarea.people.operations.officer_contacts import (
    address_to_prove as address_to_prove,
)
from balarea.people.operations.officer_contacts import (
    open_contact_address as open_contact_address,
)
from balarea.people.operations.officer_contacts import set_contact as set_contact
from balarea.people.operations.officer_contacts import (
    set_unproved_address as set_unproved_address,
)
from balarea.people.operations.officers import appoint as appoint
from balarea.people.operations.officers import grant as grant
from balarea.people.operations.officers import open_agency as open_agency
from balarea.people.operations.officers import revoke as revoke
