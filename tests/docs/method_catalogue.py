"""Examples that speak of the catalogue and of domains."""

from assessments import catalogue
from assessments.catalogue import phases_view
from assessments.checks import Parameters
from assessments.checks.domains import place
from assessments.queries import scope
from assessments.queries.layers import Layers
from assessments.scoring import DEFAULT_METHOD
from tests.checks.make_estate import CLUSTER, nic, vm
from tests.docs.pages import NONE
from tests.docs.runners import Row, edition, example, level_name, listed, yes


@example
def rows_by_family(row: Row) -> dict[str, str]:
    risks = [risk for risk in edition().risks.values() if risk.family == row["Family"]]
    kinds = [risk.rows_for for risk in risks]
    usual = max(kinds, key=kinds.count)
    others = sorted(f"{risk.code} {risk.rows_for}" for risk in risks if risk.rows_for != usual)
    return {"Usual group": usual, "Exceptions": listed(others)}


@example
def rows_by_group(row: Row) -> dict[str, str]:
    risks = [risk for risk in edition().risks.values() if risk.rows_for == row["Group"]]
    own = [risk for risk in risks if risk.family != "cloud_service"]
    return {"Rows": str(len(risks)), "Without an external provider": str(len(own))}


@example
def cluster_of_a_host(row: Row) -> dict[str, str]:
    host, cluster = row["Host"], row["Member of"]
    layers = Layers(
        kinds={1: "host", 2: "cluster"},
        names={1: host, 2: cluster},
        sources={},
        has_ha=frozenset(),
        edges=() if cluster == NONE else (("member_of", 1, 2),),
    )
    return {"Its group": layers.names[layers.cluster_of[1]]}


@example
def matrix(row: Row) -> dict[str, str]:
    likelihood = int(row["Likelihood"])
    (pinned,) = [each.rows for each in edition().matrices.values() if each.code == "default"]
    assert pinned == DEFAULT_METHOD.grid
    return {str(i): level_name(DEFAULT_METHOD.cell(likelihood, i)) for i in range(1, 6)}


@example
def takes_layer(row: Row) -> dict[str, str]:
    risks = [risk for risk in edition().risks.values() if risk.family == row["Family"]]
    taking = " ".join(risk.code for risk in risks if risk.takes_layer)
    return {"Risks that take the layer": taking or NONE}


@example
def key_items(row: Row) -> dict[str, str]:
    risk, factor = row["Risk"], row["Key for"]
    items = [item.code for item in edition().treated_by[risk] if item.key_on(risk) == factor]
    return {"Items": " ".join(items) or NONE}


@example
def placed(row: Row) -> dict[str, str]:
    zone, folder, network = row["Zone"], row["Folder"], row["Port group"]
    person, cluster = row["Person"], row["Cluster"]
    guest = vm(
        "vm-1",
        attributes={} if zone == NONE else {"Zone": zone},
        folder="" if folder == NONE else folder,
        nics=() if network == NONE else (nic(network),),
        cluster=None if cluster == NONE else CLUSTER,
    )
    others = [vm(f"seen-{name}", attributes={"Domain": name}) for name in ("RES", "DMZ")]
    found = place(
        [guest, *others],
        headers=Parameters().zone_headers,
        overrides={} if person == NONE else {guest.ref: person},
        clusters={CLUSTER: cluster},
    )[guest.ref]
    return {"Domain": found.domain or NONE, "Rule": found.rule}


@example
def takes_part(row: Row) -> dict[str, str]:
    item = edition().item(row["Item"])
    return {"Takes part": yes(scope.applies(item, frozenset(row.words("Facts of the scope"))))}


@example
def family_clause(row: Row) -> dict[str, str]:
    risks = edition().risks.values()
    return {"Clause": listed({risk.clause for risk in risks if risk.family == row["Family"]})}


@example
def phases(row: Row) -> dict[str, str]:
    view = phases_view(catalogue.load(catalogue.LATEST), row["View"])
    return {"Phases": listed([phase.name for phase in view])}
