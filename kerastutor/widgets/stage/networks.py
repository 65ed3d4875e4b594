"""A network as it is drawn: nodes in columns, each a small map, and the links between them."""

import numpy as np

from .marks import Mark, mark


@mark
class Network(Mark):
    """Nodes and links. What is pressed asks for ("node", its number) or ("link", its number).

    Attributes:
        columns: for each column from the left, the numbers of its nodes.
        labels: what stands under each node.
        inputs: so many nodes, the first ones, are not pressed.
        maps: of each node, levels as bytes, shape (nodes, rows, columns).
        links: (from, to) of each link, by the nodes' numbers.
        level: the place of each link's weight on the diverging scale, 0 to 1; its width says how
            far from the middle it is.
        texts: each link's weight.
        node, link: what is chosen, by number; -1 for none.
    """

    columns: tuple
    labels: tuple
    inputs: int = 0
    maps: np.ndarray
    links: tuple
    level: np.ndarray
    texts: tuple
    node: int = -1
    link: int = -1
    words: str = ""
