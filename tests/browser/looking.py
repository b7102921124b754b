"""Somebody who looks at pages, and notes what no page of ours may do."""

from typing import Any, Final
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Dialog, Page, Request, Response

NOISE: Final = frozenset({"log", "info", "debug"})
"""What a console may hold: chromium tells of itself there."""

REFUSED: Final = "Failed to load resource: the server responded with a status of"


class Looker:
    """A page of a browser, and the faults seen on it since `take`."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self._faults: list[str] = []
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self._faults.append(f"script: {error}"))
        page.on("dialog", self._asked)
        page.on("request", self._requested)
        page.on("response", self._answered)

    def open(self, path: str, *, status: int | None = 200) -> Response:
        """Goes to an address, which must answer so if a status is given; the last answer."""
        answer = self.page.goto(path)
        assert answer is not None, path
        if status is not None:
            said = "" if answer.status == status else self.page.inner_text("body")
            assert answer.status == status, f"{path}: {answer.status} {said}"
        return answer

    def sign_in(self, link: str) -> None:
        """Uses a link up, by the button of its page."""
        self.open(link)
        self.page.locator("main form button").first.click()
        self.page.wait_for_url(f"{self.address}/")

    def take(self) -> list[str]:
        """The faults seen since it was asked the last time."""
        found, self._faults = self._faults, []
        return found

    def run(self, script: str, argument: Any = None) -> Any:
        """What a script of the test says of the page."""
        return self.page.evaluate(script, argument)

    def _heard(self, message: ConsoleMessage) -> None:
        is_answer = message.text.startswith(REFUSED)  # `_answered` judges those
        if message.type not in NOISE and not is_answer:
            self._faults.append(f"console: {message.type}: {message.text}")

    def _asked(self, dialog: Dialog) -> None:
        self._faults.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _requested(self, request: Request) -> None:
        if urlsplit(request.url).netloc != urlsplit(self.address).netloc:
            self._faults.append(f"request to another host: {request.url[:200]}")

    def _answered(self, response: Response) -> None:
        if response.request.resource_type != "document" and response.status >= 400:
            self._faults.append(f"{response.status}: {response.url[:200]}")
