"""The shape of an answer, kind by kind, as JSON: what is stored in `AttemptQuestion.answer`.

    single       option id                        42
    multiple     list of option ids, rising       [41, 43]
    true_false   {option id as text: true/false}  {"41": true, "42": false}
    matching     {item id as text: option id}     {"7": 41, "8": 44}
    ordering     all option ids, first to last    [43, 41, 42]
    numeric      decimal number as text, a point  "0.35"
    short_text   the text                         "Start noradrenaline …"

`None` is "not answered": nothing chosen, or the choice taken back.
"""
