"""Sign-ins per second through the real route, against what Argon2id alone allows, turn and turn about."""

import json
import subprocess
import sys
from statistics import median

from bench import crowd, practice
from bench.figures import Figure, percentile

TITLE = "Signing in"
ROUNDS = 5
SECONDS = 4.0
AT_ONCE = 16
LEAST = 0.75


def measure() -> list[Figure]:
    return [figure for kind in practice.kinds() for figure in _measure(kind)]


def _measure(kind: str) -> list[Figure]:
    with practice.running(kind) as house:
        order = {"what": "sign_in", "port": house.server.port, "emails": house.emails, "password": practice.PASSWORD}
        crowd.send(order | {"seconds": 1.0, "at_once": AT_ONCE})
        alone, signed_in, took, cost = [], [], [], []
        for _ in range(ROUNDS):
            hashing = _hash()
            alone.append(hashing["count"] / hashing["seconds"])
            report = crowd.send(order | {"seconds": SECONDS, "at_once": AT_ONCE})
            signed_in.append(len(report["took"]) / report["seconds"])
            cost.append(report["cpu"] / report["seconds"])
            took += report["took"]
    ratios = [mine / its for mine, its in zip(signed_in, alone, strict=True)]
    rounds = f"{min(ratios):.2f} to {max(ratios):.2f} in {ROUNDS} rounds of {SECONDS:g} s"
    spread = f"{rounds}; {practice.settings_in_words(kind)}"
    return [
        Figure(f"Argon2id alone, {kind} run", median(alone), "/s", detail="19 MiB, t=2, p=1, a thread per core"),
        Figure(f"Sign-ins, {kind}", median(signed_in), "/s", detail=_seconds(took, median(cost))),
        Figure(f"Sign-ins to Argon2id alone, {kind}", median(ratios), "", least=LEAST, detail=spread),
    ]


def _hash() -> dict[str, float]:
    command = [sys.executable, "-m", "bench.hashing", str(SECONDS)]
    report: dict[str, float] = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    return report


def _seconds(took: list[float], cost: float) -> str:
    return (
        f"{AT_ONCE} at once, median {median(took) * 1000:.0f} ms, p95 {percentile(took, 0.95) * 1000:.0f} ms; "
        f"the client itself takes {cost:.1%} of a core"
    )
