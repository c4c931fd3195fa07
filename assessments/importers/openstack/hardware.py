"""What images and flavors demand of the virtual hardware: firmware, TPM, encrypted memory."""

from collections.abc import Mapping

from assessments.estate import GuestPosture
from assessments.importers.answers import Item

OF_API = ("file", "schema", "self")  # keys that only an image in an answer of the API has
ENCRYPTED = "encrypted"  # the platform keeps the state of each TPM under a key of its own
_FIRMWARES = {"uefi": "efi", "bios": "bios"}
_SECURE: Mapping[str, bool] = {"required": True, "disabled": False}


def firmware(image: Item | None) -> str | None:
    """The firmware that machines of an image start with, where the image demands one."""
    return _FIRMWARES.get((_said(image, "hw_firmware_type") or "").casefold())


def secure_boot(image: Item | None, size: Item | None = None) -> bool | None:
    """Whether secure boot is demanded or forbidden; None where it is left to the host."""
    said = _said(_specs(size), "os:secure_boot") or _said(image, "os_secure_boot") or ""
    return _SECURE.get(said.casefold())


def posture(item: Item, locked: str, image: Item | None, size: Item | None = None) -> GuestPosture:
    """
    Return what is told of a server or image *item*.

    Args:
        item: the server or image.
        locked: its key that keeps it from being deleted.
        image: the image it starts from, itself for an image.
        size: the flavor of a server.
    """
    specs = _specs(size)
    version = _said(specs, "hw:tpm_version") or _said(image, "hw_tpm_version")
    encrypts = _said(specs, "hw:mem_encryption") or _said(image, "hw_mem_encryption") or ""
    is_told = specs is not None and image is not None and image.has(*OF_API)
    return GuestPosture(
        item.origin,
        firmware=_said(image, "hw_firmware_type"),
        tpm=ENCRYPTED if version else "none" if is_told else None,
        tpm_version=version,
        memory_encryption=(
            "sev" if encrypts.casefold() in ("true", "1") else "none" if is_told else None
        ),
        machine=_said(image, "hw_machine_type"),
        is_protected=item.truth(locked),
    )


def _specs(size: Item | None) -> Item | None:
    """The demands of a flavor; None where its list does not tell them."""
    told = size is not None and isinstance(size.value("extra_specs"), dict)
    return size.inner("extra_specs") if size is not None and told else None


def _said(item: Item | None, key: str) -> str | None:
    return item.text(key) if item is not None else None
