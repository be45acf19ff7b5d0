"""Which process of a run does which tests."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from xdist.scheduler import LoadFileScheduling

# JupyterLab starts once, and so does each engine, with one site for all of them.
ONE_START = ("lab", "engines")
# What takes longest, by its end; begun last, it would keep one process busy and the others not. The
# other files come in the order of xdist: those with most tests first.
LONGEST = (
    *ONE_START,
    "site/test_pages.py",
    "this_lesson/test_pages.py",
    "site/test_jumps.py",
    "exercises/test_store.py",
    "map/test_glance.py",
    "exercises/test_kinds.py",
    "map/test_names.py",
    "exercises/test_people.py",
    "map/test_crowds.py",
    "site/test_everybody.py",
    "map/test_many.py",
    "site/test_terms.py",
    "map/test_save.py",
    "exercises/test_access.py",
    "exercises/test_handin.py",
    "site/test_preview.py",
    "publish/test_site.py",
    "publish/test_handout.py",
    "examples/test_examples.py",
    "this_lesson/test_notebooks.py",
    "test_shelf.py",
    "starter/test_page.py",
    "publish/test_preview_watch.py",
)


class Schedule(LoadFileScheduling):
    """Give a process whole files, the longest first; of a folder that starts something, all.

    Playwright has a loop of events in its process, and a test that runs a notebook needs one of its
    own. So a process that has begun with a browser does nothing else any more. Half of them begin
    with it at once, for a browser is often waited for, and the others compute meanwhile; those come
    to it when all else is done.
    """

    def __init__(self, config: Any, log: Any = None) -> None:
        super().__init__(config, log)
        self.with_browser: set[Any] = set()
        # Of the folder of browsers such a run has only what needs none.
        self.is_without = "not browser" in (config.option.markexpr or "")

    def _split_scope(self, nodeid: str) -> str:
        file = super()._split_scope(nodeid)
        return next((one for one in ONE_START if one in PurePath(file).parts), file)

    def _assign_work_unit(self, node: Any) -> None:
        scopes = sorted(self.workqueue, key=_place)
        browser = [] if self.is_without else [one for one in scopes if _in_browser(one)]
        others = [one for one in scopes if one not in browser]
        first = bool(browser) and len(self.with_browser) < len(self.nodes) // 2
        if node in self.with_browser or first or not others:
            scopes = browser
            self.with_browser.add(node)
        else:
            scopes = others
        if not scopes:
            node.shutdown()
            return
        self.workqueue.move_to_end(scopes[0], last=False)
        super()._assign_work_unit(node)


def _in_browser(scope: str) -> bool:
    return scope in ONE_START or "browser" in PurePath(scope).parts


def _place(scope: str) -> int:
    """Give the place of a scope among the longest; all others stay in the order of xdist."""
    return next((n for n, one in enumerate(LONGEST) if scope.endswith(one)), len(LONGEST))
