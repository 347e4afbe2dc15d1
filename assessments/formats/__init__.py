"""Questions in files: GIFT, Moodle XML and CSV, read into drafts and written from them.

Readers and writers are pure: text in, drafts out, and the other way round. A reader never stops at the first
mistake: what it cannot read it names with the line and the reason, and goes on.
"""
