"""Where English sentences end."""

from __future__ import annotations

import re

# Abbreviations before names, and initials, end none.
SENTENCE_END = re.compile(
    r"[.!?…\n](?:(?<=\n)|(?<!\bMr\.)(?<!\bMs\.)(?<!\bDr\.)(?<!\bSt\.)(?<!\bMrs\.)(?<!\bSen\.)(?<!\bRep\.)(?<!\bGov\.)"
    r"(?<!\bProf\.)(?<!\bCol\.)(?<!\bMaj\.)(?<!\bGen\.)(?<!\bLt\.)(?<!\bCapt\.)(?<!\bSgt\.)(?<!\bAdm\.)(?<!\bRev\.)"
    r"(?<!\bvs\.)(?<!\bNo\.)(?<![ .][A-Z]\.)['\"”’»)]*\s+(?=[\"“‘'«„(A-ZÀ-Þ0-9]))"
)
