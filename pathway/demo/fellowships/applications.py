"""Applications as people would write them: a dozen invented colleagues, each with an own reason to come."""

import io
from typing import NamedTuple

import pikepdf

from fellowships import actions
from fellowships.models import CvEntry, DocumentKind, EntryKind, Referee


class Sketch(NamedTuple):
    """One invented colleague; the texts name no person and no place, as the form asks."""

    post: str
    years: int
    languages: list
    experience: str
    motivation: str
    plans: str
    paper: str


SKETCHES = [
    Sketch(
        "Consultant in intensive care",
        9,
        ["en", "pl"],
        "I look after a mixed unit of fourteen beds and lead its antibiotic rounds twice a week. Last year one in three "
        "of our patients with septic shock got the first dose within the hour; this year it is one in two.",
        "We give beta-lactams by the book and never measure what arrives. I want to see how a team that measures every "
        "day decides about doses, who is called when a level is low, and what they do when the laboratory is closed.",
        "A round with the pharmacist every Tuesday, with levels for patients on renal replacement first. We count how "
        "many are in range within two days, three months before and three months after.",
        "Time to first antibiotic dose in a district unit: an audit of 212 admissions",
    ),
    Sketch(
        "Nurse specialist in infection control",
        12,
        ["en", "pt"],
        "I train forty nurses in recognising sepsis on the wards and keep the register of bloodstream infections. "
        "Our early warning score is filled in well and acted on slowly.",
        "I would like to work beside a rapid response team that is led by nurses: how they are called, what they may "
        "begin on their own, and how they talk to the unit before a bed is needed.",
        "A standing order for cultures, lactate and fluids that a nurse may begin. I will compare the time from the "
        "first score to the first culture on two wards with it and two without.",
        "Bundles for central lines that survive a change of staff",
    ),
    Sketch(
        "Registrar in anaesthesia and intensive care",
        4,
        ["en", "ro"],
        "I am in my fourth year and spend half of it in a unit of twenty beds. I run our journal club and teach "
        "ultrasound to the younger ones.",
        "Abdominal sepsis is every third admission here, and source control comes late because two teams wait for each "
        "other. I want to see a morning in which the surgeon and the intensivist look at the same patient together.",
        "A shared round at eight for every abdominal sepsis, with one sheet that says what is done by when. I will "
        "measure the hours from diagnosis to control of the source.",
        "Ultrasound before fluids: a checklist for registrars",
    ),
    Sketch(
        "Clinical pharmacist of the intensive care unit",
        6,
        ["en", "sv"],
        "I review all anti-infective prescriptions of three units and answer about fifteen questions a day. I have "
        "written our guideline on dosing in obesity.",
        "I come for stewardship as a daily habit and not as a committee: how decisions to stop are made, and how they "
        "are defended on the next day when somebody else is on duty.",
        "A stop date with every order, reviewed at the bedside on day three. We will count days of therapy per hundred "
        "bed days and write to all prescribers what they came to.",
        "Continuous infusion of beta-lactams: what the pumps taught us",
    ),
    Sketch(
        "Consultant in emergency medicine",
        8,
        ["en"],
        "In our department we see two hundred people a day, and six of them have sepsis. I have rebuilt our pathway so "
        "that they get a bay and a senior within twenty minutes.",
        "The pathway ends at the door of the unit. I want to learn what the unit would have liked us to do in the first "
        "hour, and what it wishes we had left.",
        "A joint review of ten admissions each month by both departments, with one change agreed on each time.",
        "What delays the senior review of suspected sepsis at night?",
    ),
    Sketch(
        "Microbiologist",
        10,
        ["en", "it"],
        "I read blood cultures and phone results to four units. Since last year we have a rapid test that names "
        "resistance in an hour, and nobody changes the treatment before the next morning.",
        "I would like to see a laboratory that is part of the round, and to learn how results are told so that they "
        "are acted on at three in the afternoon.",
        "A daily call at two with every unit that has a new positive culture. We will measure how long it takes from "
        "the result to the changed order.",
        "Rapid identification without rapid change: a time and motion study",
    ),
    Sketch(
        "Fellow in intensive care",
        5,
        ["en", "es", "fr"],
        "I moved from surgery to intensive care and look after patients after major operations. I keep our data base of "
        "prolonged shock.",
        "Vasopressors are where we differ most from shift to shift. I would like to see a protocol that all follow and "
        "understand, and what is done with those who do not respond to it.",
        "A protocol on one page, taught at the bedside by two of us until everybody has used it three times.",
        "Second vasopressor: when, and does it matter?",
    ),
    Sketch(
        "Physiotherapist in intensive care",
        7,
        ["en", "de"],
        "I get people out of bed on the first day they can, sepsis or not, and follow them up after three months. Of "
        "those who could walk before, one in four cannot.",
        "I want to learn how early mobilisation is planned for people on vasopressors, and who decides that it is safe.",
        "Criteria that a nurse and I may use without asking, and a follow-up clinic together with the rehabilitation "
        "ward.",
        "Walking again: outcome after sepsis at three and twelve months",
    ),
    Sketch(
        "Consultant in paediatric intensive care",
        11,
        ["en", "nl"],
        "We are the only unit for children in our region: eight beds, two hundred admissions, thirty with sepsis. "
        "Half of them are brought by helicopter.",
        "Children with sepsis are rare where they first arrive. I want to see how a network teaches the hospitals around "
        "it and stays on the phone with them.",
        "A teaching day in each of our six hospitals and a number that is answered by a senior at any hour.",
        "Transfer of children in septic shock: what was done before the call",
    ),
    Sketch(
        "Registrar in infectious diseases",
        3,
        ["en", "fr"],
        "I consult on the units of a large hospital and write the weekly report on resistance. Carbapenems are a third "
        "of what we give.",
        "Where resistance is as high as here it seems reckless to stop. I want to see the arguments, the data and the "
        "courage of those who do.",
        "A trial week without carbapenems for two defined infections, with rules for going back, repeated each quarter.",
        "Carbapenem days and what we could have given instead",
    ),
    Sketch(
        "Head nurse of an intensive care unit",
        15,
        ["en", "pl", "de"],
        "I lead sixty nurses and am responsible for their training. Sepsis simulation is once a year and everybody is "
        "nervous; it should be once a month and dull.",
        "I would like to see how simulation is done at the bedside with the team that is on duty, in twenty minutes, and "
        "how what is found is mended.",
        "A short simulation on a fixed day every month, each with one finding that is followed up by name.",
        "In-situ simulation: what it costs and what it finds",
    ),
    Sketch(
        "Consultant in internal medicine",
        6,
        ["en", "hi"],
        "I work in a hospital of four hundred beds with ten for intensive care. Much of our sepsis is dengue, malaria "
        "or scrub typhus, and much of our equipment is shared.",
        "I want to learn which parts of good sepsis care need money and which need only order, and to show what we "
        "have learnt about tropical sepsis in return.",
        "A sepsis box on each ward with what the first hour needs, checked by a nurse each morning.",
        "Undifferentiated fever with shock: 90 admissions in one monsoon",
    ),
]


