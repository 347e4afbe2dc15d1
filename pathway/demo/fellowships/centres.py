"""Invented centres that take fellows, what they offer in a call, and experts who are invited."""

from datetime import timedelta

from django.utils import timezone

from fellowships import actions
from fellowships.models import Centre, CentreMember
from hubs.models import Hub

WEEK = timedelta(days=7)
WORKDAYS = timedelta(days=4)
# (slug, name, department, city, country, tutor, team, summary, topics, languages, needs)
CENTRES = [
    (
        "nimes-sainte-aurore",
        "Hôpital universitaire Sainte-Aurore",
        "Anaesthesia and intensive care",
        "Nîmes",
        "FR",
        "Prof. Solène Marchadier",
        "Dr Yanis Belhomme, infectious diseases\nDr Ophélie Granger, pharmacist",
        "Antibiotic dosing at the bedside, with drug levels the same day.",
        ["Antibiotic dosing", "Septic shock"],
        ["fr", "en"],
        "Hepatitis B and measles vaccination; proof of insurance.",
    ),
    (
        "bielefeld-sankt-lioba",
        "Klinikum Sankt Lioba",
        "Intensive care medicine",
        "Bielefeld",
        "DE",
        "Prof. Henrike Falkenrath",
        "Dr Jonas Eickmeyer, anaesthesia\nKatja Brunswig, infection control nurse",
        "Source control decided together with surgery and radiology, every morning.",
        ["Source control", "Abdominal sepsis"],
        ["de", "en"],
        "Confidentiality form; German is not needed on the ward round.",
    ),
    (
        "lisboa-santa-eulalia",
        "Hospital de Santa Eulália",
        "Serviço de Medicina Intensiva",
        "Lisboa",
        "PT",
        "Prof. Leonor Vasconcelos Brito",
        "Dr Tomás Quintela, microbiology",
        "Stewardship rounds that stop antibiotics early, and safely.",
        ["Stewardship", "Antibiotic dosing"],
        ["pt", "en", "es"],
        "Letter of your hospital; hygiene training online before you come.",
    ),
    (
        "roma-santi-aurelio",
        "Policlinico Santi Aurelio",
        "Rianimazione",
        "Roma",
        "IT",
        "Prof. Ludovica Sant’Angeli",
        "Dr Ettore Campanari, infectious diseases",
        "Resistant Gram-negative infections, from the swab to the last dose.",
        ["Resistant bacteria", "Stewardship"],
        ["it", "en"],
        "Tuberculosis test not older than a year.",
    ),
    (
        "nijmegen-waalbrug",
        "Waalbrug Universitair Ziekenhuis",
        "Intensive Care",
        "Nijmegen",
        "NL",
        "Prof. Maarten Oldenziel",
        "Dr Sanne Verhoeckx, immunology\nDr Pim Staring, haematology",
        "Infections of patients whose immune system does not defend them.",
        ["Immunocompromised patients", "Fungal infections"],
        ["nl", "en"],
        "MRSA screening on the first day.",
    ),
    (
        "uppsala-fyriskliniken",
        "Fyriskliniken",
        "Centralintensiven",
        "Uppsala",
        "SE",
        "Docent Ingegärd Åkerblom",
        "Dr Måns Öhrling, clinical microbiology",
        "Rapid diagnostics, and what they change at three in the morning.",
        ["Rapid diagnostics", "Septic shock"],
        ["sv", "en"],
        "Hepatitis B vaccination.",
    ),
    (
        "krakow-swietej-kingi",
        "Szpital Uniwersytecki św. Kingi",
        "Oddział Intensywnej Terapii",
        "Kraków",
        "PL",
        "Prof. Bożena Śliwowska",
        "Dr Wojciech Żmuda, pharmacology",
        "Infections around ventilators and catheters, measured and prevented.",
        ["Hospital infections", "Stewardship"],
        ["pl", "en"],
        "Health certificate for work with patients.",
    ),
    (
        "edinburgh-st-margarets",
        "St Margaret’s Infirmary",
        "Department of Critical Care",
        "Edinburgh",
        "GB",
        "Dr Catriona Ogilvie-Bell",
        "Dr Hamish Dunbarrow, acute medicine",
        "The first hour of sepsis outside the intensive care unit.",
        ["Early recognition", "Septic shock"],
        ["en"],
        "Visitor visa where needed: we write the letter within a week.",
    ),
]
DESCRIPTION = """{summary}

You join the round at eight, see patients with your tutor until noon, and work on a question of your own in the afternoon.

- one session with the laboratory
- one case that you present on the last day
- a list of things to try at home"""


def make_centres(people):
    """Eight centres in public; the demo person of the centre speaks for the first, whose page is due to be looked at."""
    centres = [_make(*facts) for facts in CENTRES]
    CentreMember.objects.create(centre=centres[0], user=people["centre"], post="Tutor’s office")
    long_ago = timezone.now() - timedelta(days=380)
    Centre.objects.filter(pk=centres[0].pk).update(looked_after_at=long_ago)
    return centres


def _make(slug, name, department, city, country, tutor, team, summary, topics, languages, needs):
    return Centre.objects.create(
        slug=slug,
        name=name,
        department=department,
        city=city,
        country=country,
        tutor=tutor,
        team=team,
        contact_email=f"{slug}@example.org",
        summary=summary,
        description=DESCRIPTION.format(summary=summary),
        topics=topics,
        languages=languages,
        requirements=needs,
        is_public=True,
        looked_after_at=timezone.now() - timedelta(days=40),
    )


def offer_places(call, centres, by, *, places=(2, 2, 1, 2, 1, 2, 1, 1)):
    """Each centre gives its places to an announced call, with two weeks from Monday to Friday, spread over its time."""
    begin = call.placements_from or timezone.localdate() + timedelta(days=150)
    monday = begin + timedelta(days=-begin.weekday() % 7)
    for number, (centre, count) in enumerate(zip(centres, places, strict=False)):
        firsts = [monday + number * WEEK, monday + (number + 5) * WEEK]
        weeks = [(first, first + WORKDAYS) for first in firsts]
        weeks = [days for days in weeks if call.placements_until is None or days[1] <= call.placements_until]
        actions.offer_places(call=call, centre=centre, places=count, notes="", weeks=weeks, by=by)


def make_exchange(people, centres):
    """One expert of the demo is asked to Nîmes and has yet to answer; one comes to Poland; one could not."""
    actions.invite_expert(
        email=people["participant.pl"].email,
        centre=centres[0],
        by=people["centre"],
        purpose="Two days with our pharmacists: how you run dosing rounds without drug levels.",
        proposed_dates="A week in spring",
        days=14,
    )
    hub = Hub.objects.filter(country="PL").first()
    if hub is None:
        return
    comes = _ask_to(hub, people, "bjorn.s", "A day of faculty development for our instructors.", bursary=600)
    actions.accept_invitation(invitation=comes, by=people["bjorn.s"])
    sorry = _ask_to(hub, people, "imogen.h", "Physiotherapy after sepsis: a bedside session in Kraków.")
    actions.decline_invitation(
        invitation=sorry, by=people["imogen.h"], because="I am on leave until summer. Please ask me again."
    )


def _ask_to(hub, people, address, purpose, bursary=0):
    return actions.invite_expert(
        email=people[address].email, hub=hub, by=people["staff"], purpose=purpose, days=21, bursary=bursary
    )
