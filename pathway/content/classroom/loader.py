"""Sample modules and resources with their files, put in once each; staff edit, replace or delete them in the admin.

A film or a hand-out that is not made yet (`bin/media`) is left out, and comes with the next run.
"""

import tomllib
from datetime import date
from pathlib import Path

from django.core.files import File
from django.db import transaction
from django.utils import timezone

from assessments.models import Assessment, Topic
from levels import captions, publishing, uploads
from levels.actions import packages
from levels.models import Captions, Level, Module, Resource, ResourceKind
from pathway.content.loader import Loader
from pathway.models import ContentItem

FOLDER = Path(__file__).parent
AUTHOR = "Sample content of the portal"
# What is written in a script is shown as the film or the PDF that is made of it.
MADE_OF = {"film.toml": "film.mp4", "handout.typ": "handout.pdf"}


@transaction.atomic
def load(folder=FOLDER):
    """Make what is new in the files, all or nothing. Returns how many rows of each model were made."""
    loader = ClassroomLoader()
    for path in sorted(folder.glob("level*/modules.toml")):
        level = Level.objects.filter(number=int(path.parent.name.removeprefix("level"))).first()
        if level:
            loader.load_level(level, path)
    ContentItem.objects.bulk_create(loader.new_items)
    return loader.made


class ClassroomLoader(Loader):
    def __init__(self):
        super().__init__()
        self.topics = {topic.slug: topic for topic in Topic.objects.all()}
        self.assessments = {assessment.slug: assessment for assessment in Assessment.objects.all()}
        self.today = timezone.localdate()

    def load_level(self, level, path):
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        for order, facts in enumerate(content["module"], 1):
            key = f"classroom/{level.number}/{facts['slug']}"
            fields = {
                "order": order,
                "title": facts["title"],
                "summary": facts.get("summary", ""),
                "objectives": "\n".join(facts.get("objectives", [])),
                "publish_on": self.today,
            }
            module = self.once(key, Module, {"level": level, "slug": facts["slug"]}, fields)
            if module:
                for place, resource in enumerate(facts.get("resource", []), 1):
                    self.load_resource(key, module, place, resource, path.parent)
        self.load_tests(level, content.get("tests", {}))

    def load_tests(self, level, tests):
        """The pre-test and the post-test, where staff have not chosen any."""
        for name, slug in tests.items():
            key = f"classroom/{level.number}/{name}"
            if key not in self.loaded and slug in self.assessments and getattr(level, f"{name}_id") is None:
                setattr(level, name, self.assessments[slug])
                level.save(update_fields=[name])
                self.new_items.append(ContentItem(key=key, object_id=self.assessments[slug].pk))

    def load_resource(self, prefix, module, order, facts, folder):
        key = f"{prefix}/{facts['slug']}"
        source = _source(folder, facts)
        if key in self.loaded or (source and not source.exists()):
            return
        fields = self.fields(facts, source) | {"order": order}
        resource = self.once(key, Resource, {"module": module, "slug": facts["slug"]}, fields)
        resource.topics.set([self.topics[slug] for slug in facts.get("topics", [])])
        if resource.kind == ResourceKind.VIDEO:
            self.add_captions(resource, source.with_suffix(".vtt"))
        elif resource.kind == ResourceKind.PACKAGE:
            with source.open("rb") as file:
                packages.put(resource=resource, file=File(file, name=source.name), by=None)
        if not publishing.missing(resource):
            resource.publish_on = self.today
            resource.save(update_fields=["publish_on"])

    def fields(self, facts, source):
        kind = facts["kind"]
        return {
            "kind": kind,
            "title": facts["title"],
            "objective": facts.get("objective", ""),
            "minutes": facts["minutes"],
            "is_mandatory": facts["mandatory"],
            "tier": facts.get("tier", ""),
            "url": facts.get("url", ""),
            "assessment": self.assessments.get(facts.get("assessment")),
            "author": AUTHOR,
            "review_due_on": date(self.today.year + 1, self.today.month, 1),
            "is_sample": True,
        } | _content(kind, facts, source)

    def add_captions(self, resource, path):
        captions.read(path.read_bytes())
        with path.open("rb") as words:
            self.make(Captions, resource=resource, language="en", file=File(words, name=path.name))


def _source(folder, facts):
    if "source" not in facts:
        return None
    path = folder / facts["source"]
    return path.with_name(MADE_OF.get(path.name, path.name))


def _content(kind, facts, source):
    """What the kind lives from: a text, or a file and how long it is."""
    if kind == ResourceKind.PAGE:
        return {"body": source.read_text(encoding="utf-8")}
    if kind == ResourceKind.DISCUSSION:
        return {"body": facts["prompt"]}
    if kind in (ResourceKind.VIDEO, ResourceKind.PDF):
        measure = uploads.seconds_of if kind == ResourceKind.VIDEO else uploads.pages_of
        file = File(source.open("rb"), name=source.name)
        return {"file": file, "length": measure(file)}
    return {}
