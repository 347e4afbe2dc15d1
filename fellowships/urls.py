"""Addresses under /fellowships/. Fixed words come first: no call is called so (`Call.clean`)."""

from django.urls import path

from fellowships.views import board, calls, centres, interests

app_name = "fellowships"

# What anybody may read, and what a participant does in a call.
public = [
    path("", calls.index, name="index"),
    path("centres/", centres.centres, name="centres"),
    path("centres/<slug:slug>/", centres.centre, name="centre"),
]

# Of the board: the office, and the chairs of a call.
of_the_board = [
    path("board/", board.board, name="board"),
    path("board/<slug:slug>/", board.desk, name="desk"),
]

# Of one call. Last, as any word may be the name of a call.
of_a_call = [
    path("<slug:slug>/", calls.call, name="call"),
    path("<slug:slug>/tell-me/", interests.tell_me, name="tell_me"),
    path("<slug:slug>/no-longer/", interests.no_longer, name="no_longer"),
]

urlpatterns = [*public, *of_the_board, *of_a_call]
