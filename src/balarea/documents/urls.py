from django.urls import path

from balarea.documents.views import public

app_name = "documents"
urlpatterns = [
    path("verifikasi/", public.verify, name="verify"),
    path("verifikasi/berkas/", public.verify_file, name="verify_file"),
    path("verifikasi/bukti/", public.verify_receipt, name="verify_receipt"),
    path("verifikasi/verifikasi.html", public.offline, name="offline"),
    path("verifikasi/kunci-janji.txt", public.promise_key, name="promise_key"),
    path("verifikasi/aturan-saksi.txt", public.policy, name="policy"),
    path("verifikasi/<str:code>/", public.by_code, name="code"),
]
