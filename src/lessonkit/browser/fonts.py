"""The faces that a page needs: as rules of a style sheet, and as data for JupyterLab."""

from __future__ import annotations

import base64
import json

from lessonkit.browser.bundle import HERE

FONTS = HERE / "type"
"""The folder of the fonts: `woff2` for the page, `ttf` for paper."""


def _listed() -> list[dict[str, str]]:
    listed: list[dict[str, str]] = json.loads((FONTS / "faces.json").read_text(encoding="utf-8"))
    return listed


def font_files() -> dict[str, bytes]:
    """Give the fonts of a page by the names of their files."""
    return {f"{one['file']}.woff2": _bytes(one) for one in _listed()}


def faces() -> list[dict[str, str]]:
    """Give the faces with their data in base64, for a page that loads no files."""
    return [
        {
            "family": one["family"],
            "style": one["style"],
            "weight": one["weight"],
            "range": one["range"],
            "data": _data(one),
        }
        for one in _listed()
    ]


def face_rules(*, inside: bool = False) -> str:
    """Write the faces as rules of a style sheet, which name the files or have the data `inside`."""
    return "\n".join(
        _rule(one, f"data:font/woff2;base64,{_data(one)}" if inside else f"{one['file']}.woff2")
        for one in _listed()
    )


def _rule(face: dict[str, str], address: str) -> str:
    looks = {
        "font-family": f'"{face["family"]}"',
        "font-style": face["style"],
        "font-weight": face["weight"],
        "font-display": "swap",
        "src": f'url("{address}") format("woff2")',
        "unicode-range": face["range"],
    }
    return f"@font-face{{{';'.join(f'{key}:{value}' for key, value in looks.items())}}}"


def _bytes(face: dict[str, str]) -> bytes:
    return (FONTS / f"{face['file']}.woff2").read_bytes()


def _data(face: dict[str, str]) -> str:
    return base64.b64encode(_bytes(face)).decode("ascii")
