"""The tree of RFC 6962: its published vectors, each prefix, and proofs for each entry."""

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from assessments.verifier import merkle

# Inputs and roots of the test vectors that certificate-transparency implementations share.
INPUTS = [
    b"",
    b"\x00",
    b"\x10",
    b"\x20\x21",
    b"\x30\x31",
    b"\x40\x41\x42\x43",
    b"\x50\x51\x52\x53\x54\x55\x56\x57",
    b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def test_the_roots_are_the_published_ones():
    leaves = [merkle.leaf_hash(each) for each in INPUTS]
    assert [merkle.root_of(leaves[:n]).hex() for n in range(1, 9)] == ROOTS


def test_of_nothing_the_root_is_the_hash_of_nothing():
    assert merkle.root_of([]) == hashlib.sha256(b"").digest()


@given(st.lists(st.binary(max_size=4), min_size=1, max_size=70), st.data())
def test_each_entry_is_proved_and_no_other_in_its_place(bodies, data):
    leaves = [merkle.leaf_hash(each) for each in bodies]
    index = data.draw(st.integers(0, len(leaves) - 1))
    proof, root = merkle.inclusion(leaves, index), merkle.root_of(leaves)

    assert merkle.root_from(leaves[index], index, len(leaves), proof) == root
    assert merkle.root_from(merkle.leaf_hash(b"other"), index, len(leaves), proof) != root
    assert merkle.root_from(leaves[index], index, len(leaves), (*proof, root)) is None
    if proof:
        assert merkle.root_from(leaves[index], index, len(leaves), proof[:-1]) != root


@given(st.lists(st.binary(max_size=4), max_size=40))
def test_a_growing_range_has_the_root_of_each_prefix(bodies):
    growing = merkle.Range()
    for n, body in enumerate(bodies, start=1):
        growing.append(merkle.leaf_hash(body))
        assert growing.root() == merkle.root_of(map(merkle.leaf_hash, bodies[:n]))
        assert growing.size == n
