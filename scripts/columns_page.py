#!/usr/bin/env python3
"""columns_page.py FACSIMILE docs/columns.md [--check]: writes the table of columns into the page, between the lines
<!-- columns --> and <!-- /columns -->, from `facsimile columns --json`.

--check: only compares; exit 1 when the page says something else."""
import json
import subprocess
import sys

START, END = "<!-- columns -->\n", "<!-- /columns -->\n"


def name(column):
    if column["name"].endswith("_"):
        return "`%s0` ... `%s%d`" % (column["name"], column["name"], column["count"] - 1)
    return "`%s`" % column["name"]


def safe(column):
    """the other name, where it is another one"""
    return "" if column["safe_name"] == column["name"] else name({**column, "name": column["safe_name"]})


def span(column):
    low, high = (("%.4g" % bound if bound is not None else "") for bound in column["range"])
    return "%s .. %s" % (low, high) if low or high else ""


def decimals(column):
    """one number, or what differs from a video with one face"""
    rows = column["rows"]
    here = [(kind, rows[kind]) for kind in ("one", "many", "stills") if rows[kind] is not None]
    if all(count == here[0][1] for _, count in here):
        return str(here[0][1])
    text = str(here[0][1])
    for count in sorted({count for _, count in here} - {here[0][1]}):
        text += " (%s: %d)" % (", ".join(kind for kind, other in here if other == count), count)
    return text


def where(column):
    kinds = [kind for kind in ("one", "many", "stills") if column["rows"][kind] is not None]
    return {"one many stills": "", "one many": "videos", "stills": "stills"}.get(" ".join(kinds), ", ".join(kinds))


def pipelines(column):
    return [name + " (with `--experimental`)" if name in column["experimental"] else name for name in column["pipelines"]]


def choice(column):
    return column["choice"] + (" (only when named)" if column["on_request"] and column["choice"] else "")


def table(columns):
    text = "| column | `--columns` | `--names safe` | unit | range | decimals | only in | frame | meaning | pipelines |\n"
    text += "|---|---|---|---|---|---|---|---|---|---|\n"
    for column in columns:
        cells = (name(column), choice(column), safe(column), column["unit"], span(column), decimals(column), where(column), column["frame"],
                 column["meaning"], ", ".join(pipelines(column)))
        text += "|" + "|".join(" %s " % cell if cell else " " for cell in cells) + "|\n"
    return text


def main():
    program, path = sys.argv[1:3]
    columns = json.loads(subprocess.run([program, "columns", "--json"], check=True, capture_output=True).stdout)
    with open(path, encoding="utf-8") as page:
        text = page.read()
    start, end = text.index(START) + len(START), text.index(END)
    wanted = text[:start] + table(columns) + text[end:]
    if "--check" not in sys.argv[3:]:
        with open(path, "w", encoding="utf-8") as page:
            page.write(wanted)
    elif text != wanted:
        print("%s is not what `facsimile columns` says: run scripts/columns_page.py FACSIMILE docs/columns.md" % path)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
