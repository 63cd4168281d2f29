"""The list of a million clients; to make them takes long, so only `python -m bench million` measures it."""

from bench import clients, practice
from bench.figures import Figure

TITLE = clients.TITLE
CLIENTS = 1_000_000


def measure() -> list[Figure]:
    return [figure for kind in practice.kinds() for figure in clients.measured(kind, CLIENTS)]
