"""Fills an empty portal with the real programme, and leaves alone what staff made of it since.

The content files give each piece a key. A piece is made once, when its key is met for the first time, and its
key is written into `ContentItem`. From then on the admin is where it is kept: a second run never writes to a
row it made, and does not bring back what was deleted or rename what was renamed.
"""

import tomllib
from collections import Counter
from pathlib import Path
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from cases.models import Section, Topic
from evaluations.actions import open_survey
from evaluations.models import Question, QuestionWording, Survey
from fellowships.models import Call, ChecklistTemplate
from hubs.models import Hub
from impact.models import FollowUp
from levels.models import Activity, Director, FurtherReading, Level, Outcome, Pathway, Statement
from pathway.models import ContentItem, PageViews
from registrations.actions import lay_out_seats
from registrations.models import Event, Session

FOLDER = Path(__file__).parent


@transaction.atomic
def load(folder=FOLDER):
    """Load what is new in the content files, all or nothing. Returns how many rows of each model were made."""
    with connection.cursor() as cursor:
        # Two processes starting at once: the second waits, then finds everything done.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('load_pathway'))")
    loader = Loader()
    pathway = loader.load_pathway(_read(folder, "pathway"))
    if pathway:
        loader.load_levels(pathway, _read(folder, "levels"))
    loader.load_hubs(_read(folder, "hubs"))
    loader.load_events(_read(folder, "events"))
    fellowships = _read(folder, "fellowships")
    loader.load_calls(fellowships)
    loader.load_rows("checklist", ChecklistTemplate, fellowships["checklist"], name="title")
    loader.load_cases(_read(folder, "cases"))
    loader.load_links(_read(folder, "more"))
    evaluation = _read(folder, "evaluation")
    loader.load_questions(evaluation["questions"], "question")
    loader.load_follow_ups(evaluation["follow_up"])
    ContentItem.objects.bulk_create(loader.new_items)
    return loader.made


def _read(folder, name):
    return tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8"))


