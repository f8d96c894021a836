"""`tactus report`: the page in a real browser, and days summed up in roll-ups."""

import datetime
import gzip
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile

import pytest
from conftest import HERE, PATIENCE, ROOT
from support.browser import Browser, pixels
from support.policy import unavailable

EXAMPLES = sorted((ROOT / "Examples/recordings").glob("*.events"))
CHARTS = 19
MONITOR = """\
{day} 08:59:00.000 INFO  tactus 0.1.0 senses how someone types and moves, never what is typed
{day} 12:00:00.000 WARN  heartbeat 9 failed: no connection
{day} 13:00:00.000 INFO  heartbeats succeed again
{day} 17:00:00.000 INFO  stopped
"""


def rotated(tactus, folder, days):
    """A folder with a rotated file a working day: the example's minutes at every hour of it."""
    lines = subprocess.run(
        [tactus, "replay", *EXAMPLES], capture_output=True, text=True, check=True).stdout.splitlines()
    minutes = [line for line in lines if json.loads(line)["complete"]]
    folder.mkdir()
    number, first = 0, datetime.date(2026, 1, 5)
    for day in (first + datetime.timedelta(days=index) for index in range(days)):
        if day.weekday() > 4:
            continue
        text, begin = [], number + 1
        for hour in range(9, 17):
            number += 1
            minute = re.sub(r'"seq":\d+', f'"seq":{number}', minutes[number % len(minutes)], count=1)
            minute = minute.replace('"source":"recording"', '"source":"live"', 1)
            start = f"{day}T{hour:02}:00:00.000+00:00"
            text.append(re.sub(r'"start":"[^"]+"', f'"start":"{start}"', minute, count=1) + "\n")
        name = f"tactus-{day:%Y%m%d}T090000Z-0f1e2d3c-{begin}.jsonl.gz"
        (folder / name).write_bytes(gzip.compress("".join(text).encode(), 1))
        (folder / f"monitor_{day:%Y%m%d}_085900.log").write_text(MONITOR.format(day=day))
    return number


@pytest.fixture(scope="module")
def month(tactus, tmp_path_factory):
    """A log of four weeks, and its page."""
    folder = tmp_path_factory.mktemp("report")
    windows = rotated(tactus, folder / "log", 26)
    (folder / "log" / "tactus.jsonl").write_text("")
    page = folder / "report.html"
    subprocess.run([tactus, "report", folder / "log", "-o", page], check=True)
    return folder / "log", page, windows


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    if not shutil.which("chromium") and not shutil.which("chromium-browser"):
        unavailable("not installed: chromium")
    browser = Browser(tmp_path_factory.mktemp("chromium"))
    yield browser
    browser.close()


SHOWN = "[...document.querySelectorAll('svg')].filter(s => s.getClientRects().length)"


def test_every_chart_is_drawn(browser, month):
    """By what can be seen: each has its marks' color on a good part of it, in both themes."""
    for scheme in ("light", "dark"):
        browser.open(month[1], scheme=scheme)
        charts = browser.evaluate(
            SHOWN + ".map(s => { const r = s.getBoundingClientRect();"
            "return [s.querySelector('title').textContent, r.x + scrollX, r.y + scrollY, r.width,"
            "r.height, getComputedStyle(document.body).backgroundColor,"
            "[...new Set([...s.querySelectorAll('rect, circle')].map("
            "e => getComputedStyle(e).fill))]] })")
        assert len(charts) == CHARTS
        ground = charts[0][5]
        assert (ground == "rgb(246, 247, 249)") == (scheme == "light")
        for title, x, y, width, height, _, fills in charts:
            marks = {tuple(map(int, re.findall(r"\d+", fill))) for fill in fills}
            for scale in (0.4, 1):  # thin marks are blurred where they are smaller still
                rows = pixels(browser.screenshot(x, y, width, height, scale))
                painted = sum(color in marks for row in rows for color in row)
                if painted > 20:
                    break
            assert painted > 20, (scheme, title, marks)
    assert browser.problems == []


@pytest.mark.parametrize("width", [400, 700, 1320, 1600])
def test_it_can_be_read_at_any_width(browser, month, width):
    browser.open(month[1], width)
    assert browser.evaluate("document.documentElement.scrollWidth") <= width
    sizes = browser.evaluate(
        SHOWN + ".map(s => 11.5 * s.getBoundingClientRect().width / s.viewBox.baseVal.width)")
    assert len(sizes) == CHARTS and 9.5 <= min(sizes) and max(sizes) < 16
    overlaps = browser.evaluate(
        "(() => { const found = []; for (const s of " + SHOWN + ") {"
        "const texts = [...s.querySelectorAll('text')].map(t => [t.textContent,"
        "t.getBoundingClientRect()]);"
        "const frame = s.closest('figure').getBoundingClientRect();"
        "texts.forEach(([a, r], i) => {"
        "  if (r.left < frame.left || r.right > frame.right) found.push([a, 'outside']);"
        "  texts.slice(i + 1).forEach(([b, o]) => {"
        "    if (r.left < o.right - 1 && o.left < r.right - 1 && r.top < o.bottom - 3"
        "      && o.top < r.bottom - 3) found.push([s.querySelector('title').textContent, a, b]);"
        "  }) }) } return found })()")
    assert overlaps == []


