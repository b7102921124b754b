"""What every page is held to, whatever it shows; each function returns its faults as sentences."""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any, Final

from tests.browser.looking import Looker
from tests.stranger_names import MARK

RULES: Final = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
DESK: Final = {"width": 1280, "height": 900}
PHONE: Final = {"width": 390, "height": 844}
BETWEEN: Final = ({"width": 320, "height": 700}, {"width": 900, "height": 700})
"""Sizes that no device need have, at which a page must not scroll sideways either."""

SHEET: Final = {"width": 688, "height": 1000}
WIDE_SHEET: Final = {"width": 1016, "height": 688}
"""What of A4 lies between the margins, in CSS pixels; tables of any width are printed crosswise."""

STOPS: Final = 40
"""Stops of the Tab key within which the content must be reached; there are about twenty."""


@cache
def axe() -> str:
    """axe-core, as the package ships it."""
    return files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


def faults_of_page(looker: Looker) -> Iterator[str]:
    """What is wrong with the page that stands open, at a desk, on a telephone and on paper."""
    page = looker.page
    yield from _markup(looker)
    yield from _strangers(looker)
    yield from _keyboard(looker)
    for name, size in (("desk", DESK), ("phone", PHONE)):
        page.set_viewport_size(size)
        yield from (f"{name}: {fault}" for fault in _violations(looker))
        yield from (f"{name}: {fault}" for fault in _sideways(looker))
        looker.run("document.documentElement.classList.add('large')")
        yield from (f"{name}, large type: {fault}" for fault in _sideways(looker))
        looker.run("document.documentElement.classList.remove('large')")
    for size in BETWEEN:
        page.set_viewport_size(size)
        yield from (f"{size['width']} px: {fault}" for fault in _sideways(looker))
    is_wide = looker.run("document.querySelector('.sideways') !== null")
    page.set_viewport_size(WIDE_SHEET if is_wide else SHEET)
    page.emulate_media(media="print")
    yield from (f"paper: {fault}" for fault in (*_paper(looker), *_sideways(looker)))
    page.emulate_media(media="screen")
    page.set_viewport_size(DESK)


def faults_of_form(looker: Looker) -> Iterator[str]:
    """The same of a page that came of a form, as far as it can differ from other pages."""
    page = looker.page
    yield from _markup(looker)
    for name, size in (("desk", DESK), ("phone", PHONE)):
        page.set_viewport_size(size)
        yield from (f"{name}: {fault}" for fault in _violations(looker))
        yield from (f"{name}: {fault}" for fault in _sideways(looker))
    page.set_viewport_size(DESK)


def _markup(looker: Looker) -> Iterator[str]:
    found = looker.run(
        """() => [...document.querySelectorAll('*')].filter(one =>
            ['SCRIPT', 'STYLE', 'IFRAME', 'OBJECT', 'EMBED', 'BASE'].includes(one.tagName)
            || [...one.attributes].some(a => a.name === 'style' && !one.closest('svg')
                || a.name.startsWith('on')
                || ['href', 'src', 'action', 'formaction'].includes(a.name)
                   && !/^(https?|about):$/.test(new URL(a.value, document.baseURI).protocol))
        ).map(one => one.outerHTML.slice(0, 160))"""
    )
    yield from (f"must not stand in a page: {one}" for one in found)
    if looker.run("document.querySelectorAll('h1').length") != 1:
        yield "it has not one h1"
    if not looker.run("document.title.includes(' · ') && document.documentElement.lang !== ''"):
        yield "it has no title or no language"


def _strangers(looker: Looker) -> Iterator[str]:
    """A stranger's name stands in an element that keeps its direction from its neighbours."""
    found = looker.run(
        r"""mark => {
            const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
            const found = [];
            for (let node; (node = walker.nextNode());) {
                const one = node.parentElement;
                if (!/[\u0590-\u08ff\u202a-\u202e\u2066-\u2069]/.test(node.data)
                    || !node.data.includes(mark)) continue;
                const apart = getComputedStyle(one).unicodeBidi;
                const alone = one.closest('pre, code, option, textarea, datalist, bdi, [dir]');
                if (!alone && apart === 'normal') found.push(one.outerHTML.slice(0, 160));
            }
            return found;
        }""",
        MARK,
    )
    yield from (f"its direction runs into its neighbours: {one}" for one in found)


