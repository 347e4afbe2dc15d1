"""What came of the programme in one country, on one page: for ministries, societies and whoever else has a minute."""

from impact.national_report.facts import gather
from impact.national_report.pdf import made

__all__ = ["render"]


def render(hub, numbers, period, language="en"):
    """The report as a PDF, in a language of the portal.

    `numbers` are those of the `period` (`impact.periods.Period`); scores and answers are told since the beginning, as
    on the dashboards: two reports over nearly the same months must not tell one person's score.
    """
    return made(gather(hub, numbers, period), language)
