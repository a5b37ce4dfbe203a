"""The one home of language: scripts, words, sentences, stems, months, word classes, and the data for each language.

Everything here is pure, works on plain text, and reads a text once from left to right. Data lies in ``data/LANG.toml``
and is read when a language is first asked for. Nothing is compiled or read on import.
"""
