"""What a failure or a capture of one asset reaches: values, sets and shares over a whole estate."""

from assessments.scoring.reach.blast import Blast, Guests, blast
from assessments.scoring.reach.graph import Graph, graph_of
from assessments.scoring.reach.order import Order, ordered
from assessments.scoring.reach.restart import restart_shares
from assessments.scoring.reach.worth import Found, accumulate, lifted, path_to, together

__all__ = [
    "Blast",
    "Found",
    "Graph",
    "Guests",
    "Order",
    "accumulate",
    "blast",
    "graph_of",
    "lifted",
    "ordered",
    "path_to",
    "restart_shares",
    "together",
]
