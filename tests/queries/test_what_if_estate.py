"""Where machines would run: what is said of it is what an import of the same would make."""

import csv
import io
import zipfile
from collections import Counter

import pytest
from django.utils import timezone

from assessments.actions import domains, supposing, trust_gaps, work
from assessments.models import Assessment
from assessments.permissions import Refused
from assessments.queries import coresident, estate_words, what_if
from assessments.queries.estate_words import Typed
from assessments.queries.layers import layers_of
from assessments.queries.rearranged import Estate
from assessments.queries.what_if import Choice
from tests import make, worked

pytestmark = pytest.mark.django_db


@pytest.fixture
def by(settings, tmp_path):
    settings.UPLOAD_DIR = tmp_path / "uploads"
    return make.actor(make.organisation(), "analyst", "risk_owner", "approver")


@pytest.fixture
def draft(by):
    found = worked.assessment(by)
    work.do_all(timezone.now)
    return Assessment.objects.get(pk=found.pk)


def suppose(draft, **typed):
    said = estate_words.read(draft, Typed(**typed))
    assert said.problems == {}
    return said, Choice(estate=said.estate)


def places(draft):
    """Return the clusters by name with their hosts, and the machines of each host."""
    layers = layers_of(draft)
    homes = {tail: head for relation, tail, head in layers.edges if relation == "runs_on"}
    on = {}
    for guest, host in homes.items():
        if layers.kinds[guest] == "vm":
            on.setdefault(layers.names[host], []).append(layers.names[guest])
    hosts = {
        layers.names[cluster]: [layers.names[host] for host in hosts]
        for cluster, hosts in layers.hosts_of.items()
    }
    return hosts, on


