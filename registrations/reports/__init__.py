"""Reading the attendance reports of Zoom, Teams, Webex and others. Pure: bytes in, rows or a complaint out."""

from registrations.reports.complaints import FINAL, QUESTIONS, Complaint, words
from registrations.reports.decoding import MOST_BYTES
from registrations.reports.generic import COLUMNS
from registrations.reports.reading import columns_of, read

__all__ = ["COLUMNS", "FINAL", "MOST_BYTES", "QUESTIONS", "Complaint", "columns_of", "read", "words"]
