"""What a knowledge folder must keep beyond what loading needs: every rule of the format, with file, line and mend.

A case that loads but breaks a rule here can be played; `interviewer check` names it all the same. The rules by kind:

    shape      counts, levels, question marks, curveballs, facts with figures, files that no one reads
    notes      length, diagrams and their text alternatives, links, sections that teach
    leaks      what the interviewer says and the candidate should: vocabulary, figures, the expected answer
    examples   answers that repeat `expects` or one another
    sentences  sentences that two problems share
    meaning    criteria that are the same, and probes that say what is expected, found by the embedding
"""

from interviewer.adapters.knowledge.lint.checking import check

__all__ = ["check"]