def rewritten(content, change):
    """Return the export with every row of a machine as *change* leaves it."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            text = old.read(name).decode()
            rows = list(csv.DictReader(io.StringIO(text)))
            if rows and "VM" in rows[0]:
                for row in rows:
                    change(row)
                out = io.StringIO()
                table = csv.DictWriter(out, list(rows[0]))
                table.writeheader()
                table.writerows(rows)
                text = out.getvalue()
            new.writestr(name, text)
    return made.getvalue()


def levels(draft):
    rows = draft.risks.exclude(state="dismissed").values_list("number", "level")
    return dict(rows)


def test_moves_lead_to_the_levels_that_an_import_of_the_same_makes(draft, by):
    hosts, on = places(draft)
    source, target = sorted(name for name, its in hosts.items() if its)[:2]
    there = hosts[target][0]
    machines = [name for host in hosts[source] for name in on.get(host, ())]
    assert machines
    _said, choice = suppose(draft, machines=", ".join(machines), to=there)
    before = levels(draft)
    found = what_if.of(draft, choice)
    assert levels(draft) == before
    assert found.supposed.revalued

    def change(row):
        if row["VM"] in machines and "Host" in row:
            row["Host"], row["Cluster"] = there, target

    worked.bring_in(draft, by, rewritten(worked.estate(), change))
    work.do_all(timezone.now)
    draft.refresh_from_db()

    after = levels(draft)
    told = {each.risk.number: each.after or None for each in (*found.moved, *found.risen)}
    assert told
    assert {number: after[number] for number in told} == told
    assert {n for n in before if n in after and after[n] != before[n]} == set(told)
    assert found.after == Counter(level or 0 for level in after.values())


def test_parting_unlike_domains_closes_a_gap_and_lowers_what_counted_for_it(draft, by):
    layers = layers_of(draft)
    front = domains.add(assessment=draft, name="Front", by=by, at=timezone.now())
    crowded = max(layers.hosts_of, key=lambda each: layers.guests_on.get(each, 0))
    guest = next(
        asset
        for asset, kind in layers.kinds.items()
        if kind == "vm" and layers.cluster_of[asset] == crowded and asset not in layers.off
    )
    domains.place(assessment=draft, assets=[guest], domain=front, by=by, at=timezone.now())
    worth = domains.Worth(2, 2, 2, 1)
    domains.value(domain=front, worth=worth, reason="", version=None, by=by, at=timezone.now())
    gaps = coresident.proposals(draft)
    assert gaps
    for gap in gaps:
        trust_gaps.decide(
            assessment=draft, group=gap.group.pk, said="accepted", reason="Seen", by=by,
            at=timezone.now(),
        )  # fmt: skip
    work.do_all(timezone.now)
    draft.refresh_from_db()
    exposed = list(draft.domains.filter(trust=1).values_list("pk", flat=True))
    hosts, _on = places(draft)
    cluster = gaps[0].group.name
    assert len(hosts[cluster]) > 1
    said, choice = suppose(draft, split=cluster, apart=tuple(exposed), hosts=hosts[cluster][0])
    found = what_if.of(draft, choice)

    assert found.supposed.closed
    assert gaps[0].group.pk not in found.supposed.beside
    concerned = draft.risks.filter(group=gaps[0].group, code__in=coresident.CONCERNED)
    then = {each.risk.pk: each.after for each in (*found.moved, *found.risen)}
    assert any(then.get(risk.pk, risk.level) < risk.level for risk in concerned)
    assert f"{cluster} 2" in {each.name for each in found.supposed.revalued}
    assert [title for title, _words in said.steps()] == [f"Split {cluster}"]


def test_a_lost_host_says_what_does_not_start_again(draft):
    hosts, on = places(draft)
    cluster = max(hosts, key=lambda name: sum(len(on.get(host, ())) for host in hosts[name]))
    _said, choice = suppose(draft, lost=", ".join(hosts[cluster]))
    found = what_if.of(draft, choice)
    stranded = {each.name for each in found.supposed.stranded}
    running = {name for host in hosts[cluster] for name in on.get(host, ())}
    assert stranded
    assert stranded <= running
    assert any(each.domain for each in found.supposed.stranded)


def test_one_click_plans_what_a_team_can_do_and_once_only(draft, by):
    hosts, on = places(draft)
    source, target = sorted(name for name, its in hosts.items() if its)[:2]
    machines = [name for host in hosts[source] for name in on.get(host, ())][:2]
    said, choice = suppose(draft, machines=", ".join(machines), to=target, lost=hosts[target][0])
    moves = list(said.steps())
    made = supposing.plan(assessment=draft, choice=choice, moves=moves, by=by, at=timezone.now())
    assert [action.title for action in made] == [f"Move 2 machines to {target}"]
    assert made[0].description == ", ".join(sorted(machines))
    fallen = what_if.of(draft, Choice(estate=Estate(choice.estate.guests, choice.estate.to))).moved
    assert {link.risk.number for link in made[0].links.all()} == {e.risk.number for e in fallen}
    with pytest.raises(Refused, match="in the plan already"):
        supposing.plan(assessment=draft, choice=choice, moves=moves, by=by, at=timezone.now())


def test_everything_that_is_wrong_is_said_at_once(draft):
    hosts, _on = places(draft)
    cluster = next(name for name, its in hosts.items() if its)
    said = estate_words.read(
        draft,
        Typed(machines="nobody, , #0", split=cluster, apart=(0,), hosts="no-host", lost="x"),
    )
    assert not said.estate
    assert said.problems["machines"] == (
        "Not in the pinned inventory: nobody.",
        "Not in the pinned inventory: #0.",
    )
    assert said.problems["lost"] == ("Not in the pinned inventory: x.",)
    assert "There is no such domain in this assessment." in said.problems["apart"]
    assert "Not in the pinned inventory: no-host." in said.problems["hosts"]
    bare = estate_words.read(draft, Typed(to=cluster, hosts=hosts[cluster][0]))
    assert set(bare.problems) == {"machines", "split"}
    whole = Typed(split=cluster, hosts=", ".join(hosts[cluster]))
    assert set(estate_words.read(draft, whole).problems) == {"apart", "hosts"}
    some = draft.domains.first().pk
    assert set(estate_words.read(draft, Typed(domain=some)).problems) == {"to"}


def test_an_asset_is_named_by_number_too_and_a_name_of_two_is_not_guessed(draft, by):
    layers = layers_of(draft)
    guest, other = [asset for asset, kind in layers.kinds.items() if kind == "vm"][:2]
    host = next(asset for asset, kind in layers.kinds.items() if kind == "host")
    said = estate_words.read(draft, Typed(machines=f"#{guest}", to=f"#{host}"))
    assert said.estate == Estate(guests=frozenset({guest}), to=host)
    name, old = layers.names[guest], layers.names[other]

    def change(row):
        row["VM"] = name if row["VM"] == old else row["VM"]

    worked.bring_in(draft, by, rewritten(worked.estate(), change))
    said = estate_words.read(draft, Typed(machines=name, to=f"#{host}"))
    (words,) = said.problems["machines"]
    assert f"have the name {name}; write which: " in words
    assert {f"#{guest}", f"#{other}"} <= set(words.removesuffix(".").replace(",", "").split())


def test_queries_do_not_grow_with_the_estate(draft, django_assert_max_num_queries):
    hosts, _on = places(draft)
    _said, choice = suppose(draft, lost=next(its[0] for its in hosts.values() if its))
    with django_assert_max_num_queries(60):
        what_if.of(draft, choice)
