"""Addresses of the indicators room, below a programme."""

from django.urls import URLPattern, path

from indicators.views import agreement, definitions, files, indicator, points, rating, reading, rounds


def tables(name: str, view: object, url_name: str) -> list[URLPattern]:
    """The addresses of one table as a file, for each kind of file."""
    return [path(f"indicatoren/{name}.{kind}", view, {"kind": kind}, name=f"{url_name}_{kind}") for kind in files.RENDERERS]  # type: ignore[call-overload]


urlpatterns = [
    path("indicatoren/", reading.reading, name="indicators"),
    path("indicatoren/scholen/", reading.heat_map, name="heat_map"),
    path("indicatoren/omschrijvingen/", definitions.definition_list, name="definitions"),
    path("indicatoren/overnemen/", definitions.library_adopt, name="library_adopt"),
    path("indicatoren/nieuw/", definitions.indicator_add, name="indicator_add"),
    path("indicatoren/niveaus/", definitions.scale_change, name="scale_change"),
    path("indicatoren/<int:number>/", indicator.indicator_detail, name="indicator"),
    path("indicatoren/<int:number>/beeld.svg", files.indicator_picture, name="indicator_picture"),
    path("indicatoren/<int:number>/wijzigen/", definitions.indicator_change, name="indicator_change"),
    path("indicatoren/<int:number>/aandachtspunt/", points.point_propose, name="point_propose"),
    *tables("verdeling", files.distribution_file, "distribution_file"),
    *tables("verschuiving", files.shift_file, "shift_file"),
    *tables("niveaus-per-school", files.level_file, "level_file"),
    path("aandachtspunten/", points.point_list, name="points"),
    path("aandachtspunten/<int:pk>/wijzigen/", points.point_change, name="point_change"),
    path("aandachtspunten/<int:pk>/kiezen/", points.point_choose, name="point_choose"),
    path("aandachtspunten/<int:pk>/weg/", points.point_set_aside, name="point_set_aside"),
    path("aandachtspunten/samenvoegen/", points.point_merge, name="point_merge"),
    path("meetrondes/", rounds.round_list, name="rounds"),
    path("meetrondes/nieuw/", rounds.round_plan, name="round_plan"),
    path("meetrondes/<int:number>/", rounds.round_detail, name="round"),
    path("meetrondes/<int:number>/wijzigen/", rounds.round_edit, name="round_edit"),
    path("meetrondes/<int:number>/openen/", rounds.round_start, name="round_start"),
    path("meetrondes/<int:number>/sluiten/", rounds.round_close, name="round_close"),
    path("meetrondes/<int:number>/heropenen/", rounds.round_reopen, name="round_reopen"),
    path("scholen/<slug:key>/inschalen/", rating.rating, name="rating"),
    path("scholen/<slug:key>/inschalen/klaar/", rating.rating_finish, name="rating_finish"),
    path("scholen/<slug:key>/inschalen/toch-niet-klaar/", rating.rating_unfinish, name="rating_unfinish"),
    path("scholen/<slug:key>/inschalen/gelijke/", agreement.levels_propose_equal, name="levels_propose_equal"),
    path("scholen/<slug:key>/inschalen/bevestigen/", agreement.levels_confirm, name="levels_confirm"),
    path("scholen/<slug:key>/inschalen/<int:number>/", rating.rating_row, name="rating_row"),
    path("scholen/<slug:key>/inschalen/<int:number>/voorstel/", agreement.level_propose, name="level_propose"),
    path("scholen/<slug:key>/inschalen/<int:number>/bevestigen/", agreement.level_confirm, name="level_confirm"),
]
