"""Pure computations on forms: what is asked, in which words, and what an answer comes to."""
