"""Article + rivals -> copy of which of them?"""

from pipeline.dedupe.copies import CopyIndex, Found, Rival, find_copy
from pipeline.dedupe.fingerprints import fingerprint

__all__ = ["CopyIndex", "Found", "Rival", "find_copy", "fingerprint"]
