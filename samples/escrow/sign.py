#!/usr/bin/env python3
"""Prints the keys and signatures that scenario.toml has. They are made by the Python package `cryptography`, which is OpenSSL: nothing of Echo."""

import hashlib

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

# The order of secp256k1's group. Of s and ORDER - s, which are both right, chains take the lower one.
ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141


def ed25519_key(name):
    """A key for tests: whoever knows the name knows it."""
    return ed25519.Ed25519PrivateKey.from_private_bytes(hashlib.sha256(name.encode()).digest())


def secp256k1_key(name):
    return ec.derive_private_key(int.from_bytes(hashlib.sha256(name.encode()).digest()), ec.SECP256K1())


KEYS = {"buyer": ed25519_key("buyer"), "seller": ed25519_key("seller"), "arbiter": secp256k1_key("arbiter"), "mallory": secp256k1_key("mallory")}


def public(name):
    key = KEYS[name].public_key()
    if isinstance(key, ed25519.Ed25519PublicKey):
        return key.public_bytes(Encoding.Raw, PublicFormat.Raw).hex()
    return key.public_bytes(Encoding.X962, PublicFormat.CompressedPoint).hex()


def sign(name, message):
    key = KEYS[name]
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return key.sign(message.encode()).hex()
    r, s = decode_dss_signature(key.sign(message.encode(), ec.ECDSA(hashes.SHA256(), deterministic_signing=True)))
    return (r.to_bytes(32) + min(s, ORDER - s).to_bytes(32)).hex()


if __name__ == "__main__":
    for name in KEYS:
        print(f"{name}: {public(name)}")
    for name, message in [
        ("buyer", "escrow 1.11.0, deal 1: 500 to 1.2.2"),
        ("arbiter", "escrow 1.11.0, deal 1: 500 to 1.2.2"),
        ("mallory", "escrow 1.11.0, deal 1: 500 to 1.2.2"),
        ("seller", "escrow 1.11.0, deal 1: 500 to 1.2.1"),
        ("arbiter", "escrow 1.11.0, deal 1: 500 to 1.2.1"),
    ]:
        print(f"{name}, {message!r}: {sign(name, message)}")