def _violations(looker: Looker) -> Iterator[str]:
    if not looker.run("typeof axe === 'object'"):
        looker.run(axe())
    found: list[dict[str, Any]] = looker.run(
        """async rules => (await axe.run(document, {
            runOnly: {type: 'tag', values: rules}, resultTypes: ['violations'], preload: false,
        })).violations""",
        list(RULES),
    )
    for one in found:
        nodes = [f"{node['html'][:160]} ({node['failureSummary'][:300]})" for node in one["nodes"]]
        yield f"axe {one['id']}: {len(nodes)} times, {nodes[0]}"


def _sideways(looker: Looker) -> Iterator[str]:
    found = looker.run(
        """() => {
            const width = document.documentElement.clientWidth;
            if (document.documentElement.scrollWidth <= width) return null;
            const wide = [...document.body.querySelectorAll('*')].filter(
                one => one.getBoundingClientRect().right > width + 1);
            const last = wide.length ? wide[wide.length - 1].outerHTML.slice(0, 160) : '';
            return `${document.documentElement.scrollWidth} of ${width} px, ${last}`;
        }"""
    )
    if found:
        yield f"it scrolls sideways: {found}"


def _paper(looker: Looker) -> Iterator[str]:
    shown = looker.run(
        """() => [...document.querySelectorAll('nav, header form, main form, button, .noprint')]
            .filter(one => one.getClientRects().length).map(one => one.outerHTML.slice(0, 120))"""
    )
    yield from (f"is of no use: {one}" for one in shown)
    if not looker.run("document.querySelector('main h1').getClientRects().length"):
        yield "it has no heading"
    torn = looker.run(
        """() => [...document.querySelectorAll('main thead, main tbody tr')].filter(one =>
            one.tagName === 'THEAD' ? getComputedStyle(one).display !== 'table-header-group'
                                    : getComputedStyle(one).breakInside !== 'avoid')
            .map(one => one.outerHTML.slice(0, 120))"""
    )
    yield from (f"its head is not repeated, or a row is torn: {one}" for one in torn)
    faint = looker.run(
        """() => [...document.querySelectorAll('main a:not(.b)')].filter(one =>
            one.getClientRects().length
            && getComputedStyle(one).color !== getComputedStyle(one.parentElement).color)
            .map(one => one.outerHTML.slice(0, 120))"""
    )
    yield from (f"a link is not as dark as its text: {one}" for one in faint)


def _keyboard(looker: Looker) -> Iterator[str]:
    """By the Tab key: the way past the navigation first, then search, moment and content; and where
    one is can be seen at each stop."""
    stops = list(_stops(looker))
    yield from (f"the focus cannot be seen on {where}" for where, is_seen in stops if not is_seen)
    names = [where for where, _ in stops]
    if names[0] != "skip":
        yield f"the first stop is {names[0]}, not the way past the navigation"
    there = looker.run("[...document.querySelectorAll('#q, #ka')].map(one => one.id)")
    if [one for one in names if one in ("q", "ka")] != there:
        yield f"search and moment are not on the way: {names}"
    if looker.run("document.querySelector('main a[href], main button, main input') !== null"):
        if names[-1] != "main":
            yield f"the content is not reached: {names}"
        if names[0] == "skip":
            yield from _skipping(looker)


def _stops(looker: Looker) -> Iterator[tuple[str, bool]]:
    """Where the Tab key leads from the beginning of the page to its content, and whether that can
    be seen."""
    looker.run("() => { document.activeElement?.blur(); window.scrollTo(0, 0); }")
    for _ in range(STOPS):
        looker.page.keyboard.press("Tab")
        where, is_seen = looker.run(
            """() => {
                const one = document.activeElement, style = getComputedStyle(one);
                const box = one.getBoundingClientRect();
                const marked = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
                const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0;
                const named = one.id || one.className || one.tagName;
                return [one.closest('main') ? 'main' : String(named), marked && inside];
            }"""
        )
        if where == "BODY":
            return
        yield where, is_seen
        if where == "main":
            return


def _skipping(looker: Looker) -> Iterator[str]:
    page = looker.page
    looker.run("() => { document.activeElement?.blur(); document.querySelector('.skip').focus(); }")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    if not looker.run("document.activeElement.closest('main') !== null"):
        yield "the way past the navigation does not lead to the content"
