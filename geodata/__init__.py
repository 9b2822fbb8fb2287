"""The domain of Servicekartan: examples, geography and search; knows nothing of how it is shown."""

import tomllib
from pathlib import Path

_PROJECT = Path(__file__).resolve().parents[1] / "pyproject.toml"

__version__: str = tomllib.loads(_PROJECT.read_text(encoding="utf-8"))["project"]["version"]
"""The version number, said in ``pyproject.toml`` alone: nothing here is installed as a package."""
