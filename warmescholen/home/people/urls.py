"""Addresses of the pages about people."""

from django.urls import path

from warmescholen.home.people import entrance, inviting, keys, views

urlpatterns = [
    path("accounts/uitnodiging/", entrance.invitation, name="invitation"),
    path("accounts/uitnodiging/<str:token>/", entrance.open_link, name="invitation_link"),
    path("<slug:programme>/rollen/", views.roles, name="roles"),
    path("<slug:programme>/beheer/mensen/", views.people, name="people"),
    path("<slug:programme>/beheer/mensen/uitnodigen/", inviting.invite, name="people_invite"),
    path("<slug:programme>/beheer/mensen/<int:pk>/", views.person, name="person"),
    path("<slug:programme>/beheer/mensen/<int:pk>/rol-geven/", views.give_role, name="role_give"),
    path("<slug:programme>/beheer/rollen/<int:pk>/data/", views.role_dates, name="role_dates"),
    path("<slug:programme>/beheer/rollen/<int:pk>/beeindigen/", views.end_role, name="role_end"),
    path("<slug:programme>/beheer/uitnodigingen/<int:pk>/opnieuw/", inviting.resend, name="invitation_resend"),
    path("<slug:programme>/beheer/uitnodigingen/<int:pk>/intrekken/", inviting.revoke, name="invitation_revoke"),
    path("<slug:programme>/beheer/sleutels/", keys.keys, name="keys"),
    path("<slug:programme>/beheer/sleutels/<int:pk>/intrekken/", keys.revoke, name="key_revoke"),
]
