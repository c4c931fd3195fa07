"""The drawing of what stands around an asset."""

from itertools import pairwise

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.charts import dependencies, path
from assessments.charts.svg import Drawing
from assessments.queries.neighbourhood import More, Neighbourhood, Spot
from assessments.queries.origins import Origin
from assessments.queries.valued import Valued, Way
from assessments.queries.ways import Step
from assessments.scoring.explanation import decimal
from assessments.templatetags.vsui import kind_name
from assessments.templatetags.working import by_kind, dimension_name, relation

register = template.Library()

TABLE = "#neighbours"


@register.simple_tag
def dependency_drawing(org: str, name: str, around: Neighbourhood, worth: Valued | None) -> Drawing:
    """Print what stands around an asset, the way of its value strong."""
    paths = worth.paths() if worth else []
    hot = {pk for one in paths for pk in one}
    steps = {pair for one in paths for pair in pairwise(one)}
    nodes = [_node(org, spot, hot, worth) for spot in around.spots.values()]
    nodes += [_rest(number, more) for number, more in enumerate(around.more)]
    edges = [
        dependencies.Edge(str(tail), str(head), relation(name), is_hot=(tail, head) in steps)
        for name, tail, head in around.edges
        if around.spots[head].tier - around.spots[tail].tier == 1
    ]
    if worth:
        _domains(nodes, edges, worth, around)
    heads = {-1: _("Depends on this"), 0: _("This asset"), 1: _("This depends on")}
    label = _("Dependencies of %(name)s") % {"name": name}
    return dependencies.draw(nodes, edges, heads, label)


@register.simple_tag
def way_drawing(org: str, way: Way, asset: int, size: str = "wide") -> Drawing:
    """Print the way a value came, with the share that each step keeps."""
    return _way(way.dimension, [_stop(org, step, asset) for step in way.steps], size)


@register.simple_tag
def origin_drawing(org: str, origin: Origin, size: str = "wide") -> Drawing:
    """Print the way of the value of a risk's subject, with the share that each step keeps."""
    return _way(origin.dimension, [_stop(org, stop) for stop in origin.stops], size)


def _way(dimension: str, stops: list[path.Stop], size: str) -> Drawing:
    width = path.WIDE if size == "wide" else path.NARROW
    label = _("How the value in %(dimension)s came") % {"dimension": dimension_name(dimension)}
    told = " \N{RIGHTWARDS ARROW} ".join(stop.name for stop in stops)
    return path.draw(stops, width, label, told)


def _stop(org: str, step: Step, asset: int | None = None) -> path.Stop:
    number = decimal(step.number)
    said = _("sets %(number)s") if step.share is None else _("comes to %(number)s")
    is_link = step.asset_id is not None and step.asset_id != asset
    return path.Stop(
        name=step.name,
        said=said % {"number": number},
        share="" if step.share is None else _("%(n)s %%") % {"n": step.share},
        href=reverse("asset", args=[org, step.asset_id]) if is_link else "",
    )


def _node(org: str, spot: Spot, hot: set[int], worth: Valued | None) -> dependencies.Node:
    short = worth.short(spot.asset_id) if worth else ""
    look = "focus" if spot.tier == 0 else "hot" if spot.asset_id in hot else ""
    return dependencies.Node(
        key=str(spot.asset_id),
        title=spot.name,
        sub=", ".join(filter(None, (kind_name(spot.kind), short))),
        tier=spot.tier,
        href="" if spot.tier == 0 else reverse("asset", args=[org, spot.asset_id]),
        look=look,
    )


def _rest(number: int, more: More) -> dependencies.Node:
    said = ngettext("and %(n)d more", "and %(n)d more", more.count) % {"n": more.count}
    sub = by_kind({more.kind: more.count}) if more.kind else _("one step farther")
    href = TABLE if abs(more.tier) == 1 else ""
    return dependencies.Node(f"more{number}", said, sub, more.tier, href, look="more")


def _domains(
    nodes: list[dependencies.Node],
    edges: list[dependencies.Edge],
    worth: Valued,
    around: Neighbourhood,
) -> None:
    """Put each domain that sets a value one tier before the first asset of its way."""
    for way in worth.ways:
        domain, *rest = way.steps
        first = around.spots.get(rest[0].asset_id or 0) if rest else None
        key = f"domain {domain.name}"
        if first is None:
            continue
        if key not in {node.key for node in nodes}:
            nodes.append(
                dependencies.Node(key, domain.name, _("Domain"), first.tier - 1, look="hot")
            )
        word = _("holds")
        if (key, str(first.asset_id)) not in {(edge.tail, edge.head) for edge in edges}:
            edges.append(dependencies.Edge(key, str(first.asset_id), word, is_hot=True))
