"""Installs the distribution's Chromium for the browser tests: Debian, as root."""

import os
import subprocess

PACKAGES = ("chromium", "fonts-noto-cjk")


def main() -> None:
    """Runs apt-get; its own words say what went wrong."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    print("Installing Chromium for the browser tests …", flush=True)
    for command in (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *PACKAGES],
    ):
        subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL, timeout=900)


if __name__ == "__main__":
    main()
