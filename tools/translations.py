"""Compiles the catalogues that changed: people write ``.po``, programs read ``.mo``."""

from pathlib import Path

CATALOGUES = Path(__file__).resolve().parent.parent / "exhibition" / "translations"


def stale() -> list[Path]:
    """The catalogues without a compiled file as new as themselves."""
    return [
        source
        for source in sorted(CATALOGUES.rglob("*.po"))
        if not (target := source.with_suffix(".mo")).exists()
        or target.stat().st_mtime < source.stat().st_mtime
    ]


def compile_catalogue(source: Path) -> None:
    """Writes the ``.mo`` beside a ``.po``."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with source.open("rb") as file:
        catalogue = read_po(file, locale=source.parent.parent.name, domain=source.stem)
    with source.with_suffix(".mo").open("wb") as file:
        write_mo(file, catalogue)


if __name__ == "__main__":
    for catalogue in stale():
        compile_catalogue(catalogue)
