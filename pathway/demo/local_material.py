"""What the pilot hubs have beside the central content, and who of them is named in public."""

import datetime
import tomllib
from pathlib import Path

from django.core.files.base import ContentFile
from django.utils import timezone

from hubs import actions as hubs
from hubs.models import Hub, Membership
from levels import uploads
from levels.actions import local_material as actions
from levels.models import Level, LocalMaterial, LocalState, Module
from pathway.content.classroom import loader

FOLDER = Path(__file__).parent
NAMED = ["coordinator.pl", "coordinator.pt", "coordinator.se"]


def play(people):
    content = tomllib.loads((FOLDER / "local_material.toml").read_text(encoding="utf-8"))
    for hub in Hub.objects.filter(country__in=content):
        for facts in content[hub.country.code]:
            _add(hub, dict(facts), by=people[f"coordinator.{hub.code}"])
    for term in Membership.objects.filter(user__in=[people[name] for name in NAMED]):
        hubs.name_coordinator(membership=term, shown=True)
    note = "Usually answered within a week, in Polish or in English. (An example of the demo.)"
    Hub.objects.filter(country="PL").update(contact_email="hub.pl@example.org", contact_note=note)


def _add(hub, facts, *, by):
    state, because = facts.pop("state", LocalState.PUBLISHED), facts.pop("because", "")
    material = LocalMaterial(hub=hub, is_sample=True, **_placed(facts), **_dated(facts), **facts)
    actions.keep(material=material, by=by)
    if state != LocalState.DRAFT:
        material = actions.publish(material=material, by=by)
    if state == LocalState.WITHDRAWN:
        actions.withdraw(material=material, because=because, by=by)


def _placed(facts):
    """Where the classroom of the demo was not loaded, a whole level or nothing."""
    level, slug = facts.pop("level", 1 if "module" in facts else None), facts.pop("module", None)
    module = Module.objects.filter(slug=slug, level__number=level).first()
    return {"level": Level.objects.filter(number=level).first(), "module": module} | _file(facts)


def _file(facts):
    path = facts.pop("file", None)
    if path is None:
        return {}
    file = ContentFile((loader.FOLDER / "level1" / path).read_bytes(), name="handout.pdf")
    return {"file": file, "pages": uploads.pages_of_local(file)}


def _dated(facts):
    """Data are of the year before."""
    days = facts.pop("review_in_days", None)
    if days is None:
        return {}
    today = timezone.localdate()
    as_of = datetime.date(today.year - 1, 12, 31)
    return {"as_of": as_of, "review_by": today + datetime.timedelta(days=days)}
