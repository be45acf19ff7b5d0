"""`lessonkit site`: the same bytes, whole or not at all, small, safe, no answer in plain."""

from __future__ import annotations

import copy
import gzip
import json
import os
import re
import signal
import subprocess
import sys
import time
import tomllib
from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from support.folders import ROOT
from support.shared_values import values_in
from support.unpacked import undone

from lessonkit.cli import main
from lessonkit.errors import PublishError
from lessonkit.notebook import Lesson
from lessonkit.publish.folder import replace
from lessonkit.publish.site.build import publish
from lessonkit.publish.site.files import files_of
from lessonkit.publish.site.policy import POLICY
from lessonkit.publish.site.whole import in_page

PAGE = 2_050_000  # on the disk, with what it loads
# Over the network: a page and what it loads, without faces and pictures.
# The part of the tools has all cards, all claims with their ends, and all positions.
GZIPPED = {
    "01_context.html": 354_500,
    "02_the_race.html": 303_000,
    "03_hindsight.html": 381_500,
    "04_tools.html": 559_500,
    "index.html": 154_500,
    "sources.html": 92_500,
}
# All that is fetched, also faces and pictures: not more than before the second wave, when a page
# had no faces, no relief, no reports, no second clock and no switches of sources.
FETCHED = {"01_context.html": 419_000, "02_the_race.html": 369_000, "03_hindsight.html": 515_000}
READ = 660_000  # the parts in order, each file once, with the faces: before, 926 kB with no face
# Once for all pages, and smaller by no compression: all faces, and those that English needs.
FONTS, PLAIN = 111_000, 58_500
SITE = 4_500_000  # the folder, without the handout (see test_handout.py) and without
WHOLE = 4_750_000  # all of it in one file
EVIL = "<script>alert(1)</script>"


def texts_of(root: Path, lesson: Lesson) -> dict[str, str]:
    return {name: (root / "notebooks" / name).read_text("utf-8") for name in lesson.notebooks}


@pytest.fixture(scope="module")
def files(whole_site: Path) -> dict[str, bytes]:
    """Return the site of this lesson, made from the notebooks as they were saved."""
    return snapshot(whole_site)


@pytest.fixture(scope="module")
def folder(files: dict[str, bytes]) -> dict[str, bytes]:
    """Return the site without the one file that has all pages in it."""
    return {name: data for name, data in files.items() if name != "lesson.html"}


def shared_of(files: Mapping[str, bytes]) -> list[dict[str, Any]]:
    """Return the values that pages share."""
    return [values_in(files[name].decode()) for name in files if name.startswith("lesson/shared-")]


# ---- The files ----------------------------------------------------------------------------------


def test_the_site_has_its_pages(files: dict[str, bytes], lesson: Lesson) -> None:
    pages = [
        "index.html",
        "lesson.html",
        "sources.html",
        *(Path(name).stem + ".html" for name in lesson.notebooks),
    ]
    assert sorted(name for name in files if name.endswith(".html")) == sorted(pages)
    start = files["index.html"].decode()
    assert lesson.title in start
    assert lesson.question in start
    for name in lesson.notebooks:
        first = json.loads(texts_of(ROOT, lesson)[name])["cells"][0]["source"]
        title = "".join(first).splitlines()[0].removeprefix("# ")
        assert title in start
        assert "".join(first).splitlines()[-1].removeprefix("**Question:** ") in start
    assert start.count("minutes, without the exercises") == 4
    assert "CC BY 4.0" in start


def test_the_start_page_has_the_map_that_opens_the_lesson(
    files: dict[str, bytes], root: Path, lesson: Lesson
) -> None:
    """Alive, slim, with a picture in its place, and with the state that its notebook has."""
    start = BeautifulSoup(files["index.html"], "html.parser")
    (shown,) = start.select(".lk-poster [data-model]")
    assert "lk-slim" in shown["class"]
    assert shown.select_one("img[alt]")
    state = json.loads(start.select_one("#lk-state").string or "")
    (model,) = undone(state, shared_of(files)).values()
    assert model["spec"]["id"] == lesson.opening
    assert model["spec"]["title"] == lesson.maps[lesson.opening].title
    assert len(lesson.maps[lesson.opening].places or ()) == 5


