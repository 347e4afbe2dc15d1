"""Two questions of the sample bank in the middle of their lives: one revised, one looked at again."""

from dataclasses import replace

from assessments import drafts
from assessments.actions import questions as bank
from assessments.models import Question


def play(people):
    """Nothing where the sample classroom has not been loaded."""
    staff = people["staff"]
    questions = Question.objects.in_bulk(["l1-bun-fluid-type", "l1-org-rrt-timing"], field_name="code")
    if len(questions) < 2:
        return
    revised = bank.revise(question=questions["l1-bun-fluid-type"], by=staff)
    words = drafts.of_version(revised)
    words = replace(words, prompt=f"{words.prompt} Choose the one that is NOT advised.", reference="")
    bank.edit(version=revised, draft=words, by=staff, changed="Another way to ask, to be discussed")
    bank.review(
        question=questions["l1-org-rrt-timing"],
        by=staff,
        because="Two participants doubt the key; see the new trial.",
    )
