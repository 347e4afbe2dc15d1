"""The case repository of the demo: twelve samples on their way, so that each role has something to do."""

from cases import content
from cases.actions import (
    asking,
    assigning,
    checking,
    deciding,
    pictures,
    publishing,
    reading,
    reports,
    reviewing,
    writing,
)
from cases.models import Advice, AgeBand, CaseRole, Judgement, Role, Topic
from cases.unfolding import tell
from pathway.demo.cases import samples
from pathway.demo.cases.drawing import curve

# Who wrote which sample, by how far it is.
PUBLISHED = {
    "obstructed_kidney": "participant.pl",
    "painful_leg": "participant.gb",
    "dose_too_low": "participant.pt",
    "silent_abdomen": "imogen.h",
    "yeast": "participant.gb",
    "murmur": "tomasz.b",
    "listeria": "participant.se",
    "hot_tub": "joao.a",
}
REPORTED = ("leak", "participant.ro")
TO_DECIDE = ("after_influenza", "bjorn.s")
IN_REVIEW = ("no_neutrophils", "ioana.r")
TO_CHECK = ("returning_traveller", "participant.se")
ROLES = {
    "staff": Role.PRIVACY,
    "director": Role.EDITOR,
    "reviewer": Role.REVIEWER,
    "coordinator.se": Role.REVIEWER,
    "coordinator.gb": Role.REVIEWER,
}
REVIEWERS = ["reviewer", "coordinator.se"]
READERS = ["participant.pl", "anna.w", "pawel.k", "zofia.j", "marek.l", "ewa.s", "beatriz.g", "thiago.m"]
# What most readers choose: others choose something else, so that the bars have something to say.
ODD_ONE = 3


def play(people):
    """`people`: demo people by the name of their address."""
    for name, role in ROLES.items():
        CaseRole.objects.create(user=people[name], role=role)
    for name, author in PUBLISHED.items():
        _read(_publish(_reviewed(name, people[author], people), people), people)
    _report(_publish(_reviewed(REPORTED[0], people[REPORTED[1]], people), people), people)
    _ask_and_answer(people)
    _correct(people)
    _begin(people["participant.in"])
    _reviewed(TO_DECIDE[0], people[TO_DECIDE[1]], people)
    _in_review(IN_REVIEW[0], people[IN_REVIEW[1]], people)
    _handed_in(TO_CHECK[0], people[TO_CHECK[1]])


def _handed_in(name, author):
    facts = samples.read(name)
    revision = writing.start(author=author, is_sample=True)
    values = {field: facts[field] for field in ("title", "age_band", "country", "level")}
    told = samples.content_of(facts)
    revision = writing.save(
        revision=revision,
        by=author,
        saved=revision.saved,
        values=values | {"is_public": facts.get("is_public", False)},
        parts={part: getattr(told, part) for part in ("sections", "points", "questions", "references")},
        topics=Topic.objects.filter(slug__in=facts["topics"]),
    )
    for chart in facts.get("charts", []):
        pictures.add(
            revision=revision,
            file=curve(unit=chart["unit"], days=chart["days"], values=chart["values"]),
            after=chart["after"],
            by=author,
            alt=chart["alt"],
            caption=chart["caption"],
        )
    return writing.hand_in(revision=revision, by=author)


def _in_review(name, author, people):
    revision = _handed_in(name, author)
    looked_at = {plate.pk: (True, True) for plate in revision.plates.all()}
    checking.pass_revision(revision=revision, by=people["staff"], ticks=looked_at)
    chosen = [people[one] for one in REVIEWERS]
    assigning.ask(revision=revision, people=chosen, by=people["director"])
    return revision


def _reviewed(name, author, people):
    revision = _in_review(name, author, people)
    for review in revision.reviews.select_related("reviewer"):
        reviewing.declare(review=review, by=review.reviewer, answer=reviewing.Gate.NO_STAKE)
        review.refresh_from_db()
        reviewing.submit(
            review=review,
            by=review.reviewer,
            words={
                "advice": Advice.ACCEPT,
                "for_author": "Clear, honest about what was not known, and short enough for a coffee break.",
            },
            comments={"section.discussion": "I would keep the last sentence: it is the one people remember."},
            seen=reviewing.edition(review),
        )
    return revision


def _publish(revision, people):
    editor = people["director"]
    deciding.decide(revision=revision, by=editor, judgement=Judgement.ACCEPTED)
    return publishing.publish(revision=revision, by=editor)


def _read(version, people):
    """Some read it to its end, others stop at the first question."""
    told = tell(version)
    for place, name in enumerate(READERS):
        person = people[name]
        if person.pk == version.case.author_id:
            continue
        for number, step in enumerate(told.steps[:-1], start=1):
            choices = step.question.choices
            best = next(choice for choice in choices if choice.is_best)
            chosen = choices[place % len(choices)] if place % ODD_ONE == 0 else best
            reading.answer(case=version.case, person=person, question=step.question.key, choice=chosen.key)
            reading.unfold(case=version.case, person=person, step=number)


def _report(version, people):
    reports.report(
        case=version.case,
        by=people["anna.w"],
        text="The hospital is small, and new atrial fibrillation on day 5 was talked about. Please look again.",
    )


def _correct(people):
    """A dose that was told wrongly, put right a day later."""
    author, editor = people["joao.a"], people["director"]
    draft = publishing.correct(case=author.cases.get(), by=author)
    told = content.of(draft)
    treatment = told.sections["treatment"].replace("ten were given", "ten days were given")
    draft = writing.save(
        revision=draft,
        by=author,
        saved=draft.saved,
        values={"changed": "How long he was treated is said clearly now."},
        parts={"sections": {"treatment": treatment}},
    )
    revision = writing.hand_in(revision=draft, by=author)
    checking.pass_revision(revision=revision, by=people["staff"], ticks={})
    deciding.decide(
        revision=revision, by=editor, judgement=Judgement.ACCEPTED, because="One number was made clear."
    )
    publishing.publish(
        revision=revision, by=editor, notice="“Ten days were given”: it could be read as ten doses."
    )


def _begin(author):
    """A draft as many are begun: pasted from a letter, so that the last look has something to point out."""
    revision = writing.start(author=author)
    told = (
        "A 74-year-old woman, Mrs Rao, was admitted on 12 March with fever and flank pain. "
        "Her daughter Anjali brought her in; hospital number 4471882."
    )
    writing.save(
        revision=revision,
        by=author,
        saved=revision.saved,
        values={"title": "Fever and flank pain", "age_band": AgeBand.OLD},
        parts={"sections": {"presentation": told}},
    )


def _ask_and_answer(people):
    case = people["participant.se"].cases.get(state="published")
    first = asking.ask(
        case=case,
        person=people["participant.pl"],
        text="Would you give gentamicin to somebody with a creatinine of 180 µmol/l?",
    )
    asking.show(question=first, by=people["director"])
    asking.reply(
        question=first,
        by=people["participant.se"],
        text="No. Amoxicillin alone at the full dose for the kidney; the benefit of gentamicin is not certain enough.",
    )
    asking.ask(
        case=case,
        person=people["beatriz.g"],
        text="How long do you wait for the lumbar puncture when the platelets are low?",
    )