def test_without_a_name_the_first_map_opens_the_lesson(river: Path, small: Lesson) -> None:
    name = small.notebooks[0]  # alone, so that it is fast
    other = copy.copy(small)
    other.opening = ""
    text = {name: texts_of(river, small)[name]}
    start = files_of(other, text, river / "notebooks")["index.html"].decode()
    assert small.maps["five-weeks"].alt in start


def test_without_a_section_on_licences_the_credits_of_the_lesson_stand(
    river: Path, small: Lesson
) -> None:
    name = small.notebooks[0]
    text = re.sub("licen[cs]e|credit", "permit", texts_of(river, small)[name], flags=re.IGNORECASE)
    other = copy.copy(small)
    other.credits = "Drawn by <us> & others."
    start = files_of(other, {name: text}, river / "notebooks")["index.html"].decode()
    assert "<p>Drawn by &lt;us&gt; &amp; others.</p>" in start


def test_a_map_beside_its_list_may_open_the_lesson(river: Path, small: Lesson) -> None:
    other = copy.copy(small)
    other.opening = "held-on-4-may"  # stands beside its list only
    text = {name: texts_of(river, small)[name] for name in ("03_after.ipynb",)}
    found = files_of(other, text, river / "notebooks")
    start = BeautifulSoup(found["index.html"], "html.parser")
    (shown,) = start.select(".lk-poster [data-model]")
    assert shown["data-view"] == "map"
    assert shown.select_one("img")["alt"] == small.maps["held-on-4-may"].alt
    assert shown.select("table") == []  # the list stays in its notebook
    state = json.loads(start.select_one("#lk-state").string or "")
    (model,) = undone(state, shared_of(found)).values()
    assert (model["view"], model["spec"]["id"]) == ("map", "held-on-4-may")


def test_the_same_input_gives_the_same_bytes(river: Path, small: Lesson) -> None:
    made = files_of(small, texts_of(river, small), river / "notebooks")
    assert made == snapshot(river / "site")


def test_sizes(files: dict[str, bytes], folder: dict[str, bytes]) -> None:
    assert len(files["lesson.html"]) <= WHOLE
    assert sum(map(len, folder.values())) <= SITE
    # A browser fetches a font when its letters are met, and once for all pages.
    fonts = [data for name, data in folder.items() if name.endswith(".woff2")]
    assert len(fonts) == 11
    assert sum(map(len, fonts)) <= FONTS
    plain = [
        data for name, data in folder.items() if name.endswith(".woff2") and "-more" not in name
    ]
    assert sum(map(len, plain)) <= PLAIN
    for name in (name for name in folder if name.endswith(".html")):
        loaded = {*re.findall(r'(?:src|href)="(lesson/[^"]+)"', folder[name].decode())}
        whole = [folder[name], *(folder[one] for one in loaded if folder[one] not in fonts)]
        assert sum(map(len, whole)) <= PAGE, name
        gzipped = sum(len(gzip.compress(data)) for data in whole)
        assert gzipped <= GZIPPED[name], name
        pictures = re.findall(r'<picture>.*?<img[^>]* src="(media/[^"]+)"', folder[name].decode())
        assert len(pictures) == (name != "sources.html")
        fetched = gzipped + sum(map(len, [*plain, *(folder[one] for one in pictures)]))
        assert fetched <= FETCHED.get(name, fetched), name
    parts = [name for name in GZIPPED if name[:2] in ("01", "02", "03")]
    loaded = {
        one
        for name in parts
        for one in re.findall(r'(?:src|href)="(lesson/[^"]+)"', folder[name].decode())
    }
    texts = [gzip.compress(folder[name]) for name in {*parts, *loaded} if folder[name] not in fonts]
    assert sum(map(len, [*texts, *plain])) <= READ


