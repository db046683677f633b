"""What allauth asks of us: phones, addresses, where to go next, how secrets are kept."""

import ipaddress
import secrets
from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.people.accounts import verify_phone
from portal.people.guarded import needs_second_step
from portal.people.models import User
from portal.people.phones import PhoneField
from portal.people.sealed import seal, unseal
from portal.signin.sms import send_code

UNKNOWN_ADDRESS = "0.0.0.0"  # noqa: S104 - a socket without an address, nothing is bound
SECRET_COLUMN = "mfa.secret"  # noqa: S105 - a column's name


def display(user: User) -> str:
    """How a person is addressed."""
    return user.name


class AccountAdapter(DefaultAccountAdapter):
    """Phones are sealed and count only once verified; nothing here tells who has an account."""

    def phone_form_field(self, **kwargs: Any) -> PhoneField:
        """Our field: it takes a number as people type it."""
        return PhoneField(**kwargs)

    def set_phone(self, user: User, phone: str, verified: bool) -> None:  # noqa: FBT001
        """Set a user's number; only a verified one is ever kept."""
        if verified:
            self.set_phone_verified(user, phone)

    def get_phone(self, user: User) -> tuple[str, bool] | None:
        """A user's number, if they have verified one."""
        return (user.phone, True) if user.phone and user.phone_verified_at else None

    def set_phone_verified(self, user: User, phone: str) -> None:
        """A user has shown that the number is theirs."""
        verify_phone(user, phone=phone, at=timezone.now())  # noqa: TID251 - asked by a view

    def get_user_by_phone(self, phone: str) -> User | None:
        """Whose verified number this is."""
        return User.objects.by_phone(phone)

    def send_verification_code_sms(self, user: User, phone: str, code: str, **kwargs: Any) -> None:
        """Send a code."""
        send_code(phone, code, key=secrets.token_hex(16))

    def send_unknown_account_sms(self, phone: str, **kwargs: Any) -> None:
        """Never: a number without an account gets a code like any other, and an account by it."""

    def send_account_already_exists_sms(self, phone: str) -> None:
        """Never, for the same reason."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts begin with a code, an appointment or an invitation, not with allauth's form."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """The caller's address; X-Forwarded-For counts only as far as our own proxies wrote it."""
        try:
            return str(super().get_client_ip(request))
        except (ImproperlyConfigured, PermissionDenied):
            return str(request.META.get("REMOTE_ADDR") or UNKNOWN_ADDRESS)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The desk, or the account page while there is no desk."""
        try:
            return reverse(settings.LOGIN_REDIRECT_URL)
        except NoReverseMatch:
            return reverse("me:home")

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """A second factor where there is one; else the password; else a code to the phone."""
        methods = cast("list[dict[str, Any]]", super().get_reauthentication_methods(user))
        second = [method for method in methods if method["id"] != "reauthenticate"]
        if second or (methods and getattr(user, "needs_second_step", False)):
            return second or methods
        if not user.is_authenticated or not self.get_phone(user):
            return methods
        by_phone = {
            "id": "signin:again",
            "description": _("Send a code to my phone"),
            "url": reverse("signin:again"),
        }
        return [*methods, by_phone]


class FactorAdapter(DefaultMFAAdapter):
    """Secrets of second factors are sealed in the database."""

    def encrypt(self, text: str) -> str:
        """Seal."""
        return seal(text, column=SECRET_COLUMN)

    def decrypt(self, encrypted_text: str) -> str:
        """Unseal."""
        return unseal(encrypted_text, column=SECRET_COLUMN)

    def get_totp_label(self, user: User) -> str:
        """What the authenticator app shows."""
        return user.username or user.name

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """The last second factor goes only with the duty that needs it."""
        return may_remove(authenticator)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The name under which a device keeps the passkey."""
        entity = cast("dict[str, str]", super().get_public_key_credential_rp_entity())
        return entity | {"name": settings.MFA_TOTP_ISSUER}


def may_remove(authenticator: Authenticator) -> bool:
    """Whether another second factor stays, or none is needed."""
    now = timezone.now()  # noqa: TID251 - asked by a view
    needed = User.objects.filter(needs_second_step(at=now), pk=authenticator.user_id).exists()
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    mine = Authenticator.objects.filter(user_id=authenticator.user_id, type__in=kinds)
    return not needed or mine.exclude(pk=authenticator.pk).exists()


def address_of(request: HttpRequest) -> str:
    """The caller's address as limits count it: an IPv6 network of /64 is one caller."""
    address = ipaddress.ip_address(AccountAdapter(request).get_client_ip(request))
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)
