"""The next version of the certificates' template, half written."""

from certificates.actions import templating


def next_version(people):
    office = people["staff"]
    draft = templating.new_version(by=office)
    words = draft.words["en"] | {"page.check": "Verify it at"}
    seen = templating.fingerprint(draft, "en")
    templating.reword(template=draft, by=office, language="en", words=words, seen=seen)
    note = "A shorter line above the address."
    templating.dress(template=draft, by=office, note=note, accent=draft.accent, logo=draft.logo)
