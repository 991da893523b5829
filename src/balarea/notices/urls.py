from django.urls import path

from balarea.notices.views import demo, officer

app_name = "notices"
urlpatterns = [
    path("peraga/pesan/", demo.mailbox, name="demo_mailbox"),
    path("petugas/pesan/", officer.failed, name="failed"),
    path("petugas/pesan/<uuid:message>/", officer.send_again, name="send_again"),
]
