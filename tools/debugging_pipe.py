"""Drives a Chromium of any age over its debugging pipe. Standard library only.

Playwright speaks to today's browsers; this speaks the few words that have not changed since
Chromium 78: open, type, tap, choose a file, lose the network, take a picture.
"""

import base64
import fcntl
import json
import os
import select
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

PATIENCE_SECONDS = 20
#: Longer than anything moves on a page.
SETTLING_SECONDS = 0.4
#: Chromium says this of pages that are meant to answer 404 or 422, and of a network that is gone.
FAILED_LOAD = "Failed to load resource"
_CHILD_READS, _CHILD_WRITES = 3, 4
_FIRST_FREE = 20


class Pipe:
    """One browser without a window and the line to it."""

    def __init__(self, command: list[str], environment: dict[str, str]) -> None:
        child_reads, self._writes = os.pipe()
        self._reads, child_writes = os.pipe()
        self._process = subprocess.Popen(
            [*command, "--remote-debugging-pipe"],
            env=environment,
            pass_fds=(_CHILD_READS, _CHILD_WRITES),
            preexec_fn=_handing_over(child_reads, child_writes),
            stderr=subprocess.DEVNULL,
        )
        os.close(child_reads)
        os.close(child_writes)
        self._number, self._rest = 0, b""
        self.heard: list[dict[str, Any]] = []

    def ask(self, method: str, session: str = "", **words: Any) -> dict[str, Any]:
        """What the browser answers; events that come meanwhile go to ``heard``.

        Raises RuntimeError where it refuses, TimeoutError where it stays silent.
        """
        self._number += 1
        message = {"id": self._number, "method": method, "params": words}
        os.write(self._writes, json.dumps(message | _to(session)).encode() + b"\0")
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            said = self._hear(deadline - time.monotonic())
            if said.get("id") == self._number:
                if "error" in said:
                    raise RuntimeError(f"{method}: {said['error']}")
                return dict(said["result"])
            if said:
                self.heard.append(said)
        raise TimeoutError(method)

    def _hear(self, seconds: float) -> dict[str, Any]:
        """The next message; empty where none comes."""
        while b"\0" not in self._rest:
            if not select.select([self._reads], [], [], max(seconds, 0))[0]:
                return {}
            part = os.read(self._reads, 1 << 20)
            if not part:
                raise RuntimeError("the browser went away")
            self._rest += part
        message, _, self._rest = self._rest.partition(b"\0")
        return dict(json.loads(message))

    def close(self) -> None:
        """Ends the browser."""
        self._process.kill()
        self._process.wait(timeout=10)
        os.close(self._writes)
        os.close(self._reads)


def _to(session: str) -> dict[str, str]:
    return {"sessionId": session} if session else {}


def _handing_over(reads: int, writes: int) -> Callable[[], None]:
    """Puts the child's ends where Chromium looks for them, whichever numbers they have now."""

    def hand_over() -> None:
        ends = [fcntl.fcntl(end, fcntl.F_DUPFD, _FIRST_FREE) for end in (reads, writes)]
        for end, place in zip(ends, (_CHILD_READS, _CHILD_WRITES), strict=True):
            os.dup2(end, place)

    return hand_over


