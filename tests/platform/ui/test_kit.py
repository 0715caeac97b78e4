"""The kit: charts, icons, vendored files."""

import hashlib
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template

from coalition.platform import charts
from coalition.platform.templatetags.navigation import ENTRIES, is_current
from coalition.platform.templatetags.ui import TONE_ICONS, figure, initials

STATIC = settings.BASE_DIR / "coalition" / "static"
VENDOR = STATIC / "vendor"


def sources(*endings: str) -> list[Path]:
    apps = ("audit", "coalition", "consent", "orgs", "sharing")
    return [path for app in apps for path in (settings.BASE_DIR / app).rglob("*") if path.suffix in endings]


def symbols() -> set[str]:
    return set(re.findall(r'<symbol id="([^"]+)"', (VENDOR / "bootstrap-icons" / "sprite.svg").read_text()))


def test_every_icon_in_use_is_in_the_sprite() -> None:
    used = {entry.icon for entry in ENTRIES} | set(TONE_ICONS.values())
    for path in sources(".html"):
        text = path.read_text()
        used |= set(re.findall(r'{% icon "([^"]+)"', text))
        used |= set(re.findall(r'icon_name="([^"]+)"', text))
    assert used - symbols() == set()


def test_vendored_files_are_those_of_the_list() -> None:
    listed = (VENDOR / "VENDOR.md").read_text()
    for path in VENDOR.rglob("*"):
        if path.suffix in (".css", ".js", ".woff2", ".svg"):
            assert hashlib.sha256(path.read_bytes()).hexdigest() in listed, path.name
            assert b"sourceMappingURL" not in path.read_bytes()
    for folder in ("bootstrap", "htmx", "inter", "bootstrap-icons"):
        assert (VENDOR / folder / "LICENSE").exists()


def test_templates_obey_the_content_security_policy() -> None:
    for path in sources(".html"):
        text = path.read_text()
        assert not re.search(r"\sstyle=|\son[a-z]+=|hx-on|<style|javascript:", text), path
        assert not re.search(r"<script(?![^>]*\bsrc=)", text), path


@pytest.mark.parametrize(
    ("value", "expected"), [(1, 1), (3, 5), (11, 20), (18, 20), (21, 25), (4494, 5000), (6000, 10000)]
)
def test_axis_ends_at_a_round_number(value: float, expected: float) -> None:
    assert charts.ceiling(value) == expected


def test_line_chart_without_points_draws_nothing() -> None:
    chart = charts.line([])
    assert (chart.path, chart.area, chart.pace, chart.last) == ("", "", "", None)


def test_line_chart_says_its_figures_as_a_table_too() -> None:
    template = Template("{% load ui %}{% line_chart points goal=100 title='Calls' %}")
    page = template.render(Context({"points": [("1 Oct", 10), ("2 Oct", 40)]}))
    assert page.count("<tr>") == 3
    assert 'class="pace"' in page


@pytest.mark.parametrize(("value", "expected"), [(0, "q0"), (None, "q0"), (1, "q1"), (50, "q3"), (100, "q5")])
def test_shade(value: float | None, expected: str) -> None:
    assert charts.shade(value, 100) == expected


@pytest.mark.parametrize(
    ("name", "expected"), [("Ana García", "AG"), ("Ana", "A"), ("Ana María de la Cruz", "AC"), ("", ""), ("7", "")]
)
def test_initials(name: str, expected: str) -> None:
    assert initials(name) == expected


@pytest.mark.parametrize(
    ("path", "prefixes", "expected"),
    [
        ("/", ("/",), True),
        ("/people/", ("/",), False),
        ("/people/3/", ("/people/",), True),
        ("/c/1/", ("/campaigns/", "/c/"), True),
    ],
)
def test_navigation_knows_where_the_reader_is(path: str, prefixes: tuple[str, ...], expected: bool) -> None:
    assert is_current(path, prefixes) is expected


@pytest.mark.parametrize(("value", "expected"), [(1240, "1,240"), (7, "7"), ("Ready", "Ready"), (True, True)])
def test_figure_sets_thousands_apart(value: object, expected: object) -> None:
    assert figure(value) == expected
