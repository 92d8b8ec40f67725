"""Addresses under /accounts/: ours, and of allauth only those that are used. There is no sign-up."""

from allauth.account import views as account
from allauth.mfa.base import views as second_step
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from allauth.socialaccount import views as other
from allauth.socialaccount.providers.google import views as google
from allauth.socialaccount.providers.microsoft import views as microsoft
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from django.urls import path

from warmescholen.accounts import views
from warmescholen.accounts.handover import handing_over, offered

urlpatterns = [
    path("", views.home, name="account_home"),
    path("naam/", views.change_name, name="account_name"),
    path("aangemeld/", views.sessions, name="usersessions_list"),
    path("aangemeld/<int:pk>/afmelden/", views.end_session, name="session_end"),
    path("aangemeld/elders-afmelden/", views.end_other_sessions, name="session_end_others"),
    path("tweede-stap-nodig/", views.second_factor_needed, name="second_factor_needed"),
    path("signup/", views.by_invitation, name="account_signup"),
    path("login/", account.login, name="account_login"),
    path("login/code/", account.request_login_code, name="account_request_login_code"),
    path("login/code/confirm/", account.confirm_login_code, name="account_confirm_login_code"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("email/", account.email, name="account_email"),
    path("confirm-email/", account.email_verification_sent, name="account_email_verification_sent"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/set/", account.password_set, name="account_set_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/confirm/", account.confirm_password_reset_code, name="account_confirm_password_reset_code"),
    path("password/reset/complete/", account.complete_password_reset, name="account_complete_password_reset"),
    path("password/reset/done/", account.password_reset_from_key_done, name="account_password_reset_completed"),
    path("2fa/", second_step.index, name="mfa_index"),
    path("2fa/authenticate/", second_step.authenticate, name="mfa_authenticate"),
    path("2fa/reauthenticate/", second_step.reauthenticate, name="mfa_reauthenticate"),
    path("2fa/totp/activate/", totp.activate_totp, name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("2fa/recovery-codes/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("2fa/recovery-codes/generate/", recovery_codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("2fa/recovery-codes/download/", recovery_codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("2fa/webauthn/", passkeys.list_webauthn, name="mfa_list_webauthn"),
    path("2fa/webauthn/add/", passkeys.add_webauthn, name="mfa_add_webauthn"),
    path("2fa/webauthn/login/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("2fa/webauthn/reauthenticate/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("2fa/webauthn/keys/<int:pk>/remove/", passkeys.remove_webauthn, name="mfa_remove_webauthn"),
    path("2fa/webauthn/keys/<int:pk>/edit/", passkeys.edit_webauthn, name="mfa_edit_webauthn"),
    path("3rdparty/", offered(other.connections), name="socialaccount_connections"),
    path("3rdparty/login/cancelled/", offered(other.login_cancelled), name="socialaccount_login_cancelled"),
    path("3rdparty/login/error/", offered(other.login_error), name="socialaccount_login_error"),
    path("microsoft/login/", handing_over(microsoft.oauth2_login, "microsoft"), name="microsoft_login"),
    path("microsoft/login/callback/", offered(microsoft.oauth2_callback, "microsoft"), name="microsoft_callback"),
    path("google/login/", handing_over(google.oauth2_login, "google"), name="google_login"),
    path("google/login/callback/", offered(google.oauth2_callback, "google"), name="google_callback"),
    path("oidc/<slug:provider_id>/login/", handing_over(openid_connect.login, "openid_connect"), name="openid_connect_login"),
    path("oidc/<slug:provider_id>/login/callback/", offered(openid_connect.callback, "openid_connect"), name="openid_connect_callback"),
]