def test_it_prints(browser, month):
    """On white whatever the screen, in the wide layout, a chart never cut by a page's end."""
    browser.open(month[1], 794, "dark", media="print")
    assert browser.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert browser.evaluate("document.querySelector('svg.narrow').getClientRects().length") == 0
    browser.open(month[1], 794)
    pdf = browser.pdf()
    assert pdf.startswith(b"%PDF") and 3 <= len(re.findall(rb"/Type\s*/Page\b", pdf)) <= 12
    assert browser.problems == []


def test_numbers_can_be_reached_by_keyboard(browser, month):
    browser.open(month[1], 1000)
    for kind in ("rawKeyDown", "keyUp"):
        browser.command("Input.dispatchKeyEvent", type=kind, key="Tab", code="Tab",
                        windowsVirtualKeyCode=9)
    assert browser.evaluate("document.activeElement.tagName") == "SUMMARY"
    for kind, text in (("keyDown", "\r"), ("keyUp", "")):
        browser.command("Input.dispatchKeyEvent", type=kind, key="Enter", code="Enter", text=text,
                        windowsVirtualKeyCode=13)
    assert browser.evaluate("document.querySelector('details').open")
    rows = browser.evaluate(
        "[...document.querySelectorAll('details[open] tbody tr')].map(r => r.innerText)")
    assert len(rows) == 24


@pytest.fixture(scope="module")
def axe(tmp_path_factory):
    """The source of axe-core."""
    folder = tmp_path_factory.mktemp("axe")
    fetched = subprocess.run(
        [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes",
         "--disable-pip-version-check", f"--dest={folder}", f"--requirement={HERE / 'axe.txt'}"],
        capture_output=True, text=True, timeout=PATIENCE, check=False)
    if fetched.returncode:
        pytest.skip("axe-core can't be fetched: " + fetched.stderr.strip()[-200:])
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
        return wheel.read("axe_core_python/axe.min.js").decode()


@pytest.mark.parametrize("scheme, rules", [("light", ""), ("dark", ", runOnly: ['color-contrast']")])
def test_it_is_accessible(browser, month, axe, scheme, rules):
    browser.open(month[1], scheme=scheme)
    browser.evaluate("document.querySelectorAll('details')[0].open = true")
    browser.evaluate(axe + "; 0")
    found = browser.evaluate(
        "axe.run(document, {resultTypes: ['violations']" + rules + "}).then(r => [r.violations.map(v => [v.id, v.nodes.length,"
        "v.nodes[0].html.slice(0, 200), v.nodes[0].failureSummary]), r.passes.length])")
    assert found[0] == [] and found[1] > (0 if rules else 15)


# --- Roll-ups


def test_the_page_has_the_logs_sums(month, tactus):
    log, page, windows = month
    text = page.read_text()
    assert f"This page rests on {windows} windows" in text
    records = [json.loads(line) for path in log.glob("*.gz") for line in gzip.open(path, "rt")]
    keys = sum(record["kb.keystrokes"] or 0 for record in records)
    assert f"<dt>keystrokes</dt><dd>{keys:,.0f}</dd>" in text
    hours = re.search(r"Numbers of Activity by hour.*?</table>", text, re.DOTALL)[0]
    minutes = [int(cell) for cell in re.findall(r"<td>([\d,]+)</td>", hours)]
    assert sum(minutes) == windows
    assert "its heartbeat failed 20 times" in text


def test_a_year_is_read_from_roll_ups(month, tactus):
    """The files themselves are not: they could not be unpacked any more."""
    log, page, _ = month
    rollups = sorted(log.glob("*.rollup"))
    assert len(rollups) == 20
    for path in log.glob("*.jsonl.gz"):
        status = path.stat()
        path.write_bytes(b"\0" * status.st_size)
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    again = subprocess.run([tactus, "report", log], capture_output=True, text=True, check=True).stdout

    def body(text):
        return text.split("Made by")[0]

    assert body(again) == body(page.read_text())
    weeks = subprocess.run(
        [tactus, "view", "--by", "week", "--json", log], capture_output=True, text=True, check=True)
    assert len(weeks.stdout.splitlines()) == 4
    # Older ones than their file are void.
    os.utime(next(log.glob("*.jsonl.gz")), (1, 1))
    damaged = subprocess.run([tactus, "report", log], capture_output=True, text=True, check=False)
    assert damaged.returncode == 65 and ":1:" in damaged.stderr