def test_a_relief_and_a_script_are_stored_once(
    files: dict[str, bytes], folder: dict[str, bytes]
) -> None:
    for texts in ([files["lesson.html"]], folder.values()):
        whole = b"".join(texts).decode("utf-8", "ignore")
        # The picture of the first map stands on the start page, too: `src="data:..."`.
        reliefs = re.findall(
            r"(?<!src=\")data:image/webp;base64,[A-Za-z0-9+/=]{40}[A-Za-z0-9+/=]+", whole
        )
        assert reliefs
        assert len(reliefs) == len(set(reliefs))
        assert whole.count("function renderExercise(") == 1


def test_nothing_of_this_machine_is_in_the_site(files: dict[str, bytes], root: Path) -> None:
    for name, data in files.items():
        if not name.startswith("media/"):
            for path in {str(root), str(Path.home()), sys.prefix, "ipykernel_"} - {"/"}:
                assert path.encode() not in data, f"{path} in {name}"


def test_no_page_names_a_far_source(files: dict[str, bytes], folder: dict[str, bytes]) -> None:
    for name in (name for name in folder if name.endswith(".html")):
        text = files[name].decode()
        for tag in re.findall(r"<(?:script|link|img|iframe|source|object|embed)\b[^>]*>", text):
            found = re.search(r'(?:src|href)="([^"]*)"', tag)
            assert not found or not re.match(r"(?:[a-z]+:)?//", found[1]), tag
        assert "<style" not in text
        scripts = re.findall(r"<script\b([^>]*)>(.*?)</script>", text, re.DOTALL)
        assert scripts
        assert all("src=" in tag or "application/json" in tag for tag, _ in scripts)
        assert not re.search(r"<[^>]+\son[a-z]+=", text)
        assert not re.search(r"<[^>]+\sstyle=", text)
        assert f'content="{POLICY}"'.replace("'", "&#39;") in text
    drawings = [data for name, data in files.items() if name.startswith("lesson/shared")]
    assert drawings
    assert not any(b"style=" in data for data in drawings)
    # Without pictures, faces and sealed words, in which any five letters may stand by chance.
    texts = [
        data for name, data in files.items() if name.endswith((".html", ".js", ".css", ".txt"))
    ]
    said = [re.sub(rb"[A-Za-z0-9+/]{40,}={0,2}", b"", one).decode().lower() for one in texts]
    for word in ("cdnjs", "jsdelivr", "unpkg", "require.js", "mathjax", "html-manager"):
        assert not any(word in one for one in said)


def test_one_file_has_everything_in_it_and_its_policy_names_each_script(
    files: dict[str, bytes], folder: dict[str, bytes]
) -> None:
    text = files["lesson.html"].decode()
    page = BeautifulSoup(text, "html.parser")
    assert not page.select("link[href$='.css'], script[src]")
    [policy] = [one["content"] for one in page.select("meta[http-equiv]")]
    rules = dict(one.split(" ", 1) for one in str(policy).split("; "))
    for rule, tags in (
        ("script-src", page.select("script:not([type])")),
        ("style-src", page.select("style")),
    ):
        made = [b64encode(sha256(tag.decode_contents().encode()).digest()) for tag in tags]
        assert made
        assert rules[rule].split() == [f"'sha256-{one.decode()}'" for one in made]
    assert rules["default-src"] == "'none'"
    data = page.select("script[type='application/json']")
    assert all(json.loads(tag.decode_contents()) for tag in data)
    for tag in page.find_all(src=True):
        assert str(tag["src"]).startswith("data:image/"), tag["src"]
    ids = [str(tag["id"]) for tag in page.find_all(id=True)]
    assert len(ids) == len(set(ids))
    for key in ("href", "for", "aria-labelledby", "aria-describedby"):
        for tag in page.find_all(attrs={key: True}):
            value = str(tag[key])
            if key != "href":
                assert set(value.split()) <= set(ids), tag
            elif not re.match(r"(https?|mailto|data):", value):
                assert value.startswith("#"), f"{value}: what does it lie beside?"
                assert value == "#" or unquote(value[1:]) in ids, value
    # Each part has what its page has.
    parts = page.select(".lk-page")
    assert [part["id"] for part in parts] == [
        "start",
        "part-1",
        "part-2",
        "part-3",
        "part-4",
        "part-5",
    ]
    assert len(page.select("[data-model]")) == sum(
        len(re.findall(r"<div[^>]* data-model=", data.decode()))
        for name, data in folder.items()
        if name.endswith(".html")
    )


