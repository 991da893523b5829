"""Addresses of the visitor's own pages: queues, a visit, appointments."""

from django.urls import path, register_converter

from balarea.visits.views.phone import appointments, files, queues, visit


class VisitToken:
    """What stands in the address of a visit: 43 letters, as `tickets.token_of` makes.

    No other word of these addresses is as long.
    """

    regex = r"[\w-]{43}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(VisitToken, "visit")

_VISIT = "antrean/<visit:token>/"
phone = [
    path("antrean/", queues.index, name="queues"),
    path("antrean/ambil/<uuid:queue>/", queues.take, name="take"),
    path("antrean/janji/", appointments.index, name="appointments"),
    path("antrean/janji/kode/", appointments.by_code, name="by_code"),
    path("antrean/janji/<uuid:queue>/", appointments.times, name="times"),
    path("antrean/hadir/<str:code>/", visit.arrived, name="arrived"),
    path("antrean/layanan/<str:code>/", queues.for_service, name="for_service"),
    path("antrean/untuk/<uuid:case>/", queues.for_case, name="for_case"),
    path("antrean/luring/", files.offline, name="offline"),
    path("antrean/sw.js", files.worker, name="worker"),
    path(_VISIT, visit.page, name="visit"),
    path(_VISIT + "keadaan.json", visit.state, name="visit_state"),
    path(_VISIT + "hadir/", visit.check_in, name="check_in"),
    path(_VISIT + "kembali/<uuid:ticket>/", visit.come_back, name="come_back"),
    path(_VISIT + "pergi/", visit.leave, name="leave"),
    path(_VISIT + "urutan/<uuid:ticket>/", files.order, name="order"),
    path(_VISIT + "bagikan.txt", files.share, name="share"),
    path(_VISIT + "janji.ics", files.calendar, name="calendar"),
    path(_VISIT + "janji/pasti/", appointments.confirm, name="confirm"),
    path(_VISIT + "janji/pindah/", appointments.move, name="move"),
    path(_VISIT + "janji/batal/", appointments.cancel, name="cancel_appointment"),
]
