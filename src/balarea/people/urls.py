from django.urls import path

from balarea.people.views import (
    citizen,
    officer,
    officer_contact,
    officer_signing,
    openings,
    public,
    reauthentication,
)
from balarea.people.views.manager import changing, officers, proposals

app_name = "people"
urlpatterns = [
    path("masuk/", public.sign_in, name="sign_in"),
    path("masuk/kode/", public.code, name="code"),
    path("masuk/kode/ulang/", public.code_again, name="code_again"),
    path("masuk/kunci/", public.passkey, name="passkey"),
    path("masuk/kunci/mulai/", public.passkey_options, name="passkey_options"),
    path("keluar/", public.sign_out, name="sign_out"),
    path("akun/", citizen.index, name="account"),
    path("akun/buka/", citizen.open_account, name="open_account"),
    path("akun/dilihat/", openings.openings, name="openings"),
    path("akun/bahasa/", citizen.language, name="language"),
    path("akun/kontak/", citizen.add_contact, name="add_contact"),
    path("akun/kontak/kode/", citizen.contact_code, name="contact_code"),
    path("akun/kontak/kode/ulang/", citizen.contact_again, name="contact_again"),
    path(
        "akun/kontak/lepas/<uuid:contact>/",
        citizen.unlink_contact,
        name="unlink_contact",
    ),
    path("akun/lepaskan/", citizen.separate, name="separate"),
    path("akun/bukti/<slug:change>/", reauthentication.citizen, name="confirm"),
    path(
        "akun/bukti/<slug:change>/kunci/",
        reauthentication.citizen_passkey,
        name="confirm_passkey",
    ),
    path("akun/kunci/", citizen.add_passkey, name="add_passkey"),
    path("akun/kunci/mulai/", citizen.passkey_options, name="new_passkey_options"),
    path(
        "akun/kunci/hapus/<int:passkey>/", citizen.remove_passkey, name="remove_passkey"
    ),
    path("akun/keluar-semua/", citizen.sign_out_all, name="sign_out_all"),
    path("petugas/masuk/", officer_signing.sign_in, name="officer_sign_in"),
    path("petugas/masuk/kode/", officer_signing.code, name="officer_code"),
    path("petugas/masuk/siapkan/", officer_signing.set_up, name="officer_set_up"),
    path("petugas/masuk/kunci/", public.passkey, name="officer_passkey"),
    path("petugas/akun/", officer.index, name="officer_account"),
    path("petugas/akun/sandi/", officer.password, name="officer_password"),
    path("petugas/akun/aplikasi/", officer.app, name="officer_app"),
    path("petugas/akun/cadangan/", officer.recovery, name="officer_recovery"),
    path("petugas/masuk/kontak/", officer_contact.first, name="officer_first_contact"),
    path(
        "petugas/masuk/kontak/ulang/",
        officer_contact.first_again,
        name="officer_first_again",
    ),
    path(
        "petugas/akun/bukti/<slug:change>/",
        reauthentication.officer,
        name="officer_confirm",
    ),
    path(
        "petugas/akun/bukti/<slug:change>/kunci/",
        reauthentication.officer_passkey,
        name="officer_confirm_passkey",
    ),
    path("petugas/akun/kontak/", officer_contact.contact, name="officer_contact"),
    path(
        "petugas/akun/kontak/kode/",
        officer_contact.contact_code,
        name="officer_contact_code",
    ),
    path(
        "petugas/akun/kontak/kode/ulang/",
        officer_contact.contact_again,
        name="officer_contact_again",
    ),
    path("petugas/akun/kunci/", officer.add_passkey, name="officer_add_passkey"),
    path(
        "petugas/akun/kunci/mulai/",
        officer.passkey_options,
        name="officer_new_passkey_options",
    ),
    path(
        "petugas/akun/kunci/hapus/<int:passkey>/",
        officer.remove_passkey,
        name="officer_remove_passkey",
    ),
    path(
        "petugas/akun/keluar-semua/", officer.sign_out_all, name="officer_sign_out_all"
    ),
    path("petugas/kelola/", proposals.index, name="manager"),
    path("petugas/kelola/usulan/", proposals.ended, name="manager_proposals"),
    path(
        "petugas/kelola/usulan/<uuid:proposal>/",
        proposals.proposal,
        name="manager_proposal",
    ),
    path("petugas/kelola/petugas/", officers.index, name="manager_officers"),
    path("petugas/kelola/petugas/angkat/", changing.appoint, name="manager_appoint"),
    path(
        "petugas/kelola/petugas/<uuid:officer>/",
        officers.officer,
        name="manager_officer",
    ),
    path(
        "petugas/kelola/petugas/<uuid:officer>/ubah/",
        changing.change,
        name="manager_change",
    ),
    path(
        "petugas/kelola/petugas/<uuid:officer>/kembali/",
        changing.reinstate,
        name="manager_reinstate",
    ),
    path(
        "petugas/kelola/petugas/<uuid:officer>/berhenti/",
        officers.dismiss,
        name="manager_dismiss",
    ),
    path(
        "petugas/kelola/petugas/<uuid:officer>/sandi/",
        officers.renew,
        name="manager_renew",
    ),
    path(
        "petugas/kelola/petugas/<uuid:officer>/cabut/<uuid:right>/",
        officers.revoke,
        name="manager_revoke",
    ),
]
