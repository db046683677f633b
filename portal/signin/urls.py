"""Addresses of signing in: our own doors, and those of allauth's pages that we use."""

from allauth.account import views as account
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as keys
from django.urls import include, path

from portal.signin.strength import fresh
from portal.signin.views import entry, me, sessions, staff

signin = [
    path("admin/login/", staff.admin_door, name="admin_door"),
    path("accounts/staff/", staff.StaffLogin.as_view(), name="staff"),
    path("accounts/login/again/", entry.resend, name="resend"),
    path("accounts/second-step/", staff.second_step, name="second_step"),
    path("accounts/reauthenticate/phone/", staff.again, name="again"),
    path("accounts/invitation/<str:uid>/<str:token>/", staff.invitation, name="invitation"),
    path("accounts/sessions/<int:pk>/end/", sessions.end, name="end_session"),
    path("privacy/", me.privacy, name="privacy"),
]
mine = [
    path("", me.home, name="home"),
    path("name/", me.name, name="name"),
    path("phone/", fresh(me.phone), name="phone"),
    path("phone/code/", fresh(me.phone_code), name="phone_code"),
    path("looks/", me.looks, name="looks"),
    path("data/", fresh(me.data), name="data"),
    path("data/file/", fresh(me.data_file), name="data_file"),
    path("erase/", fresh(me.erasure), name="erase"),
    path("home/", me.homes, name="homes"),
    path("home/<int:pk>/end/", me.end_home, name="end_home"),
]
# allauth finds these by their plain names.
allauths = [
    path("login/", entry.enter, name="account_login"),
    path("login/code/", entry.confirm, name="account_confirm_login_code"),
    path("signup/", entry.sign_up, name="account_signup"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", fresh(staff.password), name="account_change_password"),
    path("sessions/", sessions.listing, name="usersessions_list"),
    path("2fa/", factors.index, name="mfa_index"),
    path("2fa/authenticate/", factors.authenticate, name="mfa_authenticate"),
    path("2fa/reauthenticate/", factors.reauthenticate, name="mfa_reauthenticate"),
    path("2fa/totp/activate/", fresh(staff.Activate.as_view()), name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", fresh(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("2fa/keys/", fresh(keys.list_webauthn), name="mfa_list_webauthn"),
    path("2fa/keys/add/", fresh(staff.AddKey.as_view()), name="mfa_add_webauthn"),
    path("2fa/keys/<int:pk>/remove/", fresh(keys.remove_webauthn), name="mfa_remove_webauthn"),
    path("2fa/keys/<int:pk>/edit/", fresh(keys.edit_webauthn), name="mfa_edit_webauthn"),
    path("2fa/keys/login/", keys.login_webauthn, name="mfa_login_webauthn"),
    path(
        "2fa/keys/reauthenticate/",
        keys.reauthenticate_webauthn,
        name="mfa_reauthenticate_webauthn",
    ),
    path("2fa/recovery/", fresh(recovery.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "2fa/recovery/generate/",
        fresh(recovery.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "2fa/recovery/download/",
        fresh(recovery.download_recovery_codes),
        name="mfa_download_recovery_codes",
    ),
]

urlpatterns = [
    path("accounts/", include(allauths)),
    path("me/", include((mine, "me"))),
    path("", include((signin, "signin"))),
]
