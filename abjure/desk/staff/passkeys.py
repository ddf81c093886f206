"""The two ceremonies of a passkey, https://www.w3.org/TR/webauthn-3/: what the browser is asked, and what its answer proves."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass

import webauthn
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from abjure.core.errors import Refused
from abjure.desk.staff.models import Passkey, Staff

LONGEST = 20_000


@dataclass(frozen=True)
class Site:
    """Where the ceremony takes place: a passkey is bound to the host's name."""

    host: str
    secure: bool

    @property
    def id(self) -> str:
        """The name of the host without its port."""
        return self.host.rpartition(":")[0] if ":" in self.host else self.host

    @property
    def origin(self) -> str:
        """What the browser says where it is."""
        return f"{'https' if self.secure else 'http'}://{self.host}"


@dataclass(frozen=True)
class Proven:
    """A credential that has shown itself."""

    credential: bytes
    public_key: bytes
    sign_count: int


def new_challenge() -> bytes:
    """Return 32 bytes that no browser has seen."""
    return secrets.token_bytes(32)


def ask_to_enrol(staff: Staff, site: Site, challenge: bytes) -> str:
    """Return the options of a new passkey as JSON: kept on the device, unlocked by its owner."""
    return webauthn.options_to_json(
        webauthn.generate_registration_options(
            rp_id=site.id,
            rp_name=site.id,
            user_name=staff.handle,
            user_id=staff.handle.encode(),
            challenge=challenge,
            exclude_credentials=[PublicKeyCredentialDescriptor(id=bytes(held.credential)) for held in staff.passkeys.all()],
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
            ),
        )
    )


def ask_to_sign_in(site: Site, challenge: bytes) -> str:
    """Return the options of a sign-in as JSON: any passkey of this host will do."""
    return webauthn.options_to_json(
        webauthn.generate_authentication_options(rp_id=site.id, challenge=challenge, user_verification=UserVerificationRequirement.REQUIRED)
    )


def check_enrolled(answer: str, site: Site, challenge: bytes) -> Proven:
    """Return the new credential; Refused("staff.passkey") unless it was made here, now, by its owner."""
    try:
        proven = webauthn.verify_registration_response(
            credential=_read(answer),
            expected_challenge=challenge,
            expected_rp_id=site.id,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise Refused("staff.passkey") from error
    return Proven(proven.credential_id, proven.credential_public_key, proven.sign_count)


def named(answer: str) -> bytes:
    """Return the id of the credential that an answer names; Refused("staff.passkey") if it names none."""
    try:
        return webauthn.base64url_to_bytes(_read(answer)["rawId"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Refused("staff.passkey") from error


def check_signed_in(answer: str, site: Site, challenge: bytes, passkey: Passkey) -> int:
    """Return the new count of signatures; Refused("staff.passkey") unless the credential signed here, now, for its owner."""
    try:
        proven = webauthn.verify_authentication_response(
            credential=_read(answer),
            expected_challenge=challenge,
            expected_rp_id=site.id,
            expected_origin=site.origin,
            credential_public_key=bytes(passkey.public_key),
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise Refused("staff.passkey") from error
    return int(proven.new_sign_count)


def _read(answer: str) -> dict[str, str]:
    if len(answer) > LONGEST:
        raise Refused("staff.passkey")
    values: dict[str, str] = json.loads(answer)
    return values
