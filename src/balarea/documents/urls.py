from django.urls import path

from balarea.documents.views import public

app_name = "documents"
urlpatterns = [
    path("verifikasi/", public.verify, name="verify"),
    path("verifikasi/berkas/", public.verify_file, name="verify_file"),
    path("verifikasi/<str:code>/", public.by_code, name="code"),
]
