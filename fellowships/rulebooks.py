"""The rules of a call as they are published at its opening, and their fingerprint. Nothing in them changes later."""

import hashlib
import json

from fellowships.models import Call

PUBLISHED = [
    "time_zone",
    "fellowships",
    "bursary",
    "level_1_weight",
    "level_2_weight",
    "rubric_weight",
    "is_pilot_first_on_tie",
    "does_minimum_bind_replacements",
    "offer_days",
    "later_offer_days",
    "last_offer_days",
    "is_blind",
    "reviews_each",
    "third_review_spread",
    "seal",
]


def of(call):
    """All that decides, as plain JSON without names of people. The same call gives the same text, always."""
    call = Call.objects.get(pk=call.pk)  # as it is stored: amounts in the shape of the database
    rules = {name: getattr(call, name) for name in PUBLISHED} | {"bursary": f"{call.bursary:.2f}"}
    rules["groups"] = [
        {
            "title": group.title,
            "countries": sorted(country.code for country in group.countries),
            "minimum": group.minimum,
        }
        for group in call.groups.order_by("pk")
    ]
    rules["eligibility"] = [
        {
            "kind": rule.kind,
            "level": rule.level and rule.level.number,
            "value": rule.value,
            "professions": sorted(rule.professions),
        }
        for rule in call.eligibility.select_related("level").order_by("order", "pk")
    ]
    rules["criteria"] = [
        {
            "title": criterion.title,
            "question": criterion.question,
            "weight": criterion.weight,
            "anchors": {str(anchor.value): anchor.words for anchor in criterion.anchors.all()},
        }
        for criterion in call.criteria.prefetch_related("anchors").order_by("order", "pk")
    ]
    return rules


def fingerprint(facts):
    """SHA-256 of plain JSON facts, whatever the order of their keys."""
    return hashlib.sha256(text_of(facts).encode()).hexdigest()


def text_of(facts):
    """The very text of which the fingerprint is taken."""
    return json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def are_as_published(call):
    """Whether the rules in force are still those that were published."""
    return fingerprint(of(call)) == call.rules_hash == fingerprint(call.rules)
