"""Addresses of visits that no sweep of pages reaches, and why."""

VISIT = "of a visit, by the secret in its address; `test_visit.py` walks it"
PRESS = "a press of a button"
VISIT_PAGES = {
    "visits:visit": VISIT,
    "visits:check_in": VISIT,
    "visits:leave": VISIT,
    "visits:order": VISIT,
    "visits:move": VISIT,
    "visits:cancel_appointment": VISIT,
    "visits:come_back": PRESS,
    "visits:confirm": PRESS,
    "visits:arrived": "a QR code at the entrance; `test_visit.py` walks it",
    "visits:calendar": "a file",
    "visits:for_service": "leads on to the queue of a service",
    "visits:for_case": "leads on to the times of a queue",
    "visits:offline": "filled in by the service worker; `test_visit.py` walks it",
    "visits:share": "a text",
    "visits:visit_state": "for the page's script",
    "visits:worker": "a script",
}
