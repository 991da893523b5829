from django.urls import path

from balarea.catalogue.views import (
    bundles,
    eligibility,
    managed_agencies,
    managed_sites,
    manager,
    officer,
    open_data,
    public,
    substitutes,
)

app_name = "catalogue"
urlpatterns = [
    path("", public.front, name="front"),
    path("layanan/", public.services, name="services"),
    path("layanan/instansi/", public.agencies, name="agencies"),
    path("layanan/instansi/<str:code>/", public.agency, name="agency"),
    path("layanan/peristiwa/<str:code>/", public.life_event, name="life_event"),
    path("layanan/paket/<str:code>/", bundles.bundle, name="bundle"),
    path("layanan/<str:code>/", public.service, name="service"),
    path("layanan/<str:code>/cek/", eligibility.check, name="check"),
    path("sitemap.xml", open_data.sitemap, name="sitemap"),
    path("skema/", open_data.overview, name="open_data"),
    path("skema/layanan-1.json", open_data.schema, name="schema"),
    path(
        "petugas/kelola/instansi/", managed_agencies.agencies, name="managed_agencies"
    ),
    path(
        "petugas/kelola/instansi/<str:code>/",
        managed_agencies.agency,
        name="managed_agency",
    ),
    path("petugas/kelola/gedung/", managed_sites.sites, name="managed_sites"),
    path("petugas/kelola/gedung/<str:code>/", managed_sites.site, name="managed_site"),
    path("petugas/layanan/", officer.standards, name="standards"),
    path("petugas/layanan/<str:code>/", officer.standard_page, name="standard"),
    path(
        "petugas/kelola/petugas/<uuid:officer>/hak/",
        manager.grant,
        name="manager_grant",
    ),
    path("petugas/kelola/pelimpahan/", manager.delegations, name="manager_delegations"),
    path("petugas/kelola/pelimpahan/baru/", manager.delegate, name="manager_delegate"),
    path(
        "petugas/kelola/pelimpahan/<uuid:delegation>/akhiri/",
        manager.end_delegation,
        name="manager_end_delegation",
    ),
    path(
        "petugas/kelola/petugas/<uuid:officer>/pengganti/",
        substitutes.propose,
        name="manager_substitute",
    ),
    path("petugas/kelola/pengganti/", substitutes.index, name="manager_substitutes"),
    path(
        "petugas/kelola/pengganti/<uuid:substitution>/akhiri/",
        substitutes.end,
        name="manager_end_substitution",
    ),
]