class Loader:
    def __init__(self):
        self.loaded = dict(ContentItem.objects.values_list("key", "object_id"))
        self.new_items = []
        self.made = Counter()

    def load_pathway(self, content):
        facts = content["pathway"]
        pathway = self.once("pathway", Pathway, {"slug": facts["slug"]}, facts)
        for path, views in content["views"].items():
            self.once(f"views{path}", PageViews, {"path": path}, {"carried_over": views})
        if pathway:
            self.load_directors("pathway", content["directors"], pathway=pathway, level=None)
            self.load_rows("statement", Statement, content["statements"], name="text", pathway=pathway)
        return pathway

    def load_levels(self, pathway, content):
        for facts in content["levels"]:
            number = facts["number"]
            plain = {name: value for name, value in facts.items() if not isinstance(value, (list, dict))}
            level = self.once(f"level-{number}", Level, {"number": number}, plain | {"pathway": pathway})
            if level:
                prefix = f"level-{number}"
                self.load_directors(prefix, facts.get("directors", []), pathway=pathway, level=level)
                self.load_rows(f"{prefix}/activity", Activity, facts["activities"], name="title", level=level)
                self.load_outcomes(prefix, level, facts.get("outcomes", {}))

    def load_cases(self, content):
        self.load_rows("cases/section", Section, content["sections"], name="key")
        for kind, topics in content["topics"].items():
            rows = [topic | {"slug": topic["key"]} for topic in topics]
            self.load_rows(f"cases/{kind}", Topic, rows, name="slug", kind=kind)

    def load_directors(self, prefix, rows, **whose):
        self.load_rows(f"{prefix}/director", Director, rows, name="name", **whose)

    def load_outcomes(self, prefix, level, tiers):
        for tier, texts in tiers.items():
            rows = [{"key": f"{tier}/{key}", "tier": tier, "text": text} for key, text in texts.items()]
            self.load_rows(f"{prefix}/outcome", Outcome, rows, name="text", level=level)

    def load_rows(self, prefix, model, rows, *, name, **whose):
        """Rows of a list, in its order. `name` is what tells one row from the next for a reader."""
        for order, facts in enumerate(rows, 1):
            fields = {"order": order} | facts
            key = fields.pop("key")
            self.once(f"{prefix}/{key}", model, whose | {name: facts[name]}, fields)

    def load_hubs(self, content):
        for facts in content["hubs"]:
            self.once(f"hub/{facts['country'].lower()}", Hub, {"country": facts["country"]}, facts)

    def load_events(self, content):
        levels = {level.number: level for level in Level.objects.all()}
        for facts in content["events"]:
            if f"event/{facts['slug']}" not in self.loaded:
                self.load_event(dict(facts), levels)

    def load_event(self, facts, levels):
        sessions, quotas = facts.pop("sessions", []), facts.pop("quotas", {})
        zone = ZoneInfo(facts.get("time_zone", "Europe/Brussels"))
        number, activity = facts.pop("level", None), facts.pop("counts_as", None)
        if activity:
            key = self.loaded.get(f"level-{number}/activity/{activity}")
            facts["counts_as"] = Activity.objects.filter(pk=key).first()
        if sessions:
            facts["starts_at"] = sessions[0]["starts"].replace(tzinfo=zone)
            facts["ends_at"] = sessions[-1]["ends"].replace(tzinfo=zone)
        facts |= {"level": levels.get(number), "is_published": True}
        there_before = Event.objects.filter(slug=facts["slug"]).exists()
        event = self.once(f"event/{facts['slug']}", Event, {"slug": facts["slug"]}, facts)
        if there_before:
            return
        for session in sessions:
            starts_at, ends_at = session["starts"].replace(tzinfo=zone), session["ends"].replace(tzinfo=zone)
            self.make(Session, event=event, title=session["title"], starts_at=starts_at, ends_at=ends_at)
        if event.is_limited:
            lay_out_seats(event=event, capacity=event.capacity, quotas=quotas)

    def load_calls(self, content):
        for facts in content["calls"]:
            self.once(f"call/{facts['slug']}", Call, {"slug": facts["slug"]}, facts)

    def load_links(self, content):
        self.load_rows("link", FurtherReading, content["links"], name="url")

    def load_questions(self, rows, prefix, survey=None):
        """The core of every evaluation, or what one survey asks. Once somebody has answered, nobody can change it."""
        for order, facts in enumerate(rows, 1):
            fields = {"order": order} | facts
            key, wordings = f"{prefix}/{fields.pop('key')}", fields.pop("in", {})
            natural = {"survey": survey, "text": facts["text"]}
            question = self.once(key, Question, natural, fields)
            # Words that staff have changed since are not those that were translated.
            if question and question.text == facts["text"] and question.options == facts.get("options", []):
                for language, words in wordings.items():
                    whose = {"question": question, "language": language}
                    self.once(f"{key}/{language}", QuestionWording, whose, words)

    def load_follow_ups(self, content):
        """For each level that has none yet. It is open from the beginning: people are asked when the time has come."""
        for level in Level.objects.filter(follow_up=None).order_by("number"):
            key = f"follow-up-{level.number}"
            if key in self.loaded:
                continue
            facts = {"introduction": content["introduction"], "asks_core": False}
            survey = self.make(Survey, title=content["title"] % {"number": level.number}, **facts)
            self.load_questions(content["questions"], key, survey)
            open_survey(survey=survey, by=None)
            self.once(key, FollowUp, {"level": level}, {"survey": survey, "months": content["months"]})

    def once(self, key, model, natural, fields):
        """The row of this key: made now if the key is new, else as it is now, or None where staff deleted it.

        A row that somebody made by hand before is taken as it is.
        """
        if key in self.loaded:
            return model.objects.filter(pk=self.loaded[key]).first()
        row = model.objects.filter(**natural).first() or self.make(model, **natural | fields)
        self.new_items.append(ContentItem(key=key, object_id=row.pk))
        self.loaded[key] = row.pk
        return row

    def make(self, model, **fields):
        row = model(**fields)
        # What must be unique was looked up by its key; the database has the last word on this and on all rules.
        row.full_clean(validate_unique=False, validate_constraints=False)
        row.save()
        self.made[model._meta.label] += 1
        return row
