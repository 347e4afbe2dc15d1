"""A person's own profile by topic: what goes right, what was studied, and what to study next."""

from collections import defaultdict
from dataclasses import dataclass, field

from assessments.models import Tier, Topic
from assessments.profile import shares_of
from levels.classroom import load_several
from levels.models import Level, Resource

# Of fewer answers a share says more about chance than about the person.
FEWEST = 5
TOPICS_TO_STUDY = 3
RESOURCES_TO_STUDY = 3


@dataclass
class Figure:
    """Answers and their points (hundredths of a question); `percent` is None while there are too few answers."""

    label: str
    answers: int = 0
    points: int = 0

    def add(self, share):
        self.answers += share.answers
        self.points += share.points

    @property
    def percent(self):
        """Rounded down: nobody reads 75 % who has 74.9 %."""
        return self.points // self.answers if self.answers >= FEWEST else None


@dataclass
class TopicFigure(Figure):
    tiers: dict = field(default_factory=dict)
    resources: list = field(default_factory=list)

    @property
    def done(self):
        return [resource for resource in self.resources if resource.done_at]

    @property
    def to_study(self):
        open_ones = [resource for resource in self.resources if not resource.done_at and not resource.lock]
        return open_ones[:RESOURCES_TO_STUDY]


@dataclass
class Profile:
    """`topics` are those of which the person has answers or resources; `next` the weakest with something to study."""

    topics: list
    tiers: list

    @property
    def known(self):
        """Topics of which there is something to say."""
        return [topic for topic in self.topics if topic.percent is not None]

    @property
    def others(self):
        return [topic for topic in self.topics if topic.percent is None]

    @property
    def next(self):
        weakest = sorted(self.known, key=lambda topic: topic.percent)
        return [topic for topic in weakest if topic.to_study][:TOPICS_TO_STUDY]


def of(person):
    """The profile over all attempts, and over the resources of the levels that are open to the person."""
    topics = {topic.pk: TopicFigure(topic.title, tiers=_tiers()) for topic in Topic.objects.all()}
    tiers = _tiers()
    for share in shares_of(person):
        topics[share.topic].add(share)
        topics[share.topic].tiers[share.tier].add(share)
        tiers[share.tier].add(share)
    for topic, resources in _resources(person).items():
        topics[topic].resources = resources
    shown = [topic for topic in topics.values() if topic.answers or topic.resources]
    return Profile(shown, list(tiers.values()))


def _tiers():
    return {tier.value: Figure(tier.label) for tier in Tier}


def _resources(person):
    """`{topic: resources of the person's levels}`, with the person's progress, in the order of the classroom."""
    levels = list(Level.objects.filter(enrolments__enrolment__user=person))
    resources = {
        resource.pk: resource for room in load_several(levels, person) for resource in room.resources
    }
    tagged = Resource.topics.through.objects.filter(resource__in=resources)
    topics_of, by_topic = defaultdict(list), defaultdict(list)
    for resource, topic in tagged.values_list("resource", "topic"):
        topics_of[resource].append(topic)
    for pk, resource in resources.items():
        for topic in topics_of[pk]:
            by_topic[topic].append(resource)
    return by_topic
