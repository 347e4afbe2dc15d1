"""Real PDFs as people and their enemies make them, by qpdf."""

import io
import zlib

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from pikepdf import Array, Dictionary, Name, Pdf

CONTENT = b"BT /F1 12 Tf 72 720 Td (Seven years in intensive care.) Tj ET"


def plain(pages=1):
    """A PDF of some pages with text, open to be made worse."""
    pdf = Pdf.new()
    font = pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
    for _number in range(pages):
        page = pdf.add_blank_page(page_size=(595, 842))
        page.obj.Resources = Dictionary(Font=Dictionary(F1=font))
        page.obj.Contents = pdf.make_stream(CONTENT)
    return pdf


def saved(pdf, **options):
    out = io.BytesIO()
    pdf.save(out, **options)
    return out.getvalue()


def upload(content, name="cv.pdf"):
    """As a form gets it."""
    data = saved(content) if isinstance(content, Pdf) else content
    return SimpleUploadedFile(name, data, content_type="application/pdf")


def paper(pages=1):
    return upload(plain(pages))


def launch(pdf):
    return pdf.make_indirect(
        Dictionary(S=Name.Launch, F="calc.exe", Next=Dictionary(S=Name.JavaScript, JS="app.alert(2)"))
    )


def annotation(pdf, subtype, **entries):
    """On the first page."""
    one = pdf.make_indirect(
        Dictionary(Type=Name.Annot, Subtype=subtype, Rect=Array([10, 10, 90, 40]), **entries)
    )
    page = pdf.pages[0].obj
    page.Annots = Array([*page.get("/Annots", []), one])
    return one


def hostile():
    """Everything at once: scripts, attachments, a form with a signature, notes, films, commands, an author."""
    pdf = plain()
    pdf.Root.OpenAction = launch(pdf)
    pdf.Root.AA = Dictionary(WC=Dictionary(S=Name.JavaScript, JS="app.alert(1)"))
    pdf.Root.Names = pdf.make_indirect(Dictionary())
    script = Dictionary(S=Name.JavaScript, JS="app.alert(3)")
    pdf.Root.Names.JavaScript = Dictionary(Names=Array(["open", script]))
    pdf.pages[0].obj.AA = Dictionary(O=script)
    pdf.attachments["payload.exe"] = b"MZ-payload-of-a-stranger"
    filled_in(pdf)
    annotation(pdf, Name.Link, A=launch(pdf))
    annotation(pdf, Name.Link, A=Dictionary(S=Name.URI, URI="file:///etc/passwd"))
    annotation(pdf, Name.Text, Contents="Between us: call me")
    annotation(pdf, Name.RichMedia, RichMediaContent=Dictionary())
    annotation(pdf, Name.FileAttachment, FS=Dictionary(F="x", EF=Dictionary(F=pdf.make_stream(b"inside"))))
    structured(pdf)
    with pdf.open_metadata() as metadata:
        metadata["dc:creator"] = ["Somebody Unmistakable"]
    pdf.docinfo["/Author"] = "Somebody Unmistakable"
    pdf.docinfo["/Producer"] = "Hospital PC 17"
    return pdf


def filled_in(pdf):
    """A form with a field somebody filled in, and one that was signed."""
    field = {"FT": Name.Tx, "T": "post", "V": "Consultant", "DA": "/F1 12 Tf 0 g", "F": 4}
    font = Dictionary(F1=pdf.pages[0].obj.Resources.Font.F1)
    fields = [
        annotation(pdf, Name.Widget, **field),
        annotation(pdf, Name.Widget, FT=Name.Sig, T="signed", V=Dictionary(Type=Name.Sig, Contents="..")),
    ]
    pdf.Root.AcroForm = pdf.make_indirect(
        Dictionary(Fields=Array(fields), DR=Dictionary(Font=font), DA="/F1 12 Tf 0 g", NeedAppearances=True)
    )


def structured(pdf):
    """The tree for screen readers: it stays, and what it hides goes."""
    secret = Dictionary(Subtype=Name.Widget, A=Dictionary(S=Name.Launch, F="from-the-tree.exe"))
    attributes = Dictionary(O=Name.Layout, Placement=Name.Block)
    part = Dictionary(S=Name.P, A=attributes, K=Dictionary(Type=Name.OBJR, Obj=pdf.make_indirect(secret)))
    pdf.Root.StructTreeRoot = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot, K=Array([part])))
    pdf.Root.MarkInfo = Dictionary(Marked=True)


def encrypted(user="", owner="owner"):
    return saved(plain(), encryption=pikepdf.Encryption(user=user, owner=owner))


def unfolding(megabytes=200):
    """A small file: the stream that its catalog lies in unfolds to so much."""
    packer = zlib.compressobj(9)
    packed = packer.compress(b"1 0 <</Type/Catalog/Pages 2 0 R>>")
    packed += b"".join(packer.compress(b" " * 2**20) for _one in range(megabytes)) + packer.flush()
    parts = {
        2: b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
        4: b"<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>stream\n%s\nendstream"
        % (len(packed), packed),
    }
    data, places = b"%PDF-1.5\n", {}
    for number, part in parts.items():
        places[number] = len(data)
        data += b"%d 0 obj%s endobj\n" % (number, part)
    lines = [(0, 0, 0), (2, 4, 0), *((1, places[number], 0) for number in parts), (1, len(data), 0)]
    table = b"".join(bytes([kind]) + place.to_bytes(4, "big") + bytes([last]) for kind, place, last in lines)
    xref = b"<</Type/XRef/Size 6/W[1 4 1]/Root 1 0 R/Length %d>>stream\n%s\nendstream" % (len(table), table)
    return data + b"5 0 obj%s endobj\nstartxref\n%d\n%%%%EOF" % (xref, len(data))
