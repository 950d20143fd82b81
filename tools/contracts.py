"""Checks the import contracts of pyproject.toml."""

import sys
from pathlib import Path

from importlinter.cli import lint_imports

ROOT = Path(__file__).resolve().parent.parent

if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    sys.exit(lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True))
