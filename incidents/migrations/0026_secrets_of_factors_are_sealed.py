from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import migrations

NAMES = ("secret", "seed")
SEALED = "gAAAA"  # how all that is sealed begins; a secret is in capitals, a seed in hexadecimal digits


def key():
    info = b"soundings: secrets that are kept"
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(settings.SECRET_KEY.encode())
    return Fernet(urlsafe_b64encode(derived))


def seal(apps, _editor):
    fernet = key()
    for row in apps.get_model("mfa", "Authenticator").objects.exclude(type="webauthn"):
        for name in NAMES:
            if name in row.data and not row.data[name].startswith(SEALED):
                row.data[name] = fernet.encrypt(row.data[name].encode()).decode()
        row.save(update_fields=["data"])


def unseal(apps, _editor):
    fernet = key()
    for row in apps.get_model("mfa", "Authenticator").objects.exclude(type="webauthn"):
        for name in NAMES:
            if name in row.data and row.data[name].startswith(SEALED):
                row.data[name] = fernet.decrypt(row.data[name]).decode()
        row.save(update_fields=["data"])


class Migration(migrations.Migration):

    dependencies = [
        ("incidents", "0025_invitations"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]

    operations = [migrations.RunPython(seal, unseal)]