def make_application(call, person, choices, **texts):
    """Hand in an application of this person for an open call; `choices` are offerings, the first choice first."""
    sketch = SKETCHES[call.applications.count() % len(SKETCHES)]
    application = actions.begin_application(call=call, person=person)
    application = actions.save_application(
        application=application,
        revision=application.revision,
        values=_values(sketch, application) | texts,
        cv=list(_cv(sketch)),
        referees=[
            Referee(name="Dr Ada Example", post="Consultant, Example Hospital", email="ada@example.org")
        ],
    )
    actions.rank_centres(application=application, shown=[], wanted=[choice.pk for choice in choices])
    if call.asks_for_letter:
        actions.upload(application=application, kind=DocumentKind.LETTER, file=_letter(), by=person)
    return actions.submit(application=application, has_confirmed=True)


def _values(sketch, application):
    return {
        "workplace": application.workplace or "Example University Hospital",
        "post": sketch.post,
        "years_in_intensive_care": sketch.years,
        "languages": sketch.languages,
        "experience": sketch.experience,
        "motivation": sketch.motivation,
        "plans": sketch.plans,
        "supervisor_name": "Prof. Max Beispiel",
        "supervisor_post": "Head of department",
        "supervisor_email": "head@example.org",
    }


def _cv(sketch):
    since = 2026 - sketch.years
    yield CvEntry(
        kind=EntryKind.POST, title=sketch.post, place="Example University Hospital", from_year=since
    )
    yield CvEntry(
        kind=EntryKind.TRAINING,
        title="Specialist training",
        place="Example University",
        from_year=since - 5,
        until_year=since,
    )
    yield CvEntry(kind=EntryKind.PUBLICATION, title=sketch.paper, from_year=2025, until_year=2025)


def _letter():
    """A page with a few lines, as a supervisor's secretary would scan it."""
    lines = [
        "To the board of the fellowships",
        "",
        "I support this application. The department gives leave for the week.",
    ]
    written = "".join(f"({line}) Tj T* " for line in lines)
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(595, 842))
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=pdf.make_indirect(font)))
    page.Contents = pdf.make_stream(f"BT /F1 12 Tf 16 TL 72 760 Td {written}ET".encode())
    file = io.BytesIO()
    pdf.save(file)
    file.name, file.size = "letter.pdf", file.tell()
    file.seek(0)
    return file
