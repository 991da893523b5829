from django.urls import path

from balarea.payments.views import api, demo, officer

app_name = "payments"
urlpatterns = [
    path("api/v1/payments/callback/<slug:provider>", api.callback, name="callback"),
    path("peraga/bayar/<slug:number>/", demo.pay, name="demo_pay"),
    path("petugas/pembayaran/", officer.overpayments, name="overpayments"),
    path("petugas/pembayaran/<uuid:overpayment>/", officer.settle, name="settle"),
]
