"""Who is named under a case: asked by mail, named only with a yes."""

from django.db import transaction

from accounts import audit
from cases.models import Author


@transaction.atomic
def forget(*, person):
    """Names and addresses of somebody who is gone. Under what was published the name stays, as it is cited."""
    for author in Author.objects.filter(person=person).select_related("case").order_by("pk"):
        is_cited = author.agreed_at is not None and author.case.versions.exists()
        if not is_cited and author.case.author_id != person.pk:
            author.delete()
            continue
        author.email = f"erased-{author.pk}@invalid.example"
        author.name, author.workplace = (author.name, author.workplace) if is_cited else ("", "")
        author.save(update_fields=["email", "name", "workplace"])
        audit.record("case_author.forgotten", author, person=person)
        Author.history.filter(id=author.pk).delete()
    addresses = {person.email, *person.emailaddress_set.values_list("email", flat=True)}
    Author.objects.filter(person=None, email__in={address.lower() for address in addresses}).delete()
