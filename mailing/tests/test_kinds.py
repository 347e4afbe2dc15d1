from django.template import TemplateDoesNotExist
from django.template.loader import get_template

from mailing import kinds


def test_every_kind_of_mail_has_its_subject_and_its_text():
    missing = []
    for kind in kinds.all_kinds():
        for name in (f"{kind.template}_subject.txt", f"{kind.template}.txt"):
            try:
                get_template(name)
            except TemplateDoesNotExist:
                missing.append(name)

    assert missing == []


def test_every_kind_of_mail_has_a_title_for_staff():
    assert [kind.name for kind in kinds.all_kinds() if not str(kind.title)] == []
