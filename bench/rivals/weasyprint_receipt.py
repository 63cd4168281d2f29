"""The same receipt by WeasyPrint: reads what stands on it from standard input, prints how long each PDF took."""

import json
import sys
from html import escape
from time import perf_counter

from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration

STYLE = """
@page { size: letter; margin: 1.8cm 2cm 2cm; @bottom-right { content: "Page " counter(page); font-size: 8pt } }
body { font: 9.5pt "Noto Sans", sans-serif; color: #17211c }
header, .parties { display: flex; justify-content: space-between; gap: 1cm }
header img { height: 1.5cm }
h1 { font-size: 20pt; margin: 0; color: ACCENT }
h2 { font-size: 8pt; margin: 0 0 .5em; color: #56605a }
hr { border: 0; border-top: 1.2pt solid ACCENT; margin: .45cm 0 }
table { width: 100%; border-collapse: collapse; margin: .7cm 0 .35cm }
th, td { text-align: left; padding: .2cm .18cm; border-bottom: .5pt solid #cfd6d1 }
th:nth-child(n+3), td:nth-child(n+3), .total { text-align: right }
.total { font-size: 14pt; font-weight: bold }
"""
HEADINGS = ("Day", "Service", "Minutes", "Fee", "Tax", "Paid")


def page(given: dict, logo: str) -> str:
    """The receipt as HTML."""
    amounts = ("fee", "tax", "paid")
    rows = "".join(
        f"<tr><td>{escape(line['day'])}</td><td>{escape(line['service'])}</td><td>{line['minutes']}</td>"
        + "".join(f"<td>${line[name] / 100:,.2f}</td>" for name in amounts)
        + "</tr>"
        for line in given["lines"]
    )
    provider = [given["provider_title"], given["college"], given["registration_number"], given["supervisor"]]
    parties = [
        ("Provider", given["provider"], provider),
        ("Client", given["client"], given["client_address"]),
        ("Billed to", given["bill_to"], given["bill_to_address"]),
    ]
    columns = "".join(
        f"<div><h2>{name}</h2><b>{escape(who)}</b><br>{_lines(more)}</div>" for name, who, more in parties
    )
    heads = "".join(f"<th scope=col>{each}</th>" for each in HEADINGS)
    total = sum(line["paid"] for line in given["lines"]) / 100
    return f"""<!doctype html><html lang="{given["language"]}"><head><meta charset="utf-8">
    <title>Receipt {given["label"]}</title><style>{STYLE.replace("ACCENT", given["accent"])}</style></head><body>
    <header><div><img src="{logo}" alt="Logo"><p>{_lines([given["practice"], *given["practice_lines"]])}</p></div>
    <div><h1>Receipt {given["label"]}</h1><p>{given["issued_on"]}</p></div></header><hr>
    <div class="parties">{columns}</div>
    <table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>
    <p class="total">Total paid ${total:,.2f}</p>
    <h2>Payment</h2><p>{_lines([given[name] for name in ("payor", "method", "paid_on", "reference")])}</p>
    <p>{_lines([given["next_session"], given["note"]])}</p></body></html>"""


def _lines(texts: list) -> str:
    return "<br>".join(escape(each) for each in texts if each)


def main() -> None:
    order = json.load(sys.stdin)
    fonts = FontConfiguration()
    took = []
    for _ in range(order["times"] + 1):
        begun = perf_counter()
        made = HTML(string=page(order["receipt"], order["logo"])).write_pdf(pdf_variant="pdf/ua-1", font_config=fonts)
        took.append(perf_counter() - begun)
    json.dump({"took": took[1:], "bytes": len(made)}, sys.stdout)


main()
