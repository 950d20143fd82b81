"""A filter in words: the chips above a list, and the second sheet of an export."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from exhibition.domain import places
from exhibition.domain.bilingual import Bilingual
from exhibition.domain.questions import Question
from exhibition.domain.status import Kind
from exhibition.models import Show
from exhibition.queries.filters import CONSENTS, GIVEN, NO_CHANNEL, Quick, RegistrationFilter
from exhibition.services.export_words import COLUMNS, LEFT_OUT, NO, STATUSES, YES

QUICK: Mapping[Quick, Bilingual] = {
    Quick.TODAY: Bilingual("今天", "Today"),
    Quick.WEEK: Bilingual("本周", "This week"),
    Quick.TO_REVIEW: Bilingual("待审核", "To be reviewed"),
    Quick.NEEDS_INFO: Bilingual("待补充", "Needs correction"),
    Quick.NO_EMAIL: Bilingual("无邮箱", "No e-mail"),
    Quick.DUPLICATES: Bilingual("疑似重复", "Possible duplicates"),
    Quick.MINE: Bilingual("我的客户", "Mine"),
    Quick.DUE: Bilingual("今日待跟进", "Due today"),
    Quick.LACKING: Bilingual("资料未交", "Not handed in"),
    Quick.OVERDUE: Bilingual("超期未付", "Overdue"),
}
VIP_TO_REVIEW = Bilingual("贵宾待审", "VIP to review")

SEARCH = Bilingual("搜索", "Search")
QUICK_FILTER = Bilingual("快捷筛选", "Quick filter")
STATUS = Bilingual("状态", "Status")
CHANNEL = Bilingual("渠道", "Channel")
NOT_BY_CHANNEL = Bilingual("无渠道", "No channel")
PLACE = Bilingual("地区", "Location")
PASS_TYPE = Bilingual("证件类型", "Pass type")
TAG = Bilingual("标签", "Tag")
RECOMMENDED = Bilingual("初审意见", "Recommended")
RECOMMENDATIONS: Mapping[str, Bilingual] = {
    "any": Bilingual("已有", "Anything"),
    "accepted": Bilingual("建议通过", "Accept"),
    "waitlisted": Bilingual("建议候补", "Waiting list"),
    "declined": Bilingual("建议不通过", "Decline"),
}
FROM = Bilingual("日期从", "From")
TO = Bilingual("日期至", "Until")
COLUMN = Bilingual("列", "Column")
ORDER = Bilingual("排序", "Order")
INCLUDED = Bilingual("包含", "Included")
CHOSEN = Bilingual("仅选中", "Only")
LEFT_OUT_ONE = Bilingual("排除", "Without")


@dataclass(frozen=True)
class Worded:
    """One part of a filter: what it is about, what it asks for, its name in the address."""

    label: Bilingual
    value: Bilingual
    name: str
    argument: str


def quick_word(quick: Quick, kind: Kind) -> Bilingual:
    """What a quick filter is called on the list of a kind."""
    if quick is Quick.TO_REVIEW and kind is Kind.VISITOR:
        return VIP_TO_REVIEW
    return QUICK[quick]


def worded(
    wanted: RegistrationFilter,
    show: Show,
    questions: Iterable[Question],
    channels: Mapping[str, str],
) -> list[Worded]:
    """Every part of the filter that is not at rest; ``channels`` are names by slug."""
    asked = {question.slug: question for question in questions if question.form == wanted.kind}
    found = []
    for name, argument in wanted.to_args():
        value = _value(wanted, show, name, argument, channels)
        label = _LABELS.get(name)
        if name in asked:
            label = asked[name].label
            value = _option(asked[name], argument)
        if label is not None:
            found.append(Worded(label, value, name, argument))
    return found


_LABELS: Mapping[str, Bilingual] = {
    "q": SEARCH,
    "quick": QUICK_FILTER,
    "status": STATUS,
    "channel": CHANNEL,
    "place": PLACE,
    "pass_type": PASS_TYPE,
    "tag": TAG,
    "recommended": RECOMMENDED,
    "from": FROM,
    "to": TO,
    "ref": CHOSEN,
    "but": LEFT_OUT_ONE,
    **{name: COLUMNS[name] for name in CONSENTS[Kind.VISITOR]},
    **dict.fromkeys(LEFT_OUT, INCLUDED),
}


def _value(
    wanted: RegistrationFilter, show: Show, name: str, argument: str, channels: Mapping[str, str]
) -> Bilingual:
    if name == "status":
        return STATUSES[argument]
    if name in CONSENTS[Kind.VISITOR]:
        return YES if argument == GIVEN else NO
    if name == "quick":
        return quick_word(Quick(argument), wanted.kind)
    if name == "recommended":
        return RECOMMENDATIONS[argument]
    if name == "place":
        return place_name(argument)
    if name == "pass_type":
        return next(row.label for row in show.pass_types if row.slug == argument)
    if name == "channel":
        named = channels.get(argument, argument)
        return NOT_BY_CHANNEL if argument == NO_CHANNEL else Bilingual(named, named)
    return LEFT_OUT.get(name, Bilingual(argument, argument))


def label_of(name: str) -> Bilingual | None:
    """What a name of the address is about; None for a question's, or one that is not known."""
    return {**_LABELS, "sort": ORDER, "columns": COLUMN}.get(name)


def _option(question: Question, slug: str) -> Bilingual:
    return next(choice.label for choice in question.choices if choice.slug == slug)


def place_name(code: str) -> Bilingual:
    """A province by its two digits or a country by its two letters, in both languages."""
    label = places.province_label if places.is_province(code) else places.country_label
    return Bilingual(label(code, "zh"), label(code, "en"))