class Tab:
    """A tab with nothing in it: no cookie, no storage of another one."""

    def __init__(self, pipe: Pipe, width: int, height: int, *, phone: bool) -> None:
        self._pipe = pipe
        self._context = pipe.ask("Target.createBrowserContext")["browserContextId"]
        empty = {"url": "about:blank", "browserContextId": self._context}
        target = pipe.ask("Target.createTarget", **empty)
        attached = pipe.ask("Target.attachToTarget", targetId=target["targetId"], flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network", "DOM"):
            self.say(f"{domain}.enable")
        scale = 2 if phone else 1
        screen = {"width": width, "height": height, "deviceScaleFactor": scale, "mobile": phone}
        self.say("Emulation.setDeviceMetricsOverride", **screen)
        self.say("Emulation.setTouchEmulationEnabled", enabled=phone)

    def close(self) -> None:
        """Closes the tab and forgets what it knew."""
        self._pipe.ask("Target.disposeBrowserContext", browserContextId=self._context)

    def say(self, method: str, **words: Any) -> dict[str, Any]:
        """One command of the protocol to this tab."""
        return self._pipe.ask(method, self._session, **words)

    def open(self, address: str) -> None:
        """Goes there and waits until everything is loaded."""
        self.evaluate("window.isOld = true")
        self.say("Page.navigate", url=address)
        self.arrive("!window.isOld")

    def evaluate(self, expression: str) -> Any:
        """The value of an expression in the page. Raises RuntimeError where it throws."""
        words = {"expression": expression, "returnByValue": True, "awaitPromise": True}
        answer = self.say("Runtime.evaluate", **words)
        if "exceptionDetails" in answer:
            raise RuntimeError(f"{expression}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def arrive(self, expression: str) -> None:
        """Until the expression holds on a page that is wholly there."""
        self.wait(f"document.readyState === 'complete' && ({expression})")

    def wait(self, expression: str) -> None:
        """Until the expression holds. Raises TimeoutError where it never does."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            try:
                if self.evaluate(f"Boolean({expression})"):
                    return
            except RuntimeError as error:
                # Between two pages there is no context to ask in.
                if "context" not in str(error):
                    raise
            time.sleep(0.05)
        raise TimeoutError(f"{expression} at {self.evaluate('location.pathname')}")

    def tap(self, selector: str) -> None:
        """Presses the middle of an element, as a thumb does."""
        quoted = json.dumps(selector)
        x, y = self.evaluate(
            f"(() => {{ const e = document.querySelector({quoted});"
            " e.scrollIntoView({block: 'center'}); const r = e.getBoundingClientRect();"
            " return [r.left + Math.min(r.width / 2, 24), r.top + Math.min(r.height / 2, 24)] })()"
        )
        for kind in ("mousePressed", "mouseReleased"):
            where = {"x": x, "y": y, "button": "left", "clickCount": 1}
            self.say("Input.dispatchMouseEvent", type=kind, **where)

    def type(self, selector: str, words: str) -> None:
        """Taps a control and types."""
        self.tap(selector)
        self.say("Input.insertText", text=words)

    def choose(self, selector: str, value: str) -> None:
        """Chooses an option of a list."""
        self.evaluate(
            f"(() => {{ const e = document.querySelector({json.dumps(selector)});"
            f" e.value = {json.dumps(value)};"
            " e.dispatchEvent(new Event('change', {bubbles: true})) })()"
        )

    def attach(self, selector: str, *files: Path) -> None:
        """Puts files into a file control."""
        root = self.say("DOM.getDocument")["root"]["nodeId"]
        node = self.say("DOM.querySelector", nodeId=root, selector=selector)["nodeId"]
        self.say("DOM.setFileInputFiles", nodeId=node, files=[str(file) for file in files])

    def lose_network(self, lost: bool) -> None:
        """Takes the network away, or gives it back."""
        usual = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
        self.say("Network.emulateNetworkConditions", offline=lost, **usual)

    def picture(self, path: Path, *, whole: bool = True) -> None:
        """Writes what the page looks like, at whole length or as much as the screen holds."""
        time.sleep(SETTLING_SECONDS)
        clip = {}
        if whole:
            size = self.say("Page.getLayoutMetrics")["contentSize"]
            clip = {"clip": size | {"x": 0, "y": 0, "scale": 1}, "captureBeyondViewport": True}
            self._stretch(size["height"])
        shot = self.say("Page.captureScreenshot", format="png", **clip)
        path.write_bytes(base64.b64decode(shot["data"]))

    def _stretch(self, height: float) -> None:
        """Older browsers draw nothing below the screen, so the screen grows for the picture."""
        width = self.evaluate("innerWidth")
        screen = {"width": width, "height": int(height) + 1, "deviceScaleFactor": 1}
        self.say("Emulation.setDeviceMetricsOverride", **screen, mobile=width < 600)

    def troubles(self) -> list[str]:
        """Exceptions and errors of the console in this tab, since the last time."""
        mine = [said for said in self._pipe.heard if said.get("sessionId") == self._session]
        self._pipe.heard = [said for said in self._pipe.heard if said not in mine]
        return [words for said in mine if (words := _trouble(said["method"], said["params"]))]


def _trouble(method: str, told: dict[str, Any]) -> str:
    if method == "Runtime.exceptionThrown":
        details = told["exceptionDetails"]
        return str(details.get("exception", details).get("description", details["text"]))
    if method == "Runtime.consoleAPICalled" and told["type"] == "error":
        return " ".join(str(one.get("value", one.get("description"))) for one in told["args"])
    if method == "Log.entryAdded" and told["entry"]["level"] == "error":
        words = str(told["entry"]["text"])
        return "" if words.startswith(FAILED_LOAD) else words
    return ""
