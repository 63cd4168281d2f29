"""How soon a click is answered while 200 people sign in at once, on the event socket a browser uses."""

from statistics import median

from bench import crowd, practice
from bench.figures import Figure, percentile
from bench.processor import Meter

TITLE = "A click while 200 people sign in"
SIGN_INS = 200
CLICKS = 100
"""On an idle server, before."""
MOST = 100.0


def measure() -> list[Figure]:
    return [figure for kind in practice.kinds() for figure in _measure(kind)]


def _measure(kind: str) -> list[Figure]:
    with practice.running(kind, people=SIGN_INS) as house:
        order = {"what": "click", "port": house.server.port, "emails": house.emails, "password": practice.PASSWORD}
        meter = Meter(house)
        report = crowd.send(order | {"token": house.owner_tokens[0], "clicks": CLICKS})
        others = meter.others(meter.served() + report["cpu"])
    idle, busy = ([seconds * 1000 for seconds in report[when]] for when in ("idle", "busy"))
    crowd_took = f"{SIGN_INS} sign-ins sent at once, answered in {report['seconds']:.1f} s"
    return [
        Figure(f"p95 with nobody signing in, {kind}", percentile(idle, 0.95), "ms", detail=_spread(idle)),
        Figure(
            f"p95 while they sign in, {kind}",
            percentile(busy, 0.95),
            "ms",
            most=MOST,
            others=others,
            detail=f"{_spread(busy)}; {crowd_took}",
        ),
    ]


def _spread(values: list[float]) -> str:
    return f"{len(values)} searches in All Clients, median {median(values):.0f} ms, slowest {max(values):.0f} ms"
