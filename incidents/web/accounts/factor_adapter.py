"""What django-allauth asks us of second factors."""

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.contrib.auth.base_user import AbstractBaseUser

from incidents.domain.people import factors, sealing


class FactorAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "unreadable": (
            "What codes are checked with cannot be read, since the key of this site was changed. Whoever"
            " runs it can take the second factor off."
        ),
        "cannot_delete_authenticator": (
            "Your account has to have a second factor, and this is your only one. Add another one first, then"
            " remove this one."
        ),
        "incorrect_passkey": "That passkey was not accepted. Try again, or use another way.",
        "incorrect_code": "That code does not fit. Is the clock of the device right? Each code works once.",
    }

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return not factors.is_needed(factor=authenticator)

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        return user.get_username()

    def get_totp_issuer(self) -> str:
        return "Soundings"

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:
        return "Passkey"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": "Soundings"}

    def get_public_key_credential_user_entity(self, user: AbstractBaseUser) -> dict[str, object]:
        return {**super().get_public_key_credential_user_entity(user), "name": user.get_username()}

    def encrypt(self, text: str) -> str:
        return sealing.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return sealing.unseal(encrypted_text)
        except ValueError:
            raise self.validation_error("unreadable") from None
