"""A receipt as PDF, side by side with WeasyPrint, and a year of sixty in one file."""

import json
import subprocess
from base64 import b64encode
from dataclasses import asdict, replace
from io import BytesIO
from statistics import median
from time import perf_counter

from PIL import Image

from bench import rivals
from bench.figures import Figure
from owl_app.documents import receipt
from owl_app.documents.receipt import Line, Pictures
from tests.test_receipt_fields import PLAIN

TITLE = "Receipts as PDF/UA-1"
ROUNDS, TIMES = 5, 10
LEAST_TIMES = 6.0
YEAR, MOST_SECONDS = 60, 1.0
SESSIONS = [Line(f"2026-11-{day:02d}", "Individual therapy", 50, 14000, 0, 14000) for day in (3, 10, 17)]
RECEIPT = replace(
    PLAIN,
    bill_to="Ben Lopez",
    bill_to_address=["1 Ana Lane", "Guelph ON N1G 2W1"],
    lines=SESSIONS,
    next_session="Next session: December 1, 2026",
    note="Thank you.",
)


def measure() -> list[Figure]:
    logo = BytesIO()
    Image.new("RGB", (320, 120), "#2f6b4f").save(logo, "PNG")
    pictures = Pictures(logo=logo.getvalue())
    receipt.render(data=RECEIPT, pictures=pictures)
    rounds = [(_ours(pictures), _weasyprint(pictures)) for _ in range(ROUNDS)]
    ours, theirs = (median(each) for each in zip(*rounds, strict=True))
    ratios = [their / our for our, their in rounds]
    begun = perf_counter()
    year = receipt.render_all(receipts=[(RECEIPT, pictures)] * YEAR, title="Receipts 2026")
    took = perf_counter() - begun
    spread = f"{min(ratios):.1f} to {max(ratios):.1f} in {ROUNDS} rounds of {TIMES}, turn and turn about"
    return [
        Figure("One receipt", ours * 1000, "ms", detail="three sessions, a logo, letter paper"),
        Figure("The same by WeasyPrint", theirs * 1000, "ms"),
        Figure("WeasyPrint to ours", median(ratios), "", least=LEAST_TIMES, detail=spread),
        Figure(f"A year of {YEAR} in one file", took, "s", most=MOST_SECONDS, detail=f"{len(year) / 1024:.0f} KB"),
    ]


def _ours(pictures: Pictures) -> float:
    """Seconds for one, the median of some."""
    took = []
    for _ in range(TIMES):
        begun = perf_counter()
        receipt.render(data=RECEIPT, pictures=pictures)
        took.append(perf_counter() - begun)
    return median(took)


def _weasyprint(pictures: Pictures) -> float:
    logo = "data:image/png;base64," + b64encode(pictures.logo).decode()
    order = json.dumps({"receipt": asdict(RECEIPT), "logo": logo, "times": TIMES})
    program = rivals.FOLDER / "weasyprint_receipt.py"
    printed = subprocess.run([rivals.python(), program], input=order, capture_output=True, text=True, check=True).stdout
    return median(json.loads(printed)["took"])
