"""Every act of a person leaves an event: what takes `by=` and `at=` reaches `trail.note`."""

import ast

from tests.house.source import ROOT

ACTIONS = ROOT / "assessments" / "actions"
NOTE = "trail.note"
SILENT = {  # acts that change nothing an auditor asks about, each with its reason
    "accesses.note": "is itself the trail of what auditors read",
    "drafts.open_draft": "opens a row for the act that notes",
    "runs.ask": "queues work; the work notes what it changes",
    "ratings.open_risk": "opens a row for the act that notes",
    "publishing.ask": "asks for a file of what is there; nothing of it changes",
    "freezing.submit": "asks for the freeze, which notes itself",
    "example.apply": "asks for the import, which notes itself",
    "simulating.ask": "asks for years to be drawn; the result names its seed and inputs",
    "simulating.cancel": "stops work that has changed nothing yet",
    "carrying.carried": "hands out the bytes of a statement",
    "carrying.brought_back": "reads them back",
    "ceremony.challenge": "hands out what proves that a page was seen",
    "ceremony.nonce_of": "reads it back",
    "keys.offered": "hands out the statement that a key signs to be brought",
    "keys.revocation": "makes the statement that ends a key; ending it notes",
    "ledger.note": "adds to the ledger in the act that notes",
    "ledger.note_roles": "adds to the ledger in the act that notes",
    "signing.prepare": "hands out the statement of a sign-off; signing it notes",
    "uploads.apply": "asks for the import, which notes itself",
}
Graph = dict[str, set[str]]


def names_in(module: str, tree: ast.Module) -> dict[str, str]:
    """Return what the names of a module mean: own functions and imported actions."""
    known = {
        node.name: f"{module}.{node.name}"
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
    }
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and str(node.module).startswith("assessments.actions"):
            inner = str(node.module).removeprefix("assessments.actions").strip(".")
            for alias in node.names:
                known[alias.asname or alias.name] = f"{inner}.{alias.name}".strip(".")
    return known


def calls_of(module: str, tree: ast.Module) -> Graph:
    """Return which functions each function of a module mentions, as `module.name`."""
    known = names_in(module, tree)
    return {
        f"{module}.{node.name}": {
            name for each in ast.walk(node) if (name := meant(each, known)) is not None
        }
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
    }


def meant(node: ast.AST, known: dict[str, str]) -> str | None:
    if isinstance(node, ast.Name):
        return known.get(node.id)
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        owner = known.get(node.value.id)
        return f"{owner}.{node.attr}" if owner else None
    return None


def read() -> tuple[Graph, set[str]]:
    """Return the graph of all actions, and the acts of people."""
    graph: Graph = {}
    acts = set()
    for path in sorted(ACTIONS.glob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        graph |= calls_of(path.stem, tree)
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                given = {arg.arg for arg in node.args.kwonlyargs}
                if {"by", "at"} <= given:
                    acts.add(f"{path.stem}.{node.name}")
    return graph, acts


def reaches_note(name: str, graph: Graph) -> bool:
    seen: set[str] = set()
    waiting = [name]
    while waiting:
        here = waiting.pop()
        if here == NOTE:
            return True
        if here not in seen:
            seen.add(here)
            waiting += graph.get(here, set())
    return False


def test_every_act_of_a_person_is_noted():
    graph, acts = read()
    assert len(acts) > 40
    assert sorted(act for act in acts - set(SILENT) if not reaches_note(act, graph)) == []


def test_every_exception_is_an_act_that_is_there():
    graph, _acts = read()
    assert set(SILENT) <= set(graph)


def test_an_act_that_notes_nothing_would_be_noticed():
    tree = ast.parse("def change(*, by, at):\n    store()\ndef store():\n    pass\n")
    assert not reaches_note("made_up.change", calls_of("made_up", tree))
