"""Addresses of the whole site. Everything under `/<programme>/` stands behind a door."""

from django.urls import include, path

from warmescholen.home import csp, health, views
from warmescholen.home.homes import views as homes
from warmescholen.home.school import views as school
from warmescholen.home.search import views as search
from warmescholen.privacy import views as privacy
from warmescholen.ui import views as look

handler400 = "warmescholen.home.errors.bad_request"

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("csp/", csp.report, name="csp_report"),
    path("stijl/", look.style, name="style"),
    path("voorkeuren/thema/", look.choose_theme, name="choose_theme"),
    path("api/", include("warmescholen.api.urls")),
    path("privacy/", privacy.explained, name="privacy"),
    path("accounts/mijn-gegevens/", privacy.mine, name="personal_data"),
    path("accounts/mijn-gegevens/kopie/", privacy.copy, name="personal_data_copy"),
    path("accounts/mijn-gegevens/vergeten/", privacy.forget_me, name="forget_me"),
    path("accounts/", include("warmescholen.accounts.urls")),
    path("", include("warmescholen.home.people.urls")),
    path("", views.start, name="start"),
    path("", include("sprints.urls")),
    path("<slug:programme>/", homes.overview, name="overview"),
    path("<slug:programme>/rol/", homes.choose_role, name="choose_role"),
    path("<slug:programme>/beheer/", include("warmescholen.home.record.urls")),
    path("<slug:programme>/netwerken/", views.networks, name="networks"),
    path("<slug:programme>/netwerken/<slug:key>/", views.network, name="network"),
    path("<slug:programme>/", include("indicators.urls")),
    path("<slug:programme>/", include("schools.urls")),
    path("<slug:programme>/scholen/<slug:key>/", school.school, name="school"),
    path("<slug:programme>/zoeken/", search.search_page, name="search"),
    path("<slug:programme>/rapportages/", views.reports, name="reports"),
    path("<slug:programme>/rapportages/<int:pk>/pdf/", views.report_request, name="report_request"),
    path("<slug:programme>/rapportages/<int:pk>/voortgang/", views.report_progress, name="report_progress"),
    path("<slug:programme>/beheer/privacy/", privacy.overview, name="privacy_overview"),
    path("<slug:programme>/beheer/privacy/<int:pk>/intrekken/", privacy.withdraw, name="anonymise_withdraw"),
    path("<slug:programme>/beheer/mensen/<int:pk>/anonimiseren/", privacy.anonymise, name="anonymise"),
    path("<slug:programme>/rapportages/bestand/<int:pk>/", views.report_file, name="report_file"),
]
