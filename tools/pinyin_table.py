"""Makes the table of readings that the search by pinyin uses, from that of pypinyin.

    python tools/pinyin_table.py pinyin_dict.json > exhibition/domain/pinyin.txt

The file is the single-character table of that package. A line of ours is a syllable without its
tone and all characters whose most usual reading it is; ü is written v, as one types it.
"""

import json
import sys
import unicodedata
from collections import defaultdict
from pathlib import Path

#: Private characters, and the look-alikes that fold into others before they are looked up.
SKIPPED = (range(0xE000, 0xFB00), range(0x2F800, 0x2FA20))
HEAD = "# Readings of Chinese characters, after pypinyin (MIT licence) and Unihan."


def bare(reading: str) -> str:
    """The syllable without its tone: ``lǚ`` is ``lv``."""
    plain = unicodedata.normalize("NFD", reading).replace("u\u0308", "v")
    return "".join(sign for sign in plain if sign.isascii() and sign.isalpha())


def main(source: str) -> None:
    """Prints the table."""
    syllables: dict[str, list[str]] = defaultdict(list)
    for code, readings in sorted(json.loads(Path(source).read_text("utf-8")).items(), key=_point):
        if not any(int(code) in skipped for skipped in SKIPPED):
            syllables[bare(readings.split(",")[0])].append(chr(int(code)))
    print(HEAD)
    for syllable, signs in sorted(syllables.items()):
        print(syllable, "".join(signs))


def _point(entry: tuple[str, str]) -> int:
    return int(entry[0])


if __name__ == "__main__":
    main(sys.argv[1])
