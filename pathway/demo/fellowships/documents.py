"""Papers of applicants, and what their coordinators say about some of them. The PDFs are real, and cleaned like any other."""

import io

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from pikepdf import Array, Dictionary, Name

from fellowships import actions
from fellowships.models import Application, DocumentKind
from hubs.models import Membership

LINES = {
    DocumentKind.CV: [
        "Curriculum vitae",
        "2019 to today: consultant in intensive care, 14 beds",
        "2014 to 2019: training in anaesthesia and intensive care",
        "2008 to 2014: medical studies",
        "Leads the antibiotic round of the unit, twice a week",
    ],
    DocumentKind.LETTER: [
        "Letter of the supervisor",
        "I support this application without reservation.",
        "The week of the fellowship counts as working time.",
        "On return the unit will hear a report, and try one change for three months.",
    ],
}
COMMENTS = [
    "Runs the sepsis team of a hospital that refers to all others of the region. What is learned there spreads.",
    "The unit has no drug levels of its own yet; the hospital has promised the device for this autumn.",
    "Taught at two of our faculty days, and was the one whom people asked afterwards.",
]


def add_documents(application):
    """A CV and a supervisor's letter, where they are not there yet, and the comment of the country's coordinator."""
    there = set(application.documents.kept().values_list("kind", flat=True))
    for kind, lines in LINES.items():
        if kind in there:
            continue
        file = SimpleUploadedFile(f"{kind}.pdf", _pdf([*lines, f"Sample of the demo, {application.code}"]))
        actions.upload(application=application, kind=kind, file=file, by=application.person)
    members = Membership.objects.in_force().filter(hub__country=application.home).select_related("user")
    for member in members.order_by("pk")[:1]:
        if Application.objects.of_countries_of(member.user).filter(pk=application.pk).exists():
            text = COMMENTS[application.pk % len(COMMENTS)]
            actions.comment(application=application, text=text, by=member.user)


def _pdf(lines):
    """One page; a document on a person's computer names a program and an author, and this one does too."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(595, 842))
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    page.obj.Resources = Dictionary(Font=Dictionary(F1=pdf.make_indirect(font)))
    words = "".join(f"({line}) Tj T* " for line in lines)
    page.obj.Contents = pdf.make_stream(f"BT /F1 13 Tf 22 TL 72 760 Td {words}ET".encode("ascii"))
    page.obj.Annots = Array([])
    pdf.Root.Lang = "en"
    pdf.docinfo["/Author"] = "Demo"
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()