def test_a_notebook_with_the_name_of_a_page_is_refused(lesson: Lesson, tmp_path: Path) -> None:
    text = nbformat.writes(new_notebook(cells=[new_markdown_cell("# A", id="a")]))
    for name in ("index.ipynb", "sources.ipynb", "lesson.ipynb"):
        with pytest.raises(PublishError, match="Rename the notebook"):
            files_of(lesson, {name: text}, tmp_path)


def test_a_script_that_would_end_its_element_is_refused() -> None:
    assert in_page("a < b") == "a < b"
    for script in ("'</script>'", "a <!--b"):
        with pytest.raises(ValueError, match="a script has <"):
            in_page(script)


def test_no_answer_is_in_the_site_in_plain_text(files: dict[str, bytes], root: Path) -> None:
    """Model answers, explanations and feedback are words that stand nowhere else."""
    whole = b"\n".join(
        data
        for name, data in files.items()
        if not name.startswith("media/") and not name.endswith(".woff2")
    )
    text = whole.decode("utf-8")
    secret = []
    for path in sorted((root / "data" / "exercises").glob("*.toml")):
        for entry in tomllib.loads(path.read_text(encoding="utf-8"))["exercises"]:
            secret += [entry[key] for key in ("explanation",) if key in entry]  # or the first time
            secret += entry.get("hints", ())
            secret += [str(answer) for key, answer in entry.items() if key == "model_answer"]
    assert len(secret) > 100
    for words in secret:
        piece = max(words.strip().splitlines(), key=len)
        assert json.dumps(piece, ensure_ascii=False)[1:-1] not in text, piece


def test_the_page_gives_the_colours_that_outputs_ask_for(files: dict[str, bytes]) -> None:
    asked = set(re.findall(r"var\((--jp-[\w-]+)", files["lesson/outputs.css"].decode()))
    assert len(asked) >= 5
    given = set(re.findall(r"(--jp-[\w-]+):", files["lesson/page.css"].decode()))
    assert asked <= given


# ---- Running and replacing ----------------------------------------------------------------------


@pytest.fixture
def course(course: Path) -> Path:
    """Return a copy of the lesson with small notebooks."""
    (course / "notebooks").mkdir()
    for n, name in enumerate(("01_river.ipynb", "02_mills.ipynb")):
        cells = [
            new_markdown_cell(f"# Part {n}\n\n**Question:** {EVIL} why?", id="words"),
            new_code_cell(f"print({n} + 40)", id="sum"),
        ]
        nbformat.write(new_notebook(cells=cells), course / "notebooks" / name)
    return course


def unrun(path: Path, told: object = None) -> str:
    """Take a notebook as it is, where a test is about what becomes of the files."""
    return path.read_text(encoding="utf-8")


