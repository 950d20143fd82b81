"""One pass picture, against a bare QR code with one line of text."""

import time
from collections.abc import Callable

from exhibition.adapters import fonts, pass_image
from exhibition.adapters.pass_image import PassCard
from tests.bench import baseline
from tests.bench.report import Row, median

ROUNDS, EACH = 5, 20


def measure() -> list[Row]:
    """Rounds in turn, each picture for somebody else."""
    face = fonts.find().at(76)
    found = [
        (_seconds(lambda n: pass_image.draw(_card(n))),
         _seconds(lambda n: baseline.qr_and_one_line(_text(n), face)))
        for _ in range(ROUNDS + 1)
    ][1:]  # fmt: skip
    ours, least = median([one for one, _ in found]), median([other for _, other in found])
    ratio = median([one / other for one, other in found])
    return [
        Row(
            "pass PNG 1080 × 1720, Chinese text and QR, drawn",
            f"{ours * 1000:.1f} ms",
            f"{least * 1000:.1f} ms",
            f"{ratio:.2f}",
            "≤ 3",
        )
    ]


def _seconds(job: Callable[[int], object]) -> float:
    started = time.perf_counter()
    for number in range(EACH):
        job(number)
    return (time.perf_counter() - started) / EACH


def _text(number: int) -> str:
    return f"https://expo.example.com/p/1NH6V49ZSWX6C3BM1EYQ53YEY{number:04d}"


def _card(number: int) -> PassCard:
    return PassCard(
        show_zh="广州国际细胞与基因治疗产业展览会",
        show_en="Guangzhou International Cell & Gene Therapy Expo",
        type_word_zh="专业观众",
        type_word_en="TRADE VISITOR",
        band="#0A5C5F",
        slug="cell-gene-therapy",
        name=f"欧阳修文{number}",
        company="广州某某生物科技有限公司",
        job_title="研发经理",
        qr_text=_text(number),
        reference="V-39A1J26",
        foot=("2027年3月18日至20日 09:00–17:00", "广州", "一人一证，请勿转借"),
    )
