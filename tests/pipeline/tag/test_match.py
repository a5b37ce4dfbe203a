"""Where a name of the catalog stands, whatever script or ending is glued to it."""

from __future__ import annotations

import pytest

from pipeline.records import Article
from pipeline.tag import Alias, Ambiguity, Catalog, Entity, Tagger, Topic

CATALOG = Catalog.of(
    [
        Entity("org:orbital", "OrbitalAI", (Alias("OrbitalAI"), Alias("軌道智能")), "lab", handles=("orbitalai",)),
        Entity("org:brightchip", "BRIGHTCHIP", (Alias("BRIGHTCHIP"),), "bigtech"),
        Entity("org:nordwind", "Nordwind", (Alias("Nordwind"),), "lab"),
        Entity("model:zephyr", "Zephyr", (Alias("Zephyr", Ambiguity.NAME),), None, "org:nordwind"),
        Entity("model:qrs", "QRS", (Alias("QRS"),)),
        Entity("model:sirocco", "Sirocco models", (Alias("Sirocco "),), None, "org:sirocco"),
        Entity("org:sirocco", "Sirocco", (Alias("Sirocco"),), "lab"),
    ]
)
TAGGER = Tagger(CATALOG, [Topic("funding", "Funding", phrases={"series b": 3.0})])


def named(text: str, language: str | None = None) -> list[tuple[str, str | None]]:
    article = Article(url="", title="", text=text, outlet="", source="", language=language)
    return [(one.surface, one.version) for one in TAGGER.tag(article).mentions]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("OrbitalAI发布了新模型", [("OrbitalAI", None)]),
        ("今天OrbitalAI与Nordwind合作", [("OrbitalAI", None), ("Nordwind", None)]),
        ("BRIGHTCHIPの株価", [("BRIGHTCHIP", None)]),
        ("وOrbitalAI تعلن", [("OrbitalAI", None)]),
        ("오늘 Nordwind가 발표", [("Nordwind", None)]),
        ("Nordwind的Zephyr-5模型和QRS-4.1发布", [("Nordwind", None), ("Zephyr-5", "5"), ("QRS-4.1", "4.1")]),
        ("据悉@orbitalai发布", [("orbitalai", None)]),
        ("昨日軌道智能宣布", [("軌道智能", None)]),
        ("AntiOrbitalAIx", []),
        ("Sirocco Labs and Sirocco 3", [("Sirocco", None), ("Sirocco 3", "3")]),
        ("mail info@orbitalai.com", []),
    ],
)
def test_a_change_of_script_is_an_edge_of_a_name(text, found):
    assert named(text) == found


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("Nordwinds Modell schlägt OrbitalAIs Modell", "de", ["Nordwind", "OrbitalAI"]),
        ("BRIGHTCHIPs Plan", "de", ["BRIGHTCHIP"]),
        ("Nordwinds nya modell", "sv", ["Nordwind"]),
        ("Nordwinds model", "en", []),
        ("Nordwinds model", None, []),
        ("Alle QRSs und Nordwindschutz", "de", []),
        ("Nordwind은 오늘", "ko", ["Nordwind"]),
    ],
)  # fmt: skip
def test_a_genitive_s_ends_a_name_in_languages_that_have_one(text, language, found):
    assert [surface for surface, _ in named(text, language)] == found


def test_phrases_and_signs_of_relevance_end_where_another_script_begins():
    tags = TAGGER.tag(Article(url="", title="Series B轮融资：AI芯片", text="", outlet="", source="", language="zh"))
    assert [one.topic_id for one in tags.topics] == ["funding"]
    spaced = TAGGER.tag(Article(url="", title="Series B 轮融资：AI 芯片", text="", outlet="", source="", language="zh"))
    assert tags.relevance == spaced.relevance
