"""What no page may do, on whichever errand it was opened."""

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response, WebError

#: Runs in every page before its own scripts and tells the console what the console would not say.
SPY = """
(() => {
  const say = (what) => console.error(what);
  addEventListener("securitypolicyviolation", (event) =>
    say(`against the policy: ${event.violatedDirective} ${event.blockedURI}`));
  const measure = () => {
    const root = document.documentElement;
    if (root.scrollWidth > root.clientWidth)
      say(`wider than the screen: ${root.scrollWidth} > ${root.clientWidth}`);
  };
  addEventListener("load", measure);
  addEventListener("resize", measure);
})();
"""
#: Chromium says this of pages that are meant to answer 422 or 404, and of a network that is gone;
#: answers are judged by ``_judge`` instead.
FAILED_LOAD = "Failed to load resource:"
#: The main page, and what its own scripts send, may be answered with a refusal.
MAY_BE_REFUSED = ("document", "fetch", "xhr")


class Watch:
    """Keeps what went wrong on the pages of the browser contexts it was given."""

    def __init__(self) -> None:
        self.problems: list[str] = []

    def follow(self, context: BrowserContext, address: str) -> None:
        """Watches every page of this context; only ``address`` may be asked for anything."""
        context.add_init_script(SPY)
        context.on("console", self._hear)
        context.on("weberror", self._stumble)
        context.on("request", lambda request: self._guard(request, address))
        context.on("response", self._judge)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(FAILED_LOAD):
            self.problems.append(f"console on {_page_of(message)}: {message.text}")

    def _stumble(self, error: WebError) -> None:
        page = error.page.url if error.page else "?"
        self.problems.append(f"error on {page}: {error.error}")

    def _guard(self, request: Request, address: str) -> None:
        own = (address + "/", "data:", "blob:")
        if not request.url.startswith(own):
            self.problems.append(f"asked for {request.url}")

    def _judge(self, response: Response) -> None:
        kind = response.request.resource_type
        if response.status >= 500 or (response.status >= 400 and kind not in MAY_BE_REFUSED):
            self.problems.append(f"{response.status} for {response.url}")


def _page_of(message: ConsoleMessage) -> str:
    return message.page.url if message.page else "?"
