"""What keeps a packet from being changed: digests, the study's signature, the packet's seal.

The study signs with a secret that never leaves it, so that only the study can tell its packets
from others. Each packet holds a key of its own, derived from the secret: with it a desk without
the secret sees that the file is whole, and seals the labels that go back.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from odcv_desk.workflow.packet import json_bytes

SIGNATURE: Final = "signature.json"
_SIGNED: Final = b"odcv-desk-packet/1 signed\n"
_SEALED: Final = b"odcv-desk-packet/1 sealed\n"
_NAMED: Final = b"odcv-desk-packet/1 named\n"
_ITEM: Final = b"odcv-desk-packet/2 item\n"
_ID_LETTERS: Final = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """The study's signature over the digests (SHA-256, by member) of all that a packet holds."""

    digests: Mapping[str, str]
    signature: str


def packet_id(secret: bytes, told: str) -> str:
    """Return the id of a packet of which all that makes it what it is was told."""
    return _hmac(secret, _NAMED + told.encode("utf-8", "surrogatepass"))[:_ID_LETTERS]


def packet_key(secret: bytes, packet: str) -> bytes:
    """Return the key of a packet, which goes with it."""
    return hmac.new(secret, packet.encode("utf-8", "replace"), hashlib.sha256).digest()


def item_key(secret: bytes, packet: str, trail: str) -> str:
    """Return what stands for a trail in a packet; without the secret nobody can tell which."""
    return _hmac(secret, _ITEM + json_bytes([packet, trail]))


def digests_of(members: Mapping[str, bytes]) -> dict[str, str]:
    """Return the SHA-256 of each member."""
    return {name: hashlib.sha256(content).hexdigest() for name, content in members.items()}


def signed(secret: bytes, members: Mapping[str, bytes]) -> Signature:
    """Return the study's signature over members."""
    digests = digests_of(members)
    return Signature(digests=digests, signature=_hmac(secret, _SIGNED + json_bytes(digests)))


def is_signed(secret: bytes, signature: Signature) -> bool:
    """Return whether the study with this secret has signed these digests."""
    wanted = _hmac(secret, _SIGNED + json_bytes(dict(signature.digests)))
    return _same(wanted, signature.signature)


def seal(key: bytes, members: Mapping[str, bytes]) -> str:
    """Return what a packet's key makes of members."""
    return _hmac(key, _SEALED + json_bytes(digests_of(members)))


def is_sealed(key: bytes, members: Mapping[str, bytes], by: str) -> bool:
    """Return whether members are those that were sealed."""
    return _same(seal(key, members), by)


def signature_bytes(signature: Signature) -> bytes:
    """Return a signature as it lies in a file."""
    return json_bytes({"digests": dict(signature.digests), "signature": signature.signature})


def signature_from(raw: bytes) -> Signature:
    """Return the signature that lies in a file.

    Raises:
        ValueError: It is none.
    """
    try:
        told = json.loads(raw)
        digests = {str(name): str(digest) for name, digest in told["digests"].items()}
        return Signature(digests=digests, signature=str(told["signature"]))
    except (KeyError, TypeError, AttributeError, RecursionError) as fault:
        raise ValueError("its signature cannot be read") from fault


def _hmac(key: bytes, message: bytes) -> str:
    return hmac.new(key, message, hashlib.sha256).hexdigest()


def _same(wanted: str, given: str) -> bool:
    # Bytes, as texts that are not ASCII cannot be compared in constant time.
    return hmac.compare_digest(wanted.encode(), given.encode("utf-8", "replace"))
