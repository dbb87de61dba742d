"""A mock interviewer for machine-learning system design interviews.

The rooms of the house; imports point down only:

- `cli`, and `app.py` beside this package: the doors
- `ui`: the Gradio page; events become rows, nothing is decided here
- `bootstrap`: the only place where objects are wired together
- `adapters`: one vendor a file (models, assessors, knowledge, store, reports, prompts)
- `services`: the use cases (hold an interview, grade it, simulate a candidate)
- `domain`: problems, events, policy, rubric; pure
"""
