"""What can be wrong with a report, and with a line of it. Kept as a code and facts: words follow the reader's language."""

from django.utils.translation import gettext_lazy as _

TEXTS = {
    # The file as a whole
    "empty": _("The file is empty."),
    "too_large": _("The file is larger than %(most)s MB. Attendance reports are far smaller."),
    "archive": _(
        "This is an archive or an Office file, whatever its name says. Please export the report as CSV, or save "
        "the sheet as CSV."
    ),
    "binary": _("This is not a text file: it has bytes that no attendance report has."),
    "encoding": _(
        "The letters of this file cannot be read. Please download the report anew and upload it unopened."
    ),
    "truncated": _("The file breaks off in the middle. Please download it anew."),
    "too_many_rows": _("The file has more than %(most)s rows. One report is read at a time."),
    "field_too_long": _("A cell is longer than any name or date can be."),
    "unknown_layout": _(
        "We don’t recognise this as a report of that system. If you know its columns, choose “another system”."
    ),
    "no_people": _("There are no people in this report."),
    "another_meeting": _(
        "This is the report of another meeting: it is about %(theirs)s, the session is on %(ours)s. If the day is "
        "right, the time zone may be wrong."
    ),
    "which_order": _("“%(text)s” may be a day and a month, or a month and a day. Please say which."),
    "which_columns": _("Please say what stands in which column."),
    "mixed_orders": _(
        "“%(day_first)s” can only be day and month, “%(month_first)s” only month and day. A report has one of the two."
    ),
    "order_impossible": _("“%(text)s” is no date in the order that you chose."),
    "file_gone": _("The file was deleted after its time. Please upload it again."),
    # One line
    "no_name": _("neither a name nor an e-mail address"),
    "short": _("the line breaks off: %(cells)s cells instead of %(expected)s"),
    "no_date": _("“%(text)s” is not a date with a time"),
    "no_duration": _("“%(text)s” is not a duration"),
    "leaves_before_coming": _("leaves (%(left)s) before coming (%(came)s)"),
    "left_without_joining": _("left without having joined"),
}
# What a person can answer, so that the file is read again.
QUESTIONS = {"which_order", "which_columns"}

# What no answer can mend: it takes another file.
FINAL = {
    "empty",
    "too_large",
    "archive",
    "binary",
    "encoding",
    "truncated",
    "too_many_rows",
    "field_too_long",
    "file_gone",
}


class Complaint(Exception):
    """Why a report cannot be read, or needs an answer first."""

    def __init__(self, code, line=None, **facts):
        super().__init__(code)
        self.code, self.line, self.facts = code, line, facts

    def __str__(self):
        return words(self.code, self.line, self.facts)


def words(code, line=None, facts=None):
    """`Line 7: “32/13/2026” is not a date with a time`, in the language of who reads it."""
    text = str(TEXTS[code]) % (facts or {})
    return _("Line %(line)s: %(text)s") % {"line": line, "text": text} if line else text
