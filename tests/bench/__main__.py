"""Runs every bench and prints what it measured: ``make bench``."""

import importlib
import pkgutil

import tests.bench


def main() -> None:
    """Run the modules of this package in order of name."""
    for module in sorted(m.name for m in pkgutil.iter_modules(tests.bench.__path__)):
        if module == "__main__":
            continue
        print(f"\n{module}")
        for line in importlib.import_module(f"tests.bench.{module}").run():
            print(f"  {line}")


if __name__ == "__main__":
    main()
