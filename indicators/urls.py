"""Addresses of the indicators room, below a programme."""

from django.urls import path

from indicators.views import agreement, rating, rounds

urlpatterns = [
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
