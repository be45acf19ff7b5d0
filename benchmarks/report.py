"""Write the measured parts of `docs/performance.md` and its chart from the JSON in `results/`.

Only what stands between `<!-- begin NAME -->` and `<!-- end NAME -->` is written; the words around
it are kept. The same results give the same bytes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from typing import Any

from chart import KINDS, LABELS, STATES, alt_text, draw_chart
from common import RESULTS, ROOT

PAGE = ROOT / "docs" / "performance.md"
CHART = ROOT / "docs" / "images" / "performance.svg"
SLOWER = 1.10  # up to a tenth more counts as "not slower" and "unchanged"
FASTER = 8
Result = dict[str, Any]


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table; the first column is text, the others are numbers."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def lab(result: Result) -> str:
    """Return table, chart and verdicts of the measurement in JupyterLab."""
    draw_chart(result, CHART)
    parts = [
        _subject(result),
        _times(result),
        f"![{alt_text(result)}](images/{CHART.name})",
        "The dotted line is the floor, a click or key press that only hides a small square: median "
        + " and ".join(_floor(result, kind) for kind in KINDS)
        + ".",
        table(["expected", "measured", "met"], _verdicts(result)),
        _requests(result),
        _circumstances(result),
    ]
    return "\n\n".join(parts)


def _subject(result: Result) -> str:
    found = result["map"]
    changes = found["changes_per_step"]
    return (
        f"The map is “{found['title']}” in `{found['notebook']}`: {found['features']} features in "
        f"{found['layers']} layers, {found['days']} days. Switched are the "
        f"{found['switched_layers']} layers that show something on the day, in turn, off and on. "
        f"The date goes forth and back over {len(changes) + 1} days in a row, of which each "
        f"differs from the next by {min(changes)} to {max(changes)} features."
    )


def _times(result: Result) -> str:
    rows = []
    for kind, title in KINDS.items():
        for state, words in STATES.items():
            found = [result["contenders"][name]["states"][state][kind] for name in LABELS]
            rows.append([f"{title}, {words}", *map(_answer, found)])
    first = [result["contenders"][name]["first_picture"] for name in LABELS]
    rows.append(["Cell run to first picture", *map(_answer, first)])
    return (
        "Milliseconds, median / 95th percentile:\n\n"
        + table(["", *LABELS.values()], rows)
        + f"\n\nEach number is of {_tried(result, 'switch')} switches or {_tried(result, 'step')} "
        f"steps; the first picture is of {first[0]['tried']} runs, each in a fresh kernel, so "
        "that its second number is the slowest of them."
    )


def _tried(result: Result, kind: str) -> int:
    return int(result["contenders"]["lessonkit"]["states"]["idle"][kind]["tried"])


def _answer(found: Result) -> str:
    if not found["answered"]:
        return f"no answer in {found['tried']} tries"
    times = f"{found['p50_ms']:.0f} / {found['p95_ms']:.0f}"
    few = found["answered"] < found["tried"]
    return times + (f" ({found['answered']} of {found['tried']} answered)" if few else "")


def _floor(result: Result, kind: str) -> str:
    found = result["floor"][kind]
    of = "click" if kind == "switch" else "key press"
    return f"{found['p50_ms']:.0f} ms for a {of}"


def _verdicts(result: Result) -> list[list[str]]:
    rows = []
    for kind, title in KINDS.items():
        mine = _median(result, "lessonkit", "idle", kind)
        rows.append(
            _not_above(
                f"{title}: not slower than ipyleaflet",
                mine,
                _median(result, "ipyleaflet", "idle", kind),
                "of its time",
            )
        )
    own, other = (
        float(result["contenders"][name]["first_picture"]["p50_ms"])
        for name in ("lessonkit", "ipyleaflet")
    )
    first = "Cell run to first picture: not slower than ipyleaflet"
    rows.append(_not_above(first, own, other, "of its time"))
    for kind, title in KINDS.items():
        times = _median(result, "interact", "idle", kind) / _median(
            result, "lessonkit", "idle", kind
        )
        claim = f"{title}: at least {FASTER} times faster than interact"
        rows.append([claim, f"{times:.1f} times", _yes(times >= FASTER)])
    for kind, title in KINDS.items():
        idle = _median(result, "lessonkit", "idle", kind)
        for state in ("busy", "shut down"):
            now = _median(result, "lessonkit", state, kind)
            rows.append(
                _not_above(
                    f"{title}: unchanged, {STATES[state]}", now, idle, "of the time when idle"
                )
            )
    return rows


def _median(result: Result, name: str, state: str, kind: str) -> float:
    found = result["contenders"][name]["states"][state][kind]
    return float(found.get("p50_ms", "inf"))


def _not_above(claim: str, value: float, limit: float, words: str) -> list[str]:
    return [claim, f"{value / limit:.2f} {words}", _yes(value <= limit * SLOWER)]


def _yes(met: bool) -> str:
    return "yes" if met else "**no**"


def _requests(result: Result) -> str:
    asked = result["requests_elsewhere"]
    if not asked:
        return "No page asked for anything that is not on the machine."
    return "Refused requests to other machines: " + ", ".join(f"`{url}`" for url in asked) + "."


def _circumstances(result: Result) -> str:
    machine = result["machine"]
    load = machine.get("load_before")
    return (
        f"Measured with `{result['command']}` on {machine['processor']}, {machine['cores']} cores, "
        f"{machine['memory_gib']:g} GiB, {machine['system']}"
        + (f"; load before the run: {load:g}" if load is not None else "")
        + "."
        + (f" Versions: {_versions(result['versions'])}." if "versions" in result else "")
    )


def _versions(versions: Result) -> str:
    return ", ".join(f"{name} {number}" for name, number in versions.items())


def kernel(result: Result) -> str:
    """Return the table of what a notebook costs a kernel, and what was expected of it."""
    base, books = result["baseline"], result["notebooks"]
    rows = [_kernel_row("only the imports", base, base)]
    rows += [_kernel_row(f"`{row['notebook']}`", row, base) for row in books]
    head = ["kernel that has run", "first cell", "ratio", "all cells", "ratio", "PSS", "ratio"]
    head += ["the first time: first cell", "all cells"]
    repeats = (
        f"Median of {len(base['runs'])} kernels each, after one that nothing was kept for: *the "
        f"first time*. The imports: `{result['imports']}`. A "
        f"JupyterLab server without a kernel has {result['server_mb']:.0f} MB."
    )
    verdicts = []
    for key, most, claim in (
        ("first_s", 1.3, "First cell: at most 1.3 times the imports"),
        ("all_s", 2.5, "A notebook top to bottom: at most 2.5 times the imports"),
        ("pss_mb", 1.5, "Memory with all maps open: at most 1.5 times the imports"),
    ):
        worst = max(row[key] for row in books) / base[key]
        verdicts.append([claim, f"{worst:.2f} times", _yes(worst <= most)])
    whole = result["server_mb"] + max(row["pss_mb"] for row in books)
    verdicts.append(["Server and kernel: under 450 MB", f"{whole:.0f} MB", _yes(whole < 450)])
    expected = table(["expected, of the worst notebook", "measured", "met"], verdicts)
    return "\n\n".join([table(head, rows), repeats, expected, _circumstances(result)])


def _kernel_row(name: str, row: Result, base: Result) -> list[str]:
    units = {"first_s": "{:.2f} s", "all_s": "{:.2f} s", "pss_mb": "{:.0f} MB"}
    pairs = ([unit.format(row[key]), f"{row[key] / base[key]:.2f}"] for key, unit in units.items())
    new = [units[key].format(row["new"][key]) for key in ("first_s", "all_s")]
    return [name, *(cell for pair in pairs for cell in pair), *new]


def growth(result: Result) -> str:
    """Return the table of how the map grows with features and days."""
    rows = [
        [
            f"{row['features']:,}",
            f"{row['days']:,}",
            f"{row['draw_s']:.2f} s",
            f"{row['svg_bytes'] / 1000:,.0f} kB",
            f"{row['svg_gzip_bytes'] / 1000:,.0f} kB",
            *(
                f"{row[f'{kind}_p50_ms']:.0f} / {row[f'{kind}_p95_ms']:.0f} ms"
                for kind in ("step", "known", "switch")
            ),
        ]
        for row in result["rows"]
    ]
    steps = [
        f"{words}, median / p95" for words in ("date step", "second clock", "switch of a side")
    ]
    head = ["features", "days", "draw", "SVG", "SVG, gzip", *steps]
    busiest = result["busiest_map"]
    size = (
        f"The lesson's busiest map has {busiest['features']} features. Without the relief its SVG "
        f"is {busiest['gzip_without_relief_bytes'] / 1000:.0f} kB with gzip."
    )
    verdicts = []
    for features, most in ((2_000, 33), (10_000, 50)):
        worst = max(row["step_p95_ms"] for row in result["rows"] if row["features"] == features)
        claim = f"A date step with {features:,} features: within {most} ms, p95"
        verdicts.append([claim, f"{worst:.0f} ms", _yes(worst <= most)])
    for key, words in (
        ("known_p95_ms", "The second clock"),
        ("switch_p95_ms", "A switch of a side"),
    ):
        worst = max(row[key] for row in result["rows"] if row["features"] == 2_000)
        claim = f"{words} with 2,000 features: within 33 ms, p95"
        verdicts.append([claim, f"{worst:.1f} ms", _yes(worst <= 33)])
    for name, words in (("known_by", "the second clock"), ("sources_off", "a switch of a side")):
        rows_of = [row for row in result["rows"] if row["features"] == 2_000]
        worst = max(row["work_ms"][name] / row["work_ms"]["date"] for row in rows_of)
        claim = f"Work of {words} with 2,000 features: at most 1.25 times that of a date step"
        verdicts.append([claim, f"{worst:.2f} times", _yes(worst <= 1.25)])
    expected = table(["expected", "measured", "met"], verdicts)
    return "\n\n".join([table(head, rows), size, expected, _circumstances(result)])


def site(result: Result) -> str:
    """Return the tables of the static edition: its times from a disk, and how it weighs."""
    times = ["first paint", "visible", "alive", "usable", "all alive"]
    heads = {"visible": "map visible", "alive": "map alive", "usable": "map answers"}
    rows = []
    for name, found in result["pages"].items():
        page, width = name.rsplit(" ", 1)
        medians = [f"{found[key]['p50_ms']:.0f} / {max(found[key]['ms']):.0f}" for key in times]
        rows.append([f"`{page}`, {width} px", *medians, f"{found['moved later']:g}"])
    limits = {"visible": 1000, "usable": 2000}
    verdicts = []
    for key, limit in limits.items():
        slowest = max(found[key]["p50_ms"] for found in result["pages"].values())
        verdicts.append(
            [f"{heads[key]} within {limit} ms, median", f"{slowest:.0f} ms", _yes(slowest <= limit)]
        )
    moved = max(found["moved later"] for found in result["pages"].values())
    verdicts.append(["nothing moves after that", f"{moved:g}", _yes(moved == 0)])
    whole = result["sizes"]
    weights = []
    for page, row in whole["pages"].items():
        full, plain = row["with_scripts"], row["without_scripts"]
        numbers = [row["file_bytes"], full["bytes"], full["gzip_bytes"], row["faces"]["gzip_bytes"]]
        numbers += [plain["bytes"], plain["gzip_bytes"]]
        weights.append([f"`{page}`", *(f"{number / 1000:,.0f} kB" for number in numbers)])
    heaviest = {
        key: max(row["with_scripts"][key] for row in whole["pages"].values())
        for key in ("bytes", "gzip_bytes")
    }
    for key, limit, words in (
        ("bytes", 2_000, "a page with all that it asks for: at most 2 MB"),
        ("gzip_bytes", 600, "the same, gzip: at most 600 kB"),
    ):
        kilobytes = heaviest[key] / 1000
        verdicts.append([words, f"{kilobytes:,.0f} kB", _yes(kilobytes <= limit)])
    verdicts += _against_before(whole)
    for key, words in (("site_bytes", "the folder"), ("one_file_bytes", "all of it in one file")):
        if key in whole:
            megabytes = whole[key] / 1e6
            words = f"{words}: at most 6 MB"
            verdicts.append([words, f"{megabytes:.1f} MB", _yes(megabytes <= 6)])
    loads = len(next(iter(result["pages"].values()))["usable"]["ms"])
    return "\n\n".join(
        [
            f"Milliseconds from the start of the navigation, median / slowest of {loads} loads, "
            f"with a processor made {result['slower']} times slower:",
            table(["page", *(heads.get(key, key) for key in times), "moved later"], rows),
            table(["expected, on the slowest page", "measured", "met"], verdicts),
            table(
                ["page", "file", "asked for", "gzip", "of it faces", "without scripts", "gzip"],
                weights,
            ),
            f"The site has {whole['files']} files. *Asked for*: what Chromium loads from the first "
            "line of the page to its last. *Without scripts*: the text and every still picture.",
            _circumstances(result),
        ]
    )


def _against_before(whole: Result) -> list[list[str]]:
    """Hold the parts against those of the first wave, which had no faces."""
    rows, before = [], whole["before"]
    for page, most in before["pages"].items():
        found = whole["pages"][page]
        now = found["with_scripts"]["gzip_bytes"] / 1000
        bare = now - found["faces"]["gzip_bytes"] / 1000
        for words, weight in (("", now), (", without its faces", bare)):
            claim = f"`{page}`, gzip{words}: at most {most} kB, as before the second wave"
            rows.append([claim, f"{weight:,.0f} kB", _yes(round(weight) <= most)])
    now, most = whole["in_order"]["gzip_bytes"] / 1000, before["in_order"]
    claim = f"the first three parts in order, each file once, gzip: at most {most} kB, as before"
    return [*rows, [claim, f"{now:,.0f} kB", _yes(round(now) <= most)]]


def serve(result: Result) -> str:
    """Return what one machine serves: the site to many readers, the notebook to some."""
    found, rows = result["nginx"], result["voila"]
    nginx = [
        ("readers at once", f"{found['readers']:,}"),
        ("requests a second", f"{found['requests_a_second']:,}"),
        ("whole lessons a second", f"{found['lessons_a_second']:g}"),
        ("median / p99 of a request", f"{found['p50_ms']:g} / {found['p99_ms']:g} ms"),
        ("sent", f"{found['megabytes_a_second']} MB a second"),
        ("requests that failed", f"{found['errors']:,} of {found['requests']:,}"),
        ("memory of the server", f"{found['memory_mb']:g} MB"),
    ]
    voila = [
        [
            f"{row['readers']}",
            f"{row['answered']}",
            *(f"{row[key] / 1e3:.1f} s" if row[key] else "–" for key in ("p50_ms", "p99_ms")),
            f"{row['memory_mb']:,.0f} MB",
        ]
        for row in rows
    ]
    return "\n\n".join(
        [
            f"nginx, {found['seconds']:g} seconds. A lesson is {result['pages']} pages, "
            f"{result['files_of_a_lesson']} files with what each page asks for:",
            table(["the static edition", "measured"], [list(row) for row in nginx]),
            f"Voilà, `{result['notebook']}`: readers who open it in the same moment, how many get "
            "the whole page within two minutes, how long they wait, and the memory of the server "
            "with its kernels:",
            table(["readers at once", "answered", "median", "p99", "memory"], voila),
            _circumstances(result),
        ]
    )


SECTIONS: dict[str, Callable[[Result], str]] = {
    "lab": lab,
    "kernel": kernel,
    "growth": growth,
    "site": site,
    "serve": serve,
}


def main() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for name, write in SECTIONS.items():
        file = RESULTS / f"{name}.json"
        text = "Not measured yet."
        if file.exists():
            text = write(json.loads(file.read_text(encoding="utf-8")))
        between = re.compile(f"(<!-- begin {name} -->\n).*?(<!-- end {name} -->)", re.DOTALL)
        page, found = between.subn(lambda m, text=text: f"{m[1]}\n{text}\n\n{m[2]}", page)
        if found != 1:
            raise SystemExit(f"{PAGE.name}: got {found} places for {name}, expected one.")
    PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
