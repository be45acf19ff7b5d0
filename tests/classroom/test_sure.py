"""How often those of a class were right who were sure."""

from __future__ import annotations

from typing import Any

from support.handed_in import Folder, attempt, exercise, hand_in


def test_a_class_sees_how_often_it_was_right(folder: Folder) -> None:
    def foretold(*pairs: tuple[int, bool]) -> dict[str, Any]:
        answer = {"text": "x", "statements": [{"sure": s, "right": r} for s, r in pairs]}
        return attempt("x") | {"answer": answer}

    for name, pairs in {"Ana": [(90, True), (60, False)], "Ben": [(90, False)]}.items():
        one = exercise("foretold", [foretold(*pairs)]) | {"kind": "text"}
        folder.put(f"{name}.json", hand_in(name, one))
    assert folder.run() == 0
    assert folder.page().under("How sure, and how often right") == [
        "60 % sure: 0 of 1 statement came true (0 %).",
        "90 % sure: 1 of 2 statements came true (50 %).",
    ]
