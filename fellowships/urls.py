"""Addresses under /fellowships/. Fixed words come first: no call is called so (`Call.clean`)."""

from django.urls import path

from fellowships.views import (
    allocation,
    applications,
    assigning,
    board,
    calls,
    candidates,
    centres,
    documents,
    exchange,
    interests,
    letters,
    money,
    offering,
    offers,
    own_centres,
    placements,
    reports,
    reviewing,
    roll,
    simulation,
)

app_name = "fellowships"

# What anybody may read, and what a participant does in a call.
public = [
    path("", calls.index, name="index"),
    path("centres/", centres.centres, name="centres"),
    path("centres/<slug:slug>/", centres.centre, name="centre"),
]

# Papers of applications, for whoever may read them.
papers = [
    path("documents/<int:pk>.pdf", documents.document, name="document"),
    path("documents/<int:pk>/delete/", documents.delete_document, name="delete_document"),
]

# Of a reviewer: nothing here names an applicant.
of_reviewers = [
    path("reviews/", reviewing.reviews, name="reviews"),
    path("reviews/<int:pk>/", reviewing.review, name="review"),
    path("reviews/<int:pk>/answer/", reviewing.answer_gate, name="answer_gate"),
    path("reviews/<int:pk>/save/", reviewing.save_review, name="save_review"),
    path("reviews/<int:pk>/stake/", reviewing.declare, name="declare"),
    path("reviews/<int:pk>/give-back/", reviewing.give_back, name="give_back"),
]

# Of coordinators of a hub.
of_a_hub = [
    path("candidates/", candidates.candidates, name="candidates"),
    path("candidates/<slug:code>/comment/", candidates.comment, name="comment"),
]

# Of the board: the office, and the chairs of a call.
of_the_board = [
    path("board/", board.board, name="board"),
    path("board/<slug:slug>/", board.desk, name="desk"),
    path("board/<slug:slug>/reviews/", assigning.assign, name="assign"),
    path("board/<slug:slug>/reviews/close/", assigning.close_reviews, name="close_reviews"),
    path("board/<slug:slug>/reviews/<str:code>/", assigning.reviewers_of, name="reviewers_of"),
    path("board/<slug:slug>/reviews/<str:code>/take-back/", assigning.take_back, name="take_back"),
    path("board/<slug:slug>/conflicts/", assigning.conflicts, name="conflicts"),
    path("board/<slug:slug>/conflicts/look/", assigning.look_for_stakes, name="look_for_stakes"),
    path("board/<slug:slug>/conflicts/<int:pk>/", assigning.judge_conflict, name="judge_conflict"),
    path("board/<slug:slug>/applications/", roll.applications, name="applications"),
    path("board/<slug:slug>/applications.csv", roll.applications_table, name="applications_table"),
    path("board/<slug:slug>/applications/<slug:code>/", roll.candidate, name="candidate"),
    path("board/<slug:slug>/applications/<slug:code>/reopen/", roll.reopen, name="reopen"),
    path("board/<slug:slug>/applications/<slug:code>/waive/<int:pk>/", roll.waive, name="waive"),
    path(
        "board/<slug:slug>/applications/<slug:code>/confirm/<int:pk>/",
        roll.confirm_waiver,
        name="confirm_waiver",
    ),
    path("board/<slug:slug>/advance/", board.advance, name="advance"),
    path("board/<slug:slug>/extend/", board.extend, name="extend"),
    path("board/<slug:slug>/step-back/", board.step_back, name="step_back"),
    path("board/<slug:slug>/simulate/", simulation.simulate, name="simulate"),
    path("board/<slug:slug>/allocation/", allocation.allocation, name="allocation"),
    path("board/<slug:slug>/allocation/list/", allocation.take_snapshot, name="take_snapshot"),
    path("board/<slug:slug>/allocation/propose/", allocation.propose_run, name="propose_run"),
    path("board/<slug:slug>/allocation/<int:number>/", allocation.run, name="run"),
    path("board/<slug:slug>/allocation/<int:number>/turns.csv", allocation.run_table, name="run_table"),
    path("board/<slug:slug>/allocation/<int:number>/facts.json", allocation.run_facts, name="run_facts"),
    path("board/<slug:slug>/allocation/<int:number>/sign/", allocation.sign_run, name="sign_run"),
    path("board/<slug:slug>/allocation/<int:number>/discard/", allocation.discard_run, name="discard_run"),
]

# Of people who speak for a centre.
of_a_centre = [
    path("centres/<slug:slug>/edit/", own_centres.edit, name="centre_edit"),
    path("my-centres/", own_centres.my_centres, name="my_centres"),
    path("my-centres/<slug:slug>/current/", own_centres.say_current, name="say_current"),
    path("my-centres/<slug:slug>/in/<slug:call>/", own_centres.places, name="centre_places"),
    path("my-centres/<slug:slug>/in/<slug:call>/withdraw/", own_centres.withdraw, name="withdraw_offering"),
]

