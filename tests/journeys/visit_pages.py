"""Addresses of visits and of the log that no sweep of pages reaches, and why."""

VISIT = "of a visit, by the secret in its address; `test_phone_browser.py` walks it"
PRESS = "a press of a button"
KIOSK = "of a machine in the building; `test_kiosk_browser.py` walks it"
VISIT_PAGES = {
    "visits:kiosk": KIOSK,
    "visits:kiosk_agency": KIOSK,
    "visits:kiosk_arrive": KIOSK,
    "visits:kiosk_end": PRESS,
    "visits:kiosk_event": KIOSK,
    "visits:kiosk_number": KIOSK,
    "visits:kiosk_offline_ticket": KIOSK,
    "visits:kiosk_pair": KIOSK,
    "visits:kiosk_print_again": PRESS,
    "visits:kiosk_search": KIOSK,
    "visits:kiosk_service": KIOSK,
    "visits:kiosk_take": PRESS,
    "visits:new_queue": "behind a form; see test_managed_queues.py",
    "visits:new_desk": "behind a form; see test_managed_queues.py",
    "visits:week_plan_xlsx": "a file",
    "visits:managed_kiosk": "once one is registered; see test_kiosk_pages.py",
    "visits:desk_visitor": "once somebody is at a desk; see test_desk_visitor.py",
    "visits:visit": VISIT,
    "visits:check_in": VISIT,
    "visits:leave": VISIT,
    "visits:order": VISIT,
    "visits:move": VISIT,
    "visits:cancel_appointment": VISIT,
    "visits:come_back": PRESS,
    "visits:confirm": PRESS,
    "visits:arrived": "a QR code at the entrance; `test_phone_browser.py` walks it",
    "visits:calendar": "a file",
    "visits:for_service": "leads on to the queue of a service",
    "visits:for_case": "leads on to the times of a queue",
    "visits:offline": "filled in by the service worker; see test_phone_browser.py",
    "visits:share": "a text",
    "visits:visit_state": "for the page's script",
    "visits:worker": "a script",
    "visits:accuracy_csv": "a file",
}
LOG_PAGES = {
    "transparency:entries_csv": "a file",
    "transparency:entry_proof": "a file",
    "transparency:log_checkpoint": "a file",
    "transparency:log_keys": "a text",
    "transparency:log_tile": "a file",
}
