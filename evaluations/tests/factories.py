import factory

from evaluations.models import Question, QuestionKind, Survey


class SurveyFactory(factory.django.DjangoModelFactory):
    """A draft. `opened(…)` below is one that can be answered."""

    class Meta:
        model = Survey

    title = factory.Sequence(lambda n: f"Survey {n}")


class QuestionFactory(factory.django.DjangoModelFactory):
    """A scale of a survey; `survey=None` makes a core question."""

    class Meta:
        model = Question

    survey = factory.SubFactory(SurveyFactory)
    kind = QuestionKind.SCALE
    text = factory.Sequence(lambda n: f"Question {n}")
    low = factory.LazyAttribute(lambda question: "not at all" if question.kind == QuestionKind.SCALE else "")
    high = factory.LazyAttribute(lambda question: "very much" if question.kind == QuestionKind.SCALE else "")
    options = factory.LazyAttribute(
        lambda question: (
            [] if question.kind in (QuestionKind.SCALE, QuestionKind.TEXT) else ["Yes", "No", "Perhaps"]
        )
    )
    is_required = factory.LazyAttribute(lambda question: question.kind != QuestionKind.TEXT)


def one_of_each(survey):
    """A question of each kind: of what answers `given(…)` below makes."""
    return [
        QuestionFactory(survey=survey, kind=kind, order=order)
        for order, kind in enumerate(QuestionKind.values, 1)
    ]


def opened(**fields):
    """An open survey that asks a core question and one of each kind."""
    from evaluations import actions

    survey = SurveyFactory(**fields)
    QuestionFactory(survey=None)
    one_of_each(survey)
    actions.open_survey(survey=survey, by=None)
    return Survey.objects.get(pk=survey.pk)


def given(survey, number=4, choices=(0,), text=""):
    """What a person says to each question of a survey."""
    values = {"scale": number, "single": [choices[0]], "multiple": list(choices), "text": text}
    return {
        question.pk: values[question.kind] for question in survey.asked if question.kind != "text" or text
    }
