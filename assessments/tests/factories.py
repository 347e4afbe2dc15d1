"""Topics, questions of every kind and assessments for tests."""

from decimal import Decimal

import factory

from assessments.actions import questions as actions
from assessments.drafts import DraftItem, DraftOption, QuestionDraft
from assessments.models import Assessment, BlueprintLine, FixedQuestion, Kind, Question, Topic

_A_TO_D = (
    DraftOption("Start noradrenaline now"),
    DraftOption("Give a second litre of fluid"),
    DraftOption("Wait for the central line"),
    DraftOption("Repeat the lactate first"),
)
PARTS = {
    Kind.SINGLE: {"options": (DraftOption(_A_TO_D[0].text, is_correct=True), *_A_TO_D[1:])},
    Kind.MULTIPLE: {
        "options": (
            DraftOption(_A_TO_D[0].text, is_correct=True),
            DraftOption(_A_TO_D[1].text, is_correct=True),
            *_A_TO_D[2:],
        )
    },
    Kind.TRUE_FALSE: {
        "options": (
            DraftOption("Cultures come before the antimicrobial", is_correct=True),
            DraftOption("A normal lactate excludes sepsis"),
            DraftOption("Capillary refill can guide fluid", is_correct=True),
        )
    },
    Kind.MATCHING: {
        "options": _A_TO_D,
        "items": (
            DraftItem("Mean pressure 48 mmHg after 2 litres.", _A_TO_D[0].text),
            DraftItem("Lactate 3.1 mmol/L, dry, stroke volume rises.", _A_TO_D[1].text),
        ),
    },
    Kind.ORDERING: {"options": _A_TO_D},
    Kind.NUMERIC: {"target": Decimal("65"), "tolerance": Decimal("0.5"), "unit": "mmHg"},
    Kind.SHORT_TEXT: {"guidance": "Names vasopressor, target and route."},
}


class TopicFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Topic
        django_get_or_create = ["slug"]

    slug = "bundles"
    title = factory.LazyAttribute(lambda topic: topic.slug.replace("-", " ").capitalize())


class DraftFactory(factory.Factory):
    """A draft that could be published, of any kind: `DraftFactory(kind="matching")`."""

    class Meta:
        model = QuestionDraft

    code = factory.Sequence(lambda n: f"question-{n}")
    topic = "bundles"
    tier = "apply"
    difficulty = "medium"
    kind = Kind.SINGLE
    vignette = "A 68-year-old woman has a blood pressure of 82/40 mmHg after 30 mL/kg of crystalloid."
    prompt = "What is the best next step?"
    explanation = "Pressure comes first; another litre delays it."
    reference = "Evans L et al. Intensive Care Med 2021;47:1181–1247."

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        return model_class(*args, **PARTS[kwargs["kind"]] | kwargs)

    _build = _create


def draft_question(**parts):
    """A question of the bank that nobody has published yet. Takes what `DraftFactory` takes."""
    draft = DraftFactory(**parts)
    TopicFactory(slug=draft.topic)
    return actions.create(draft=draft, by=None).question


def published_question(**parts):
    """A question in use. Takes what `DraftFactory` takes; its words are `question.current`."""
    question = draft_question(**parts)
    actions.publish(version=question.versions.get(), by=None)
    question.refresh_from_db()
    return question


class QuestionFactory(factory.django.DjangoModelFactory):
    """In use: `QuestionFactory.create_batch(20)`, `QuestionFactory(kind="numeric")`."""

    class Meta:
        model = Question

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        return published_question(**kwargs)


class AssessmentFactory(factory.django.DjangoModelFactory):
    """Published, with one line that draws 5 of a topic, and enough questions in use for three attempts.

    `questions=20` draws 20, `questions__spare=0` has no more than that, `questions=0` has no blueprint and makes none,
    `form="fixed"` asks everyone the same ones.
    """

    class Meta:
        model = Assessment
        skip_postgeneration_save = True

    slug = factory.Sequence(lambda n: f"assessment-{n}")
    title = factory.Sequence(lambda n: f"Assessment {n}")
    minutes = 40
    draws_by_hand = True
    is_published = True

    @factory.post_generation
    def questions(self, create, extracted, spare=None, **parts):
        count = 5 if extracted is None else extracted
        if not create or not count:
            return
        topic = TopicFactory(slug=parts.pop("topic", "bundles"))
        if self.form == Assessment.Form.FIXED:
            made = [published_question(topic=topic.slug, **parts) for _n in range(count)]
            FixedQuestion.objects.bulk_create(
                FixedQuestion(assessment=self, question=question, order=order)
                for order, question in enumerate(made, 1)
            )
            return
        BlueprintLine.objects.create(assessment=self, topic=topic, count=count)
        for _n in range(count + (2 * count if spare is None else spare)):
            published_question(topic=topic.slug, **parts)
