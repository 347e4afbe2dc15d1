"""What was issued so far gets the award that it came from, the first template, and its PDF as a rendition."""

from django.db import migrations

MOVE = """
DROP TRIGGER certificates_certificate_immutable ON certificates_certificate;

INSERT INTO certificates_template (number, note, words, accent, logo, published_at)
SELECT 1, '', '{}', '#5a2b8a', '', now() WHERE EXISTS (SELECT FROM certificates_certificate);

INSERT INTO certificates_award
    (source, kind, holder_id, facts, earned_at, due_at, issued_at, lapsed_because)
SELECT source, kind, holder_id,
    jsonb_build_object(
        'title', title, 'programme', programme, 'role', '', 'dates', dates, 'first_day', NULL, 'last_day', NULL,
        'place', place, 'is_online', false, 'minutes', minutes, 'score', NULL, 'signatory_name', signatory_name,
        'signatory_post', signatory_post, 'accreditation_note', '', 'address', '', 'credits', '[]'::jsonb
    ),
    issued_at, issued_at, issued_at, ''
FROM certificates_certificate;

UPDATE certificates_certificate AS certificate
SET award_id = award.id, template_id = (SELECT id FROM certificates_template WHERE number = 1)
FROM certificates_award AS award WHERE award.source = certificate.source;

INSERT INTO certificates_rendition (certificate_id, language, file, sha256, made_at)
SELECT id, 'en', pdf, pdf_sha256, issued_at FROM certificates_certificate WHERE pdf <> '';
"""


class Migration(migrations.Migration):
    dependencies = [("certificates", "0003_awards_credits_and_renditions")]

    operations = [migrations.RunSQL(MOVE)]
