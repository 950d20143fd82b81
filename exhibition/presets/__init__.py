"""Shows as data: one TOML file each."""

from importlib.resources import files

from exhibition.domain.preset import ShowPreset, parse

#: The preset of the show that a new installation begins with.
FIRST_SHOW = "cell-gene-therapy"


def read_preset(name: str) -> ShowPreset:
    """The show in the preset ``name`` of this folder.

    Raises FileNotFoundError where there is none, and PresetError where it cannot be used.
    """
    return parse((files(__name__) / f"{name}.toml").read_text(encoding="utf-8"))
