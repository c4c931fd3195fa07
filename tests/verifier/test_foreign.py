"""Go's own code of signed notes and transparency logs agrees with ours, where it is installed."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from assessments.verifier import merkle, shapes
from tests.verifier import make
from tests.verifier.make import Made

PLACES = ("/usr/share/gocode/src/golang.org/x", "/usr/lib/go/src/cmd/vendor/golang.org/x")
PACKAGES = ("mod/sumdb/note", "mod/sumdb/tlog", "crypto/ed25519")
PROGRAM = """
package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type asked struct {
	Key, Note string
	Entries   []string
	Proofs    [][]string
}

func fail(err error) {
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}

func main() {
	var in asked
	fail(json.NewDecoder(os.Stdin).Decode(&in))
	verifier, err := note.NewVerifier(in.Key)
	fail(err)
	opened, err := note.Open([]byte(in.Note), note.VerifierList(verifier))
	fail(err)
	var origin, root string
	var size int64
	fmt.Sscanf(opened.Text, "%s\\n%d\\n%s\\n", &origin, &size, &root)
	raw, err := base64.StdEncoding.DecodeString(root)
	fail(err)
	var head tlog.Hash
	copy(head[:], raw)
	for n, entry := range in.Entries {
		body, err := base64.StdEncoding.DecodeString(entry)
		fail(err)
		var proof tlog.RecordProof
		for _, step := range in.Proofs[n] {
			raw, err := base64.StdEncoding.DecodeString(step)
			fail(err)
			var hash tlog.Hash
			copy(hash[:], raw)
			proof = append(proof, hash)
		}
		fail(tlog.CheckRecord(proof, size, head, int64(n), tlog.RecordHash(body)))
	}
	fmt.Println("agreed on", size)
}
"""


@pytest.fixture(scope="module")
def go(tmp_path_factory) -> Path:
    """Build a small program over Go's packages."""
    found = next((Path(place) for place in PLACES if Path(place, PACKAGES[0]).is_dir()), None)
    if not shutil.which("go") or found is None:
        pytest.skip("Go or its x/mod packages are not installed: apt-get install golang-go")
    folder = tmp_path_factory.mktemp("go")
    for package in PACKAGES:
        if (found / package).is_dir():  # later releases need nothing of x/crypto
            shutil.copytree(found / package, folder / package)
    modules = [path for path in ("mod", "crypto") if (folder / path).is_dir()]
    wanted = "module check\n\ngo 1.17\n"
    for name in modules:
        (folder / name / "go.mod").write_text(f"module golang.org/x/{name}\n\ngo 1.17\n")
        wanted += f"\nrequire golang.org/x/{name} v0.0.0\n"
        wanted += f"\nreplace golang.org/x/{name} => ./{name}\n"
    (folder / "go.mod").write_text(wanted)
    (folder / "main.go").write_text(PROGRAM)
    env = {"GOFLAGS": "-mod=mod", "GOPROXY": "off", "GOCACHE": str(folder / "cache")}
    done = subprocess.run(
        ["go", "build", "-o", "check", "."],
        cwd=folder,
        env=os.environ | env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    built: Path = folder / "check"
    return built


def asked_of(bodies: list[bytes], checkpoint: str) -> dict:
    leaves = [merkle.leaf_hash(body) for body in bodies]
    encoded = [shapes.encoded(body) for body in bodies]
    proofs = [
        [shapes.encoded(step) for step in merkle.inclusion(leaves, n)] for n in range(len(leaves))
    ]
    return {
        "Key": str(make.ledger_key()),
        "Note": checkpoint,
        "Entries": encoded,
        "Proofs": proofs,
    }


def run(program: Path, asked: dict) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [program], input=json.dumps(asked), capture_output=True, text=True, check=False
    )


def test_go_opens_our_checkpoint_and_finds_each_entry_under_it(go):
    made = Made()
    done = run(go, asked_of(made.bodies(), made.checkpoint()))
    assert (done.returncode, done.stdout) == (0, f"agreed on {len(made.bodies())}\n")


def test_go_refuses_what_we_refuse(go):
    made = Made()
    right = asked_of(made.bodies(), made.checkpoint())
    swapped = right | {"Entries": [right["Entries"][1], *right["Entries"][1:]]}
    other = right | {"Note": right["Note"].replace("\n8\n", "\n7\n")}

    assert run(go, swapped).returncode == 1
    assert run(go, other).returncode == 1
