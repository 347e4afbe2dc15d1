"""The report on an event that organisers owe to accreditors: in English, as a PDF and as a workbook.

`facts.py` counts, `suppressing.py` sees to it that nobody can be made out, `pdf.py` and `xlsx.py` write it down.
"""
