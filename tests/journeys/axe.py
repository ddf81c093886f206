"""The accessibility engine, laid over a page as it stands: WCAG 2.2 AA; build/axe is fetched by the set-up."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

SOURCE = Path(__file__).parents[2] / "build" / "axe" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})"


def violations(page: Page) -> list[str]:
    """Return each rule that the page breaks, and where; the debugging protocol evaluates past the page's content policy."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(SOURCE.read_text())
    found = page.evaluate(RUN, RULES)["violations"]
    return [f"{broken['id']}: {node['target']} {node['html'][:160]}" for broken in found for node in broken["nodes"]]


SMALL = """() => [...document.querySelectorAll('a, button, input:not([type=hidden]), select, textarea, summary')]
    .filter(one => one.checkVisibility({visibilityProperty: true}) && !one.closest('.skip') && !one.matches('.skip'))
    .map(one => ({one, box: (one.labels?.length && ['checkbox', 'radio'].includes(one.type) ? one.labels[0] : one).getBoundingClientRect()}))
    .filter(({box}) => box.width > 0 && (box.height < 23.5 || box.width < 23.5))
    .map(({one, box}) => `${one.outerHTML.slice(0, 100)} ${Math.round(box.width)}x${Math.round(box.height)}`)"""
WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
BEYOND = """() => [...document.querySelectorAll('body *')].filter(one => one.getBoundingClientRect().right > innerWidth + 1)
    .slice(0, 4).map(one => one.outerHTML.slice(0, 120))"""


def small_targets(page: Page) -> list[str]:
    """Return what a finger is to hit and that is smaller than 24 pixels."""
    return list(page.evaluate(SMALL))


def beyond_the_edge(page: Page) -> list[str]:
    """Return what makes the page scroll sideways."""
    return list(page.evaluate(BEYOND)) if page.evaluate(WIDER) > 0 else []
