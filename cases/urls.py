from django.urls import path, register_converter

from accounts.codes import ALPHABET, LENGTH
from cases.views import (
    authors,
    catalogue,
    changes,
    checks,
    consent,
    desk,
    dossier,
    looking,
    pictures,
    publishing,
    questions,
    reading,
    reports,
    reviewers,
    reviews,
    showing,
    writing,
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

# Of readers: the list, a case, and what they ask.
of_readers = [
    path("", catalogue.index, name="index"),
    path("kept/", reading.kept, name="kept"),
    path("desk/questions/", questions.moderation, name="moderation"),
    path("desk/questions/<int:pk>/decide/", questions.decide, name="decide_question"),
    path("questions/<int:pk>/reply/", questions.reply, name="reply"),
    path("<code:code>/", reading.case, name="case"),
    path("<code:code>/unfold/", reading.unfold, name="unfold"),
    path("<code:code>/answer/", reading.answer, name="answer"),
    path("<code:code>/keep/", reading.keep, name="keep"),
    path("<code:code>/ask/", questions.ask, name="ask"),
]

# Of an author: the way from the first draft to the privacy check.
of_authors = [
    path("mine/", writing.mine, name="mine"),
    path("mine/start/", writing.start, name="start"),
    path("mine/invitations/<int:pk>/", authors.invitation, name="invitation"),
    path("mine/<code:code>/", writing.write, name="write"),
    path("mine/<code:code>/about/", writing.step, {"name": "about"}, name="about"),
    path("mine/<code:code>/text/", writing.step, {"name": "text"}, name="text"),
    path("mine/<code:code>/questions/", writing.step, {"name": "questions"}, name="questions"),
    path("mine/<code:code>/save/", writing.save, name="save"),
    path("mine/<code:code>/pictures/", pictures.pictures, name="pictures"),
    path("mine/<code:code>/pictures/add/", pictures.add_picture, name="add_picture"),
    path("mine/<code:code>/pictures/<int:pk>/", pictures.describe_picture, name="describe_picture"),
    path("mine/<code:code>/pictures/<int:pk>/remove/", pictures.remove_picture, name="remove_picture"),
    path("mine/<code:code>/look/", looking.look, name="look"),
    path("mine/<code:code>/look/now/", looking.look_now, name="look_now"),
    path("mine/<code:code>/authors/", authors.authors, name="authors"),
    path("mine/<code:code>/consent/", authors.consent, name="consent"),
    path("mine/<code:code>/hand-in/", writing.hand_in, name="hand_in"),
    path("mine/<code:code>/drop/", writing.drop, name="drop"),
]

# Of all who may see the case in which they stand.
of_pictures = [
    path("pictures/<int:pk>.<slug:kind>", showing.picture, name="picture"),
]

# Of an editor; and what is different between two revisions, for whoever may read both.
of_editors = [
    path("desk/", desk.desk, name="desk"),
    path("desk/<code:code>/", dossier.dossier_page, name="dossier"),
    path("desk/<code:code>/decide/", dossier.decide, name="decide"),
    path("desk/<code:code>/changes/<int:number>/", changes.dossier_diff, name="dossier_diff"),
    path("mine/<code:code>/changes/<int:number>/", changes.diff, name="diff"),
    path("reviews/<int:pk>/changes/", changes.review_diff, name="review_diff"),
]

# Whatever protects the patient: the check, what is reported, and a consent that is taken back.
of_privacy = [
    path("desk/privacy/", checks.checks, name="checks"),
    path("desk/privacy/<int:pk>/", checks.check, name="check"),
    path("desk/privacy/<int:pk>/recall/", checks.recall, name="recall"),
    path("desk/reports/", reports.reports, name="reports"),
    path("desk/reports/<int:pk>/", reports.settle, name="settle"),
    path(
        "desk/<code:code>/consent/withdraw/",
        consent.withdraw_consent_at_desk,
        name="withdraw_consent_at_desk",
    ),
    path("mine/<code:code>/consent/withdraw/", consent.withdraw_consent, name="withdraw_consent"),
    path("<code:code>/report/", reports.report, name="report"),
]

# From an accepted revision to what is cited.
of_publishing = [
    path("desk/<code:code>/publish/", publishing.publish, name="publish"),
    path("desk/<code:code>/retract/", publishing.retract, name="retract"),
    path("mine/<code:code>/correct/", publishing.correct, name="correct"),
    path("feed/", publishing.feed, name="feed"),
    path("<code:code>/<int:number>/", publishing.version, name="version"),
    path("<code:code>/cite.<str:ext>", publishing.cite, name="cite"),
]

urlpatterns = [
    *of_privacy,
    *of_pictures,
    *of_reviewers,
    *of_reviewing,
    *of_readers,
    *of_authors,
    *of_editors,
    *of_publishing,
]
