"""Addresses of the sprints room."""

from django.urls import path

from sprints.views import forum, guests, links, reading, writing

SPRINT = "<slug:programme>/sprints/<int:pk>/"

urlpatterns = [
    path("gast/forum/", guests.guest_form, name="guest_form"),
    path("gast/bedankt/", guests.guest_thanks, name="guest_thanks"),
    path("gast/<str:token>/", guests.guest_enter, name="guest_enter"),
    path("<slug:programme>/sprints/", reading.sprints, name="sprints"),
    path("<slug:programme>/sprints/nieuw/", writing.start, name="sprint_start"),
    path(SPRINT, reading.sprint, name="sprint"),
    path(f"{SPRINT}wijzigen/", writing.change, name="sprint_change"),
    path(f"{SPRINT}sluiten/", writing.close, name="sprint_close"),
    path(f"{SPRINT}commentaar/", writing.comment, name="sprint_comment"),
    path(f"{SPRINT}initiatieven/nieuw/", writing.initiative_add, name="initiative_add"),
    path(f"{SPRINT}initiatieven/<int:initiative>/", writing.initiative_change, name="initiative_change"),
    path(f"{SPRINT}initiatieven/<int:initiative>/verplaatsen/", writing.initiative_move, name="initiative_move"),
    path(f"{SPRINT}forum/", forum.forum, name="forum"),
    path(f"{SPRINT}forum/wijzigen/", forum.forum_change, name="forum_change"),
    path(f"{SPRINT}forum/gehouden/", forum.forum_hold, name="forum_hold"),
    path(f"{SPRINT}adviezen/nieuw/", forum.advice_note, name="advice_note"),
    path(f"{SPRINT}adviezen/<int:advice>/antwoord/", forum.advice_answer, name="advice_answer"),
    path(f"{SPRINT}adviezen/<int:advice>/tonen/", forum.advice_show, name="advice_show"),
    path(f"{SPRINT}adviezen/<int:advice>/opzij/", forum.advice_set_aside, name="advice_set_aside"),
    path(f"{SPRINT}gastlinks/", links.links, name="guest_links"),
    path(f"{SPRINT}gastlinks/<int:link>/", links.link, name="guest_link"),
    path(f"{SPRINT}gastlinks/<int:link>/intrekken/", links.link_revoke, name="guest_link_revoke"),
]
