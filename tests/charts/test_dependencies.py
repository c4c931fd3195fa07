"""The dependency drawing of an asset: every box once, links that work, the same each time."""

from xml.etree.ElementTree import Element, fromstring

from assessments.charts.dependencies import Edge, Node, draw

HEADS = {-1: "Depends on this", 0: "This asset", 1: "This depends on"}
FOCUS = Node("host", "esx-01", "Host", 0, look="focus")


def drawn(nodes, edges) -> Element:
    return fromstring(str(draw(nodes, edges, HEADS, "Dependencies of esx-01")))


def test_boxes_are_links_in_reading_order_and_the_asset_itself_is_none():
    vm = Node("vm", "web-1", "Virtual machine", -1, "/assets/1/")
    cluster = Node("cluster", "CL-1", "Cluster", 1, "/assets/2/", "hot")
    edges = [Edge("vm", "host", "runs on"), Edge("host", "cluster", "member of", is_hot=True)]
    root = drawn([cluster, FOCUS, vm], edges)
    boxes = [(part.tag, part.get("href"), part.get("class")) for part in root if part.tag in "ag"]
    assert boxes == [
        ("a", "/assets/1/", "deps-n"),
        ("g", None, "deps-n focus"),
        ("a", "/assets/2/", "deps-n hot"),
    ]
    assert [part.text for part in root.iter("text") if part.get("class") == "deps-h"] == list(
        HEADS.values()
    )
    words = [part.text for part in root.iter("text") if "deps-w" in part.get("class", "")]
    assert words == ["runs on", "member of"]


def test_the_whole_name_is_told_where_the_box_shortens_it():
    long = Node("vm", "a-very-long-name-of-a-virtual-machine", "Virtual machine", -1, "/assets/1/")
    root = drawn([FOCUS, long], [])
    assert "a-very-long-name-of-a-virtual-machine, Virtual machine" in [
        part.text for part in root.iter("title")
    ]


def test_order_of_rows_does_not_change_the_drawing():
    nodes = [FOCUS, *(Node(f"vm{n}", f"web-{n}", "", -1, f"/{n}/") for n in range(9))]
    edges = [Edge(f"vm{n}", "host", "runs on") for n in range(9)]
    one = str(draw(nodes, edges, HEADS, "x"))
    assert one == str(draw(nodes[::-1], edges, HEADS, "x"))


def test_lines_cross_less_after_ordering():
    """Two chains given crossed are drawn side by side."""
    nodes = [
        Node("a", "a", "", 0),
        Node("b", "b", "", 0),
        Node("x", "x", "", 1),
        Node("y", "y", "", 1),
    ]
    root = drawn(nodes, [Edge("a", "y", ""), Edge("b", "x", "")])
    tops = {box.findtext("title"): float(box.find("rect").get("y")) for box in root.iter("g")}
    assert (tops["a"] < tops["b"]) == (tops["y"] < tops["x"])


def test_a_hostile_name_stays_text():
    root = drawn([Node("vm", "</svg><script>alert(1)</script>", "", 0)], [])
    assert list(root.iter("script")) == []
