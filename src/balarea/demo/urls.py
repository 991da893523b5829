from django.urls import URLPattern, URLResolver, path

from balarea.demo import views

app_name = "demo"
urlpatterns: list[URLPattern | URLResolver] = [
    path("peraga/contoh-dokumen.pdf", views.sample_document, name="sample_document"),
    path("peraga/akun/", views.accounts, name="accounts"),
]
