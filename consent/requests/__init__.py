"""Floor 5: requests of data subjects: access, correction, objection, erasure, complaint.

Owns: the queue with its legal deadlines, the parts of an answer, letters, approvals, evidence of completion.
Does not own: the data that is read or erased; each floor below does its own part.
May import: every floor below; faces file requests here.
"""
