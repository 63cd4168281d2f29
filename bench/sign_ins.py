"""Sign-ins per second through the real route, against what Argon2id alone allows, turn and turn about."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from statistics import median
from typing import Any

from bench import crowd, practice
from bench.figures import Figure, percentile
from bench.processor import Meter

TITLE = "Signing in"
ROUNDS = 5
SECONDS = 4.0
AT_ONCE = 16
LEAST = 0.75


def measure() -> list[Figure]:
    return [figure for kind in practice.kinds() for figure in _measure(kind)]


@dataclass(frozen=True)
class Round:
    """Argon2id alone, and right after it the same in sign-ins."""

    alone: float
    alone_cost: float
    """Processor seconds of one comparison."""
    sign_ins: float
    sign_in_cost: float
    """Processor seconds of one sign-in, the database included."""
    client: float
    others: float
    took: list[float]


def _measure(kind: str) -> list[Figure]:
    with practice.running(kind) as house:
        order = {"what": "sign_in", "port": house.server.port, "emails": house.emails, "password": practice.PASSWORD}
        crowd.send(order | {"seconds": 1.0, "at_once": AT_ONCE})
        rounds = [_round(house, order) for _ in range(ROUNDS)]
    ratios = [each.sign_ins / each.alone for each in rounds]
    costs = [each.alone_cost / each.sign_in_cost for each in rounds]
    alone_cost = median(each.alone_cost for each in rounds) * 1000
    sign_in_cost = median(each.sign_in_cost for each in rounds) * 1000
    spread = f"{min(ratios):.2f} to {max(ratios):.2f} in {ROUNDS} rounds of {SECONDS:g} s, turn and turn about"
    others = median(each.others for each in rounds)
    cost = f"{alone_cost:.1f} ms alone, {sign_in_cost:.1f} ms a sign-in; the ratio when only the processor counts"
    return [
        Figure(
            f"Argon2id alone, {kind} run",
            median(each.alone for each in rounds),
            "/s",
            detail=f"19 MiB, t=2, p=1, {os.cpu_count()} threads",
        ),
        Figure(f"Sign-ins, {kind}", median(each.sign_ins for each in rounds), "/s", detail=_seconds(rounds)),
        Figure(f"Sign-ins to Argon2id alone, {kind}", median(ratios), "", least=LEAST, others=others, detail=spread),
        Figure(f"The same in processor time, {kind}", median(costs), "", detail=cost),
    ]


def _round(house: practice.Practice, order: dict[str, Any]) -> Round:
    hashing = _hash()
    meter = Meter(house)
    report = crowd.send(order | {"seconds": SECONDS, "at_once": AT_ONCE})
    served, answered = meter.served(), len(report["took"])
    return Round(
        alone=hashing["count"] / hashing["seconds"],
        alone_cost=hashing["cpu"] / hashing["count"],
        sign_ins=answered / report["seconds"],
        sign_in_cost=served / answered,
        client=report["cpu"] / report["seconds"],
        others=meter.others(served + report["cpu"]),
        took=report["took"],
    )


def _hash() -> dict[str, float]:
    command = [sys.executable, "-m", "bench.hashing", str(SECONDS)]
    report: dict[str, float] = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    return report


def _seconds(rounds: list[Round]) -> str:
    took = [seconds for each in rounds for seconds in each.took]
    p95 = percentile(took, 0.95) * 1000
    return (
        f"1 worker, {AT_ONCE} at once, median {median(took) * 1000:.0f} ms, p95 {p95:.0f} ms; "
        f"the client itself takes {median(each.client for each in rounds):.1%} of a core"
    )
