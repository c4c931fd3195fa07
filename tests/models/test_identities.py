"""An asset's identity as its row holds it: whole, or the start and a digest of a long one."""

from assessments.estate import Kind, Ref
from assessments.models import Asset

LONG = "/srv/" + "a-folder-of-a-long-name/" * 20


def key_of(native_id, source="libvirt"):
    return Asset.key_of(Ref(Kind.DATASTORE, source, native_id))


def test_an_ordinary_identity_is_kept_whole():
    assert key_of("kvm1//srv/a") == ("datastore", "libvirt", "kvm1//srv/a")


def test_a_long_one_fits_and_stays_itself():
    one, other = key_of(LONG), key_of(LONG + "b")
    assert len(one[2]) == len(other[2]) == 300
    assert one != other
    assert one == key_of(LONG)
    assert one[2].startswith("/srv/a-folder")
    assert len(key_of("x", "proxmox:" + LONG)[1]) == 120
