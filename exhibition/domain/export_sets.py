"""Column sets: what a file for one use holds, in its order. Shipped ones are copied, not changed.

A set may narrow the rows by itself; what the list already asks for by the same name goes before.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from exhibition.domain.bilingual import Bilingual
from exhibition.domain.status import Kind

Arguments = tuple[tuple[str, str], ...]

#: Counted and put in by the writer of the file, not read from a row.
NUMBER, BATCH = "number", "batch"
#: The key of the set that is no table but the files exhibitors handed in.
UPLOADS = "uploads"
#: The rows of a set with this column are pass types with how many there are.
REGISTERED = "registered"
#: Lead to somebody's own page: whoever holds one can change and cancel.
OWN_PAGE = "own_page"
#: Let whoever holds them in.
PASS = frozenset({"pass_address", "pass_code"})
#: The number of somebody's identity document; only shows that ask for it have it.
ID_NUMBER = "id_number"
#: Somebody, or how to reach them.
PERSONAL = frozenset(
    {
        *("name", "contact_name", "mobile", "mobile_local", "email", "wechat_id", "phone_office"),
        *("remark", "last_note", ID_NUMBER, OWN_PAGE, *PASS),
    }
)
_GOING = (("status", "registered"), ("status", "accepted"))
_ACCEPTED = (("status", "accepted"),)


@dataclass(frozen=True)
class ExportSet:
    """Columns in order with the rest of what a file for one use is like."""

    key: str
    kind: Kind
    name: Bilingual
    columns: tuple[str, ...]
    sort: str = "-submitted"
    header: str = "zh"
    arguments: Arguments = ()
    #: What it is for, and which columns have to wait for their data.
    note: Bilingual = field(default_factory=lambda: Bilingual("", ""))

    @property
    def is_personal(self) -> bool:
        """Whether it holds somebody's data."""
        return self.is_files or bool(PERSONAL.intersection(self.columns))

    @property
    def holds_links(self) -> bool:
        """Whether it holds links to registrants' own pages."""
        return OWN_PAGE in self.columns

    @property
    def holds_id_numbers(self) -> bool:
        """Whether it holds numbers of identity documents."""
        return ID_NUMBER in self.columns

    @property
    def is_files(self) -> bool:
        """Whether it is the files people handed in, rather than rows."""
        return self.key == UPLOADS

    @property
    def makes_zip(self) -> bool:
        """Whether it can come as a ZIP: files, or a sheet with a picture for each code."""
        return self.is_files or not PASS.isdisjoint(self.columns)

    @property
    def counts(self) -> bool:
        """Whether its rows are pass types rather than registrations."""
        return REGISTERED in self.columns

    def merged(self, asked: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
        """The filter of a list with what this set asks for by itself."""
        own = list(asked)
        names = {name for name, _ in own}
        own += [pair for pair in self.arguments if pair[0] not in names]
        return own if "sort" in names else [*own, ("sort", self.sort)]


SHIPPED: tuple[ExportSet, ...] = (
    ExportSet(
        "permit_passes",
        Kind.VISITOR,
        Bilingual("场馆/公安报备 A 证件数量", "Permit papers A: passes by type"),
        ("pass_type", REGISTERED),
        arguments=_GOING,
        note=Bilingual(
            "预计到场、计划制证数、展馆核定容量请在文件中填写；各地表格不同，请复制后调整。",
            "Fill in expected attendance, passes planned and hall capacity in the file."
            " Forms differ by city: copy and adapt.",
        ),
    ),
    ExportSet(
        "permit_companies",
        Kind.EXHIBITOR,
        Bilingual("场馆/公安报备 B 参展单位", "Permit papers B: exhibitors"),
        (
            *(NUMBER, "booth_no", "company", "uscc", "origin", "booth_type", "area_sqm"),
            *("contact_name", "mobile", "products", "is_raw"),
        ),
        sort="booth",
        arguments=_ACCEPTED,
        note=Bilingual("暂不含搭建商信息。", "Stand builders are not collected yet."),
    ),
    ExportSet(
        "permit_people",
        Kind.VISITOR,
        Bilingual("场馆/公安报备 C 人员", "Permit papers C: people"),
        (NUMBER, "name", "company", "pass_type", "mobile", "valid_days"),
        sort="company",
        arguments=_GOING,
        note=Bilingual(
            "按证件类型筛选列表后导出；不含证件号码、入场身份和证件照。",
            "Narrow the list to a pass type first. No ID numbers, roles or photos.",
        ),
    ),
    ExportSet(
        "permit_people_id",
        Kind.VISITOR,
        Bilingual("场馆/公安报备 C 人员（含证件号码）", "Permit papers C: people, with ID numbers"),
        (NUMBER, "name", "company", "pass_type", "id_type", ID_NUMBER, "mobile", "valid_days"),
        sort="company",
        arguments=_GOING,
        note=Bilingual(
            "仅限报备使用，用后请及时删除文件。",
            "For the authority alone; delete the file once it is handed in.",
        ),
    ),
    ExportSet(
        "badges",
        Kind.VISITOR,
        Bilingual("胸卡印制", "Badges"),
        (
            *(NUMBER, BATCH, "pass_type", "name", "company", "job_title", "country"),
            *("pass_address", "pass_code", "language"),
        ),
        sort="company",
        arguments=_GOING,
        note=Bilingual("不含手机和邮箱。", "No phone, no e-mail."),
    ),
    ExportSet(
        "badges_exhibitors",
        Kind.EXHIBITOR,
        Bilingual("胸卡印制（展商联系人）", "Badges, exhibitors’ contacts"),
        (
            *(NUMBER, BATCH, "contact_name", "company", "contact_title", "booth_no"),
            *("pass_address", "pass_code", "language"),
        ),
        sort="company",
        arguments=_ACCEPTED,
        note=Bilingual("不含手机和邮箱。", "No phone, no e-mail."),
    ),
    ExportSet(
        "catalogue",
        Kind.EXHIBITOR,
        Bilingual("会刊", "Catalogue"),
        (
            *("booth_no", "company_zh", "company_en", "fascia_zh", "fascia_en"),
            *("exhibit_categories", "products", "website", "address"),
        ),
        sort="booth",
        arguments=_ACCEPTED,
        note=Bilingual(
            "仅含公司信息和楣板；简介、公开联系方式和付印确认待展商填写会刊资料后才有。",
            "Company data and fascia names only. Profiles, public contacts and approval for print"
            " come with the directory entries.",
        ),
    ),
    ExportSet(
        UPLOADS,
        Kind.EXHIBITOR,
        Bilingual("展商上传文件", "Exhibitors’ files"),
        (),
        note=Bilingual(
            "ZIP，按展位号或受理编号、公司和栏目命名。",
            "A ZIP; each file is named by booth or reference, company and field.",
        ),
    ),
    ExportSet(
        "follow_up",
        Kind.EXHIBITOR,
        Bilingual("业务跟进", "Sales follow-up"),
        (
            *("reference", "submitted_at", "company", "origin", "contact_name", "contact_title"),
            *("mobile", "wechat_id", "email", "exhibit_categories", "booth_type", "area_sqm"),
            *("remark", "channel", "owner", "intent", "review", "booth_no", "payment", "contract"),
            *("due_amount", "received_amount", "open_amount", "last_note_at", "last_note"),
            *("next_follow_up", "lacking"),
        ),
        note=Bilingual(
            "金额为本展会的币种；最近跟进取最后一条内部备注。",
            "Amounts in the currency of the show; the last internal note is the last follow-up.",
        ),
    ),
    ExportSet(
        "text_messages",
        Kind.VISITOR,
        Bilingual("短信群发", "Text messages"),
        ("mobile_local", "name", OWN_PAGE, "language"),
        arguments=_GOING,
        note=Bilingual(
            "含每位观众的个人链接，持有者可修改和取消登记。仅用于服务通知。",
            "Holds everybody’s own link, which changes and cancels. For service messages only.",
        ),
    ),
    ExportSet(
        "audience",
        Kind.VISITOR,
        Bilingual("观众分析", "Audience analysis"),
        (
            *("submitted_at", "country", "province", "city", "business_nature", "job_function"),
            *("interests", "channel", "visit_dates"),
        ),
        note=Bilingual("不含姓名、电话、邮箱和单位。", "No names, phones, e-mails or companies."),
    ),
)
BY_KEY: Mapping[str, ExportSet] = {one.key: one for one in SHIPPED}
