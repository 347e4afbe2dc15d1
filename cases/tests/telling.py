"""A case of somebody with unusual strings for everything, who gives them away in every text."""

from dataclasses import replace

from accounts import covering
from cases.content import Reference
from cases.models import Author
from cases.tests.factories import CONTENT, draft, plate, working_at

NAME = "Łucja Quillfeather-Ștefănescu"
EMAIL = "zquill@zymurgy.example"
WORKPLACE = "Oncology ward, Klinika Xanthippe, Ouagadougou"
SECOND = "Hieronim Thunderbolt"
COUNTRY = "Burkina Faso"
TELLING = (
    f"{NAME} ({EMAIL}) of {WORKPLACE} in {COUNTRY} saw her. LUCJA QUILLFEATHER called the oncology ward; "
    f"Stefanescu’s plan, as {SECOND} had it: lactate 4.1 mmol/l."
)
PARTS = ["lucja", "quillfeather", "stefanescu", "zymurgy", "xanthippe", "ouagadougou", "burkina", "noumea"]
PARTS += ["thunderbolt", "zquill", "hieronim"]


def leaks(text):
    """Which of the strings stand in a text, however they are written there."""
    plain = covering.folded(str(text))[0]
    return [part for part in PARTS if part in plain]


def telling():
    """What `cases.tests.factories.draft` makes it of: the author first."""
    question = replace(CONTENT.questions[0], text=TELLING, explanation=TELLING)
    question = replace(question, choices=tuple(replace(one, text=TELLING) for one in question.choices))
    told = replace(
        CONTENT,
        sections=dict.fromkeys(CONTENT.sections, TELLING),
        points=(TELLING,),
        questions=(question,),
        references=(
            Reference(TELLING, "https://zymurgy.example/a"),
            Reference("ESICM", "https://esicm.org/"),
        ),
    )
    author = working_at(WORKPLACE, name=NAME, email=EMAIL, country="BF")
    return author, {"content": told, "title": f"A case of {NAME}", "country": "BF", "changed": TELLING}


def telling_draft():
    author, facts = telling()
    revision = draft(author, **facts)
    name_all(revision.case)
    plate(revision, alt=TELLING)
    return revision


def name_all(case):
    """Somebody else besides, and the first at another place than the own profile says."""
    Author.objects.filter(case=case).update(workplace="Institut Nouméa")
    Author.objects.create(case=case, order=1, name=SECOND, email="h@thunderbolt.example")
