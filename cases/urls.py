from django.urls import path, register_converter

from accounts.codes import ALPHABET, LENGTH
from cases.views import (
    reviewers,
    reviews,
)


class CodeConverter:
    """The code of a case, which is none of the words that stand in its place elsewhere."""

    regex = f"[{ALPHABET}]{{{LENGTH}}}"

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


register_converter(CodeConverter, "code")

app_name = "cases"
# Of a reviewer: nothing here names an author.
of_reviewers = [
    path("reviews/", reviews.reviews, name="reviews"),
    path("reviews/<int:pk>/", reviews.review, name="review"),
    path("reviews/<int:pk>/answer/", reviews.declare, name="declare"),
    path("reviews/<int:pk>/save/", reviews.save_review, name="save_review"),
    path("reviews/<int:pk>/hand-in/", reviews.submit_review, name="submit_review"),
    path("reviews/<int:pk>/give-back/", reviews.give_back, name="give_back"),
]

# Of an editor: who reviews a case.
of_reviewing = [
    path("desk/<code:code>/reviewers/", reviewers.reviewers, name="reviewers"),
    path("desk/<code:code>/reviewers/take-back/", reviewers.take_back_review, name="take_back_review"),
    path("desk/<code:code>/reviewers/stake/", reviewers.lift_stake, name="lift_stake"),
]

urlpatterns = [
    *of_reviewers,
    *of_reviewing,
]
