"""The mails that leave the house: their kinds, a mailbox's share of them, and when to try again."""

from datetime import timedelta
from enum import StrEnum


class MailKind(StrEnum):
    """What a mail is about; the folder of its templates has the same name."""

    VISITOR_PASS = "visitor_pass"  # noqa: S105 -- an entry pass
    EXHIBITOR_RECEIVED = "exhibitor_received"
    ACCEPTED = "accepted"
    NEEDS_INFO = "needs_info"
    DECLINED = "declined"
    WAITLISTED = "waitlisted"
    MAILBOX_CHANGED = "mailbox_changed"
    WITHDRAWN = "withdrawn"
    STAFF_NOTICE = "staff_notice"
    STAFF_LINK = "staff_link"
    PASS_LINK = "pass_link"  # noqa: S105 -- likewise
    SHOW_CHANGED = "show_changed"
    TASKS_DUE = "tasks_due"
    EXPORT_READY = "export_ready"
    TEST = "test"


#: To people who asked for them by running the show: outside the share of a mailbox.
TO_STAFF = frozenset(
    {MailKind.STAFF_NOTICE, MailKind.STAFF_LINK, MailKind.EXPORT_READY, MailKind.TEST}
)
#: Say what happened and lead nowhere: they are right whatever became of the link.
WITHOUT_LINK = frozenset({MailKind.MAILBOX_CHANGED})
#: What neither waits for the share of a mailbox nor uses it up. A moved show is told to everybody
#: once for each registration, because each brings a pass of its own: whoever registered forty
#: people with one mailbox gets forty. Held back they would come after the show. Nobody can set
#: them off from outside: staff decide, with the number before their eyes.
OUTSIDE_SHARE = TO_STAFF | {MailKind.SHOW_CHANGED}
#: What follows a decision of the staff and prints what they said.
DECISIONS = frozenset(
    {MailKind.ACCEPTED, MailKind.NEEDS_INFO, MailKind.DECLINED, MailKind.WAITLISTED}
)

#: Mails to one mailbox: (how many, within). Whoever types a stranger's address cannot flood it.
MAILBOX_SHARE = ((3, timedelta(hours=1)), (10, timedelta(days=1)))

FIRST_RETRY = timedelta(seconds=20)
LONGEST_PAUSE = timedelta(minutes=15)
GIVE_UP_AFTER = timedelta(hours=72)


def retry_pause(attempts: int, chance: float) -> timedelta:
    """How long to wait after the ``attempts``-th failure (from 1): twice as long each time.

    At most 15 minutes. ``chance`` (0 to 1) shortens it by up to a third, so that a server that
    comes back is not met by everything at once.
    """
    doubled = FIRST_RETRY * (1 << min(max(attempts, 1) - 1, 10))
    return min(doubled, LONGEST_PAUSE) * (1 - chance / 3)


#: Mailboxes anybody may have: the domain says nothing about the company.
FREE_DOMAINS = frozenset(
    {
        *("qq.com", "vip.qq.com", "foxmail.com", "163.com", "vip.163.com", "126.com", "yeah.net"),
        *("188.com", "sina.com", "sina.cn", "vip.sina.com", "sohu.com", "aliyun.com", "tom.com"),
        *("139.com", "189.cn", "wo.cn", "21cn.com", "gmail.com", "googlemail.com", "outlook.com"),
        *("hotmail.com", "live.com", "live.cn", "msn.com", "icloud.com", "me.com", "yahoo.com"),
        *("yahoo.com.cn", "yahoo.co.jp", "yahoo.com.hk", "yahoo.com.tw", "naver.com", "daum.net"),
        *("proton.me", "protonmail.com", "gmx.de", "gmx.net", "web.de", "mail.ru", "yandex.ru"),
        *("pm.me", "aol.com", "zoho.com", "hanmail.net", "t-online.de", "hinet.net"),
    }
)
