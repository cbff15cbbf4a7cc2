"""Texts for hypothesis, in which what is special about words is frequent."""

from hypothesis import strategies as st

TEXTS = st.text(st.one_of(st.sampled_from("aeétsEN -'’\"_.½ﬁ\u0301\u00adİΣς"), st.characters()))
