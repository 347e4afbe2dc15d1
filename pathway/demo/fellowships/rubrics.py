"""The rubric of the demo's rounds: three questions, with words for every value."""

from fellowships.models import Anchor, Criterion

RUBRIC = [
    (
        "Why this fellowship",
        "Does the person know what to learn there, and why it cannot be learned at home?",
        2,
        [
            "No aim beyond a visit abroad.",
            "A general wish to learn about sepsis or antibiotics.",
            "A clear aim, though it could be reached at home.",
            "A clear aim that this kind of centre can meet.",
            "A precise aim, well matched to what the chosen centres teach.",
        ],
    ),
    (
        "What will change at home",
        "Is there a change that somebody will notice, and a way to see whether it happened?",
        3,
        [
            "No change is named.",
            "A good intention, without a first step.",
            "A change with a first step.",
            "A change with steps, people and a date.",
            "A change with steps, people, a date and something that is counted before and after.",
        ],
    ),
    (
        "Experience to build on",
        "Has the person done work with infection, sepsis or stewardship on which this can build?",
        1,
        [
            "None is told.",
            "Some clinical work.",
            "Regular clinical work with patients who have sepsis.",
            "Takes part in rounds, guidelines or teaching.",
            "Leads rounds, guidelines, teaching or quality work.",
        ],
    ),
]


def add_rubric(call):
    for order, (title, question, weight, anchors) in enumerate(RUBRIC, 1):
        criterion = Criterion.objects.create(
            call=call, title=title, question=question, weight=weight, order=order
        )
        Anchor.objects.bulk_create(
            Anchor(criterion=criterion, value=value, words=words) for value, words in enumerate(anchors, 1)
        )