# After a stay: what is told, and what is paid.
after_a_stay = [
    path("placements/<str:token>/report/", reports.report, name="report"),
    path("placements/<str:token>/report/accept/", reports.accept_report, name="accept_report"),
    path("placements/<str:token>/report/return/", reports.return_report, name="return_report"),
    path("placements/<str:token>/attest/", reports.attest, name="attest"),
    path("board/<slug:slug>/reports/", reports.reports, name="reports"),
    path("money/exchange/", money.money_of_exchange, name="money_of_exchange"),
    path("money/bursary/<int:pk>/<slug:deed>/", money.decide_bursary, name="decide_bursary"),
    path("money/<slug:slug>/", money.money, name="money"),
    path("money/<slug:slug>/bursaries.csv", money.money_csv, name="money_csv"),
]

# Of experts, and of who invites them.
of_the_exchange = [
    path("board/exchange/", exchange.exchange, name="exchange"),
    path("board/exchange/invite/", exchange.invite, name="invite"),
    path("exchange/<int:pk>/", exchange.invitation, name="invitation"),
    path("exchange/<int:pk>/answer/", exchange.answer, name="answer_invitation"),
    path("exchange/<int:pk>/take-back/", exchange.revoke, name="revoke_invitation"),
    path("exchange/by-link/<str:token>/", exchange.claim, name="claim_invitation"),
]

# Offers: of the board, and of the person.
of_offers = [
    path("board/<slug:slug>/offers/", offering.offers, name="offers"),
    path("board/<slug:slug>/offers/send/", offering.send_offers, name="send_offers"),
    path("board/<slug:slug>/offers/fill/", offering.fill_again, name="fill_again"),
    path("board/<slug:slug>/offers/close/", offering.close_reserve, name="close_reserve"),
    path("board/<slug:slug>/offers/<code>/", offering.one_offer, name="one_offer"),
    path("<slug:slug>/offer/", offers.offer, name="offer"),
    path("<slug:slug>/offer/no/", offers.decline_offer, name="decline_offer"),
    path("<slug:slug>/offer/centre/", offers.choose_centre, name="choose_centre"),
    path("<slug:slug>/offer/deadline.ics", offers.offer_calendar, name="offer_calendar"),
]

# Of a stay: visitor, host and office share its page.
of_a_stay = [
    path("placements/", placements.mine, name="stays"),
    path("placements/<slug:token>/", placements.placement, name="placement"),
    path("placements/<slug:token>/arrange/", placements.arrange, name="arrange_stay"),
    path("placements/<slug:token>/confirm/", placements.confirm, name="confirm_placement"),
    path("placements/<slug:token>/wishes/", placements.wishes, name="say_wishes"),
    path("placements/<slug:token>/tick/<int:pk>/", placements.tick, name="tick"),
    path("placements/<slug:token>/cancel/", placements.cancel, name="cancel_placement"),
    path("placements/<slug:token>/stay.ics", placements.calendar, name="placement_calendar"),
    path("placements/<slug:token>/contacts.pdf", letters.contact_sheet, name="contact_sheet"),
    path("placements/<slug:token>/<slug:kind>.pdf", letters.letter, name="letter"),
    path("board/<slug:slug>/placements/", placements.placements, name="placements"),
]

# Of one call. Last, as any word may be the name of a call.
of_a_call = [
    path("<slug:slug>/", calls.call, name="call"),
    path("<slug:slug>/rules.json", calls.rules, name="rules"),
    path("<slug:slug>/result/", allocation.result, name="result"),
    path("<slug:slug>/tell-me/", interests.tell_me, name="tell_me"),
    path("<slug:slug>/no-longer/", interests.no_longer, name="no_longer"),
    path("<slug:slug>/documents/", documents.documents, name="documents"),
    path("<slug:slug>/documents/<slug:kind>/", documents.upload, name="upload"),
    path("<slug:slug>/apply/", applications.apply, name="apply"),
    path("<slug:slug>/apply/save/", applications.autosave, name="autosave"),
    path("<slug:slug>/apply/centres/", applications.choices, name="choices"),
    path("<slug:slug>/apply/hand-in/", applications.submit, name="submit"),
    path("<slug:slug>/apply/delete/", applications.discard, name="discard"),
    path("<slug:slug>/application/", applications.application, name="application"),
    path("<slug:slug>/application/withdraw/", applications.withdraw, name="withdraw"),
]

urlpatterns = [
    *public,
    *papers,
    *of_reviewers,
    *of_the_exchange,
    *of_a_hub,
    *of_the_board,
    *of_a_centre,
    *after_a_stay,
    *of_offers,
    *of_a_stay,
    *of_a_call,
]
