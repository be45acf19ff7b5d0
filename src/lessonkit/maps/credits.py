"""Say below a map whose data it rests on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from lessonkit.layers import Layer
from lessonkit.lesson import Lesson


def caption(lesson: Lesson, layers: Sequence[Layer], most: int = 8) -> str:
    """Name the publishers that the layers rest on most, and say where the others stand."""
    table = lesson.sources.set_index("source_id")["publisher"]
    cited = Counter(
        s
        for layer in layers
        for f in layer.features
        for key in ("sources", "holder_sources")
        for s in f.card.get(key, ())
    )
    cited.update({s: 10_000 for layer in layers if not layer.features for s in layer.source_ids})
    counts: Counter[str] = Counter()
    for source, n in cited.items():
        if source in table.index:
            counts[str(table[source])] += n
    if not counts:
        return "Mercator projection."
    named = "; ".join(name for name, _ in counts.most_common(most))
    more = len(counts) - most
    others = f"; and {more} more, named on the cards and in the list of sources" if more > 0 else ""
    return f"Mercator projection. Sources: {named}{others}."