def snapshot(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def change(course: Path, name: str, code: str, id: str = "new") -> None:
    path = course / "notebooks" / name
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.append(new_code_cell(code, id=id))
    nbformat.write(notebook, path)


def test_publish_runs_the_notebooks_and_keeps_the_old_site_when_a_cell_fails(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    address = with_binder(course)
    before = snapshot(course)
    site = course / "out" / "site"
    assert main(["site", str(course), "--to", str(site)]) == 0
    said = capsys.readouterr()
    assert str(site / "index.html") in said.out
    assert "02_mills.ipynb: cell 2 of 2" in said.err
    assert "41" in (site / "02_mills.html").read_text("utf-8")
    once = snapshot(site)
    assert once["handout.pdf"].startswith(b"%PDF-")
    assert '<a href="handout.pdf">' in (site / "index.html").read_text("utf-8")
    assert [name for name in once if name.endswith(".pdf")] == ["handout.pdf"], "no answers"
    links_to_binder(once["01_river.html"].decode(), address)
    # Once more: the same bytes, and the lesson is as it was.
    assert main(["site", str(course), "--to", str(site)]) == 0
    assert snapshot(site) == once
    left = {n: data for n, data in snapshot(course).items() if not n.startswith("out/")}
    assert left == before
    # A cell that fails stops it.
    change(course, "01_river.ipynb", "1 / 0", "wrong")
    capsys.readouterr()
    assert main(["site", str(course), "--to", str(site)]) == 2
    said = capsys.readouterr().err
    assert "01_river.ipynb, cell 4 of 4" in said
    assert "The line `1 / 0` could not be carried out: division by zero." in said
    assert "Error" not in said  # nor any other word of Python
    assert snapshot(site) == once
    assert {path.name for path in course.iterdir()} == {"data", "notebooks", "out"}
    assert {path.name for path in (course / "out").iterdir()} == {"site"}


def with_binder(course: Path) -> str:
    """Name a Binder in the settings, and ask for Python in a cell; give the address."""
    toml = course / "data" / "lesson.toml"
    text = toml.read_text(encoding="utf-8")
    address = "https://mybinder.org/v2/gh/someone/lesson/HEAD"
    toml.write_text(
        text.replace('version = "1"', f'version = "1"\nbinder = "{address}"'), encoding="utf-8"
    )
    change(course, "01_river.ipynb", 'class L:\n    check = print\nL.check("id", ...)')
    return address


def links_to_binder(page: str, address: str) -> None:
    wanted = f"{address}?urlpath=lab%2Ftree%2Fnotebooks%2F01_river.ipynb"
    assert f'<a href="{wanted}">Open the lesson on Binder</a>' in page
    assert '<meta name="referrer" content="no-referrer">' in page  # for every link of the page
    assert f'"binder":"{wanted}"' in page
    assert "id Ellipsis" not in page, "what a check says without an answer is no news"


@pytest.mark.parametrize("at", ["write", "swap"])
def test_an_interrupted_run_leaves_no_half_site(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    site = tmp_path / "site"
    replace(site, {"index.html": b"old", "lesson/page.js": b"old"})
    write, rename = Path.write_bytes, Path.rename

    def stop_writing(path: Path, data: bytes) -> int:
        if path.name == "page.js":
            raise KeyboardInterrupt
        return write(path, data)

    def stop_renaming(path: Path, target: Path) -> Path:
        if path.name == "new":
            raise KeyboardInterrupt
        return rename(path, target)

    if at == "write":
        monkeypatch.setattr(Path, "write_bytes", stop_writing)
    else:
        monkeypatch.setattr(Path, "rename", stop_renaming)
    with pytest.raises(KeyboardInterrupt):
        replace(site, {"index.html": b"new", "lesson/page.js": b"new"})
    monkeypatch.undo()
    assert snapshot(tmp_path) == {"site/index.html": b"old", "site/lesson/page.js": b"old"}


# Loads once what a site needs, and then makes one in a process of its own for each line it reads.
STARTING = """
import json
import os
import sys

sys.modules["rfc3987_syntax"] = None  # as the command does
from lessonkit import cli
from lessonkit.publish import run as publish
from lessonkit.publish.site import build

run = publish.NotebookClient.async_execute

def begin(client, **options):
    print("begins", flush=True)
    return run(client, **options)

publish.NotebookClient.async_execute = begin
print("ready", flush=True)
for line in iter(sys.stdin.readline, ""):
    process = os.fork()
    if not process:
        *words, said = json.loads(line)
        os.dup2(os.open(said, os.O_WRONLY | os.O_CREAT), 2)
        sys.exit(cli.main(words))
    print(process, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), flush=True)
"""


def test_an_interrupt_ends_it_in_one_sentence(course: Path, tmp_path: Path) -> None:
    reached = course / "reached"
    change(course, "01_river.ipynb", f"open({str(reached)!r}, 'w'); import time; time.sleep(60)")
    with subprocess.Popen(
        [sys.executable, "-c", STARTING],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        bufsize=1,
    ) as starting:
        assert starting.stdin is not None
        assert starting.stdout is not None
        assert starting.stdout.readline() == "ready\n"
        for sign in (signal.SIGINT, signal.SIGTERM):
            for moment in ("a kernel starts", "a cell runs"):
                said = tmp_path / f"{sign} when {moment}"
                words = ["site", str(course), "--to", str(course / "site"), str(said)]
                starting.stdin.write(json.dumps(words) + "\n")
                told = {starting.stdout.readline() for _ in range(2)}
                assert "begins\n" in told, said.name
                [process] = map(int, told - {"begins\n"})
                while moment == "a cell runs" and not reached.exists():
                    time.sleep(0.05)
                time.sleep(0.3)
                os.kill(process, sign)
                code, words_said = starting.stdout.readline(), said.read_text("utf-8")
                assert code == "130\n", (said.name, words_said)
                stopped = "\nlessonkit: stopped. What is not named as written is as it was.\n"
                assert stopped in words_said, said.name
                assert "Traceback" not in words_said, said.name
                left = {path.name for path in course.iterdir()}
                assert left <= {"data", "notebooks", "reached"}, said.name
                reached.unlink(missing_ok=True)
        starting.stdin.close()


def test_a_file_put_into_a_site_is_not_deleted(course: Path) -> None:
    site = course / "site"
    publish(course, site, execute=unrun)
    (site / "lesson" / ".DS_Store").write_bytes(b"")
    publish(course, site, execute=unrun)  # what the system left there counts for nothing
    note = site / "lesson" / "notes of the teacher.txt"
    note.write_text("Thursday", encoding="utf-8")
    before = snapshot(site)
    with pytest.raises(PublishError, match=r"notes of the teacher\.txt was not written by"):
        publish(course, site, execute=unrun)
    assert snapshot(site) == before


def test_a_folder_with_something_else_is_not_touched(course: Path) -> None:
    mine = course / "mine"
    mine.mkdir()
    (mine / "letter.txt").write_text("Dear", encoding="utf-8")
    with pytest.raises(PublishError, match="mine holds something else"):
        publish(course, mine)
    assert snapshot(mine) == {"letter.txt": b"Dear"}


def test_a_place_that_cannot_be_written_is_noticed_before_anything_runs(course: Path) -> None:
    (course / "a file").write_text("", encoding="utf-8")
    ran: list[Path] = []

    def execute(path: Path, told: object = None) -> str:
        ran.append(path)
        return unrun(path)

    with pytest.raises(PublishError, match="site cannot be written: Not a directory"):
        publish(course, course / "a file" / "site", execute=execute)
    assert ran == []


def test_a_link_to_a_folder_stays_a_link(course: Path) -> None:
    (course / "elsewhere").mkdir()
    (course / "site").symlink_to(course / "elsewhere")
    publish(course, course / "site", execute=unrun)
    assert (course / "site").is_symlink()
    assert (course / "elsewhere" / "index.html").is_file()


def test_every_source_is_on_its_page(files: dict[str, bytes], lesson: Lesson) -> None:
    page = BeautifulSoup(files["sources.html"], "html.parser")
    rows = [row.find_all("td") for row in page.select("tbody tr")]
    told = {tds[0].get_text(): [one.get_text() for one in tds] for tds in rows}
    assert len(rows) == len(lesson.sources)
    for row in lesson.sources.to_dict("records"):
        assert told[row["citation"]][1] == row["publisher"]
        assert told[row["citation"]][2].casefold().startswith(row["kind"])
    links = {a["href"] for a in page.select("tbody a")}
    assert links == {url for url in lesson.sources["url"] if url}
    for name in (name for name in files if name.endswith(".html")):
        wanted = b"#part-5" if name == "lesson.html" else b"sources.html"
        assert b'<a href="' + wanted + b'"' in files[name]


def test_a_missing_notebook_is_named(course: Path) -> None:
    (course / "notebooks" / "02_mills.ipynb").unlink()
    with pytest.raises(PublishError, match=r"02_mills\.ipynb is not in"):
        publish(course, course / "site")
