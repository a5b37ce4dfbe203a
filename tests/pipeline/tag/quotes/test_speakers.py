"""Who is quoted: each situation is a few sentences as the press writes them, all made up here."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.records import Article
from pipeline.tag import Alias, Ambiguity, Catalog, Entity, Tagger
from pipeline.tag.quotes import MOST_ATTRIBUTED
from pipeline.tag.quotes.marks import quotations

TAGGER = Tagger(
    Catalog.of(
        [
            Entity("org:anthropic", "Anthropic", (Alias("Anthropic"),), "lab"),
            Entity("org:openai", "OpenAI", (Alias("OpenAI"),), "lab"),
            Entity(
                "person:dario-amodei",
                "Dario Amodei",
                (Alias("Dario Amodei"), Alias("Amodei", Ambiguity.WORD)),
            ),
            Entity("outlet:reuters", "Reuters", (Alias("Reuters"),)),
        ]
    )
)


def quotes_of(text: str):
    return TAGGER.tag(Article(url="", title="", text=text, outlet="", source="")).quotes


def speakers_in(text: str) -> list[str | None]:
    return [quote.speaker for quote in quotes_of(text)]


NAMED_BEHIND = {
    "said Jane": "“We will ship in May,” said Jane Doe.",
    "Jane said": "“We will ship in May,” Jane Doe said.",
    "with an office behind": "“We will ship in May,” said Jane Doe, chief executive of Nordlicht.",
    "with an office between": "“We will ship in May,” Jane Doe, chief executive of Nordlicht, said on Monday.",
    "with two offices between": "“We will ship in May,” Jane Doe, a founder, and head of Nordlicht, said.",
    "with an office before": "“We will ship in May,” said Nordlicht chief executive Jane Doe.",
    "with an office in capitals": "“We will ship in May,” Nordlicht CEO Jane Doe told Reuters.",
    "with a long office before": "“We will ship in May,” said the company’s head of product and design, Jane Doe.",
    "with a title": "“We will ship in May,” said Dr. Jane Doe.",
    "according to": "“We will ship in May,” according to Jane Doe.",
    "in a statement": "“We will ship in May,” Jane Doe wrote in a statement to Reuters.",
    "in a post": "“We will ship in May,” Jane Doe posted on X.",
    "with an adverb": "“We will ship in May,” Jane Doe reportedly said.",
    "a question": "“Will we ship in May?” Jane Doe asked.",
    "straight marks": '"We will ship in May," said Jane Doe.',
    "British marks": "‘We will ship in May,’ said Jane Doe.",
    "British, comma outside": "‘We won’t ship in May’, said Jane Doe.",
    "straight single marks": "'We won't ship in May,' said Jane Doe.",
    "guillemets": "« We will ship in May », said Jane Doe.",
    "German marks": "„We will ship in May“, said Jane Doe.",
    "as she put it": "“We will ship in May,” as Jane Doe put it.",
    "between dashes": "“We will ship in May,” Jane Doe — who leads Nordlicht — said.",
    "signed": "“We will ship in May.”\n— Jane Doe, Nordlicht",
    "laughs": "“We will ship in May,” laughs Nordlicht founder Jane Doe, who should know.",
    "the blank lost": "“We will ship in May,” saidJane Doe of Nordlicht.",
    "many offices": "“We will ship in May,” said Nordlicht Media Director and Deputy Director General Jane Doe.",
    "a long office between": (
        "“We will ship in May,” Jane Doe, professor of everything under the sun and of what lies above it, told us."
    ),
    "who leads": "“We will ship in May,” said Jane Doe, who leads Nordlicht.",
}

NAMED_BEFORE = {
    "said, comma": "Jane Doe said, “We will ship in May.”",
    "said, colon": "Jane Doe said: “We will ship in May.”",
    "a part of a sentence": "Jane Doe said the firm “will ship in May” at the latest.",
    "office between": "Jane Doe, who leads Nordlicht, told Reuters that the firm “will ship in May”.",
    "according to": "According to Jane Doe, “we will ship in May.”",
    "participle": "Jane Doe defended the plan on X, writing: “We will ship in May.”",
    "called": "Jane Doe called the plan “the best that we have ever had”.",
    "described as": "Jane Doe described it as “the best that we have ever had”.",
    "in her words": "Jane Doe wants, in her words, “a machine that thinks”.",
    "a colon alone": "Jane Doe had an answer on Threads: “We will ship in May.”",
    "to say": "Jane Doe came forward to say that the plan was “a step too far”.",
    "joined by and": "Jane Doe smiled and said, “We will ship in May.”",
    "opens with But": "But Jane Doe said, “We will ship in May.”",
    "participle behind another verb": "Jane Doe confirmed the plan to Reuters, adding that “we will ship in May”.",
    "participle behind said": "Nothing is late, said Jane Doe, adding: “We will ship in May.”",
    "the sentence before": "Jane Doe says that nothing is late. “We will ship in May.”",
    "informs": "Nordlicht’s marketing director, Jane Doe, informs us that “we will ship in May”.",
    "the head of a company": "The CEO of Nordlicht, Jane Doe, described it as “the best that we have ever had”.",
    "one of them": "The founders agree; one, Jane Doe, said that they “will ship in May”.",
    "opens with a day": "On Monday Jane Doe said, “We will ship in May.”",
}


@pytest.mark.parametrize("text", [*NAMED_BEHIND.values(), *NAMED_BEFORE.values()], ids=[*NAMED_BEHIND, *NAMED_BEFORE])
def test_the_speaker_is_whom_the_sentence_names(text):
    assert speakers_in(text) == ["Jane Doe"]


JANE = "Jane Doe founded Nordlicht. Doe left in May. "
SOMEBODY_MEANT = {
    "a surname": ("Jane Doe founded it. “We will ship in May,” Doe said.", ["Jane Doe"]),
    "a surname of an official": ("Sen. Jane Doe spoke. “We will vote in May,” Doe said.", ["Jane Doe"]),
    "he": (JANE + "“We will ship in May,” she said.", ["Jane Doe"]),
    "she before": (JANE + "She said: “We will ship in May.”", ["Jane Doe"]),
    "he is the last speaker": (
        "“It is late,” said Jane Doe.\nThe room fell silent.\n“We will ship in May,” she added.",
        ["Jane Doe", "Jane Doe"],
    ),
    "a person of the catalog": (
        "Dario Amodei runs Anthropic. “We will ship in May,” Amodei said.",
        ["Dario Amodei"],
    ),
    "a user of a service": ("A user on the Tern Pro plan ($20) said on its forum that “we ship in May.”", ["user"]),
    "no half of a name": ("“We will ship in May,” Jane Doe told Deadline in June.", ["Jane Doe"]),
    "no part of a number": (
        "A 13.74M Heist Shuts Tern\nThe exchange was hit. “We will ship in May,” Jane Doe wondered.",
        ["Jane Doe"],
    ),
    "a firm told by what it owns": (
        "Valvo, which owns the platform, did not answer at first. “We will ship in May,” the company posits.",
        ["Valvo"],
    ),
    "an organisation": ("“We will ship in May,” Anthropic said in a blog post.", ["Anthropic"]),
    "it": ("OpenAI answered on Monday. It said it “will ship in May”.", ["OpenAI"]),
    "the company": ("Anthropic answered. “We will ship in May,” the company said.", ["Anthropic"]),
    "the company before": ("Anthropic answered. The company said it “will ship in May”.", ["Anthropic"]),
    "the post": ("Anthropic wrote about it. “We will ship in May,” the post said.", ["Anthropic"]),
    "a spokesperson": ("Anthropic declined. “We will ship in May,” a spokesperson said.", ["Anthropic spokesperson"]),
    "asked by an outlet": (
        "When Reuters asked OpenAI, a spokesperson replied that it “will ship in May”.",
        ["OpenAI spokesperson"],
    ),
    "a spokesperson with a name": ("“We will ship in May,” said OpenAI spokesperson Jane Doe.", ["Jane Doe"]),
    "somebody without a name": (
        "“We will ship in May,” an Anthropic executive told Reuters.",
        ["Anthropic executive"],
    ),
    "lawyers": ("“We will ship in May,” OpenAI’s lawyers wrote.", ["OpenAI"]),
    "one of many": ("“We will ship in May,” one user complained on a forum.", ["user"]),
    "the year-old": (JANE + "“We will ship in May,” the 31-year-old said.", ["Jane Doe"]),
    "he'd": (JANE + "“We will ship in May,” she’d told me.", ["Jane Doe"]),
    "she, when a man stands nearer": (
        "Mary Doe leads the board. Peter Roe said nothing. “We ship in May,” she said.",
        ["Mary Doe"],
    ),
    "he, when a woman stands nearer": (
        "Peter Doe leads the board. Melissa Roe said nothing. “We ship in May,” he said.",
        ["Peter Doe"],
    ),
    "ranks and initials": ("“We ship in May,” Maj. Gen. R. Jane Doe told us.", ["R. Jane Doe"]),
    "quoted by others": ("“We ship in May,” the Courier quoted Jane Doe as saying.", ["Jane Doe"]),
    "one of the crowd": ("“We ship in May,” the authors, Jane Doe and Max Roe, say in it.", ["Jane Doe"]),
    "another of them": ("“You saved us all!” another of the captives, Jane Doe, told an officer.", ["Jane Doe"]),
    "a role of many words": ("“We ship in May,” said Democratic campaign strategist Jane Doe.", ["Jane Doe"]),
    "the chair of something": (JANE + "The chair of the board shot back: “We ship in May.”", ["chair"]),
    "a name between commas": ("“We ship in May,” the House speaker, Jane D. Doe, said last week.", ["Jane D. Doe"]),
    "police of a town": ("Police in Lund, Skåne, said that there were “a few errors”.", ["Police"]),
    "a study": (JANE + "There is “a social side to buying it”, according to the study.", ["study"]),
    "the source": (JANE + "“They will ship in May,” the source said.", ["source"]),
    "two of one name": (
        "Peter Doe married. Donna Doe, his mother, spoke. “I feel like I’m in a film,” Donna said.",
        ["Donna Doe"],
    ),
    "a calling before the name": ("Harbour poet Mary Doe wrote it. “It is long,” Doe said.", ["Mary Doe"]),
    "an abbreviation before": ("“Justice is done here,” said U.S. Attorney Jane Doe.", ["Jane Doe"]),
    "where it was said": (JANE + "In a post at the time she described it as “the worst of all days”.", ["Jane Doe"]),
    "whom the sentence before names last": (
        "It will rain for long, says Jane Doe. “We must wait for it.”",
        ["Jane Doe"],
    ),
    "somebody's agent": (JANE + "Doe’s agent said: “We will ship in May.”", ["Doe’s agent"]),
    "somebody's statement": ("“We will ship in May,” Jane Doe’s statement read in part.", ["Jane Doe"]),
    "a firm's chief": ("“We will ship in May,” said Nordlicht’s chief executive Jane Doe.", ["Jane Doe"]),
    "the spokesman of before": (
        "A spokesman for OpenAI was surprised. Anthropic fell. “We ship in May,” the spokesman said.",
        ["OpenAI spokesperson"],
    ),
    "an agent": ("“We vote in May,” a federal agent involved in the case told Reuters.", ["federal agent"]),
    "the woman": ("Peter Roe left. Mary Doe stayed. Peter Poe sat. “We vote in May,” the woman said.", ["Mary Doe"]),
    "but a spokesperson": (
        "OpenAI did not answer the Beast but a spokesperson stated: “We ship in May.”",
        ["OpenAI spokesperson"],
    ),
    "one person involved": ("“We vote in May,” said one person involved in the talks.", ["person"]),
    "of a state": ("“We vote in May,” said Connecticut Sen. Jane Doe.", ["Jane Doe"]),
    "the president": (
        "President Jane Doe left. Max Roe, a poet, stayed. “We vote in May,” the president said.",
        ["Jane Doe"],
    ),
    "Mr and Ms": ("Ms Doe leads the board. Mr Roe said nothing. “We ship in May,” she said.", ["Doe"]),
    "a first name": (JANE + "“We will ship in May,” says Jane.", ["Jane Doe"]),
    "a crowd": ("“We will ship in May,” the Debian maintainers say.", ["Debian maintainers"]),
    "a ministry": ("OpenAI waits. “We will vote in May,” the ministry said.", ["ministry"]),
    "a man from somewhere": ("“We vote in May,” one man in his 30s from Tehran said.", ["man"]),
    "the man": ("“We vote in May,” a man said.\n“I am not afraid,” the man added.", ["man", "man"]),
    "an academy": ("“We vote in May,” the Academy of Arts and Letters said.", ["Academy of Arts and Letters"]),
    "a company that nobody knows": ("Nordlicht CEO Jane Doe left. “We go on,” the company said.", ["Nordlicht"]),
    "the speaker and not who is spoken to": (
        "“We vote in May,” Zoe told the host Max Roe. She explained: “That is in spring.”",
        ["Zoe", "Zoe"],
    ),
    "a post by somebody": ("“We ship in May,” according to a blog post written by CEO Jane Doe.", ["Jane Doe"]),
    "the executive": (JANE + "“We will ship in May,” the executive said.", ["Jane Doe"]),
}


@pytest.mark.parametrize(("text", "speakers"), SOMEBODY_MEANT.values(), ids=SOMEBODY_MEANT)
def test_the_speaker_is_whom_the_words_mean(text, speakers):
    assert speakers_in(text) == speakers


LONGER = {
    "split": ("“We are late,” said Jane Doe. “We will ship in May.”", ["Jane Doe"] * 2),
    "split in one sentence": ("“We are late,” Jane Doe said, “but we will ship in May.”", ["Jane Doe"] * 2),
    "two parts of a sentence": ("Jane Doe said it was “not at all late” and “will ship in May”.", ["Jane Doe"] * 2),
    "paragraphs, first not closed": (
        "“We are late,” said Jane Doe. “That is a pity.\n“We will ship in May.”",
        ["Jane Doe"] * 3,
    ),
    "paragraphs, name in the second": (
        "“We are late. That is a pity.\n“We will ship in May,” said Jane Doe.",
        ["Jane Doe"] * 2,
    ),
    "straight paragraphs": (
        '"We are late," said Jane Doe. "That is a pity.\n"We will ship in May."',
        ["Jane Doe"] * 3,
    ),
    "what she does between": (
        "“We are late,” said Jane Doe. She is still waiting for parts. “We will ship in May.”",
        ["Jane Doe"] * 2,
    ),
    "adding after a quote": ("“We are late,” said Jane Doe, adding: “We will ship in May.”", ["Jane Doe"] * 2),
    "somebody else between": (
        "“We are late,” said Jane Doe. The board of the firm met twice. “We will ship in May.”",
        ["Jane Doe", None],
    ),
    "another speaker": (
        "“We are late,” said Jane Doe.\n“They are always late,” said Max Roe.",
        ["Jane Doe", "Max Roe"],
    ),
    "another speaker in one paragraph": (
        "Jane Doe said it was “not at all late”. Max Roe called that “a very odd claim”.",
        ["Jane Doe", "Max Roe"],
    ),
    "a paragraph after the attribution": (
        "“We are late,” Jane Doe told reporters.\n“We will ship in May, or in June at the latest.”",
        ["Jane Doe"] * 2,
    ),
    "a heading after the attribution": (
        "“We are late,” Jane Doe told reporters.\n‘Late once more’\nIt rained.",
        ["Jane Doe", None],
    ),
    "a quotation in a quotation": (
        "“They told us ‘we can run all day long’ and it was wrong,” said Jane Doe.",
        ["Jane Doe"],
    ),
}


@pytest.mark.parametrize(("text", "speakers"), LONGER.values(), ids=LONGER)
def test_every_part_of_a_speech_has_its_speaker(text, speakers):
    assert speakers_in(text) == speakers


NOBODY = {
    "a sign": "Jane Doe smiled. The sign read “closed until further notice” all day.",
    "a term": "Anthropic trains what it calls “a constitutional model” in Dublin.",
    "a title": "The essay, “Machines of quiet and loving grace”, is long.",
    "a sentence of its own": "It is a “game of three halves.” Jane Doe said the firm would ship in May.",
    "nobody says": "Anthropic declined to say whether “the machine that thinks” will ship.",
    "who is told": "Jane Doe was told that the firm “will ship in May”.",
    "a work": "In a podcast, “The Owls of May,” Jane Doe said the firm was late.",
    "attention": "Jane Doe came to call new attention to what is “not how we should live”.",
    "a title before": "On “Meet the Owls,” Jane Doe admitted that it will ship in May.",
    "a call for something": "Jane Doe called for a message of love, “nothing else, please”, and left.",
    "a group that calls itself so": "A group calling itself the Owls listed 51 “prisoners of their conscience”.",
    "another of many": "A fan was glad. “It is the best of all,” another wrote, while Jane Doe slept.",
    "it is not the company": "OpenAI sells toys. When a child spoke to the toy, it replied: “Follow the guidelines.”",
    "it is confirmed": "OpenAI waits until it’s confirmed that “the tools are there” for all.",
    "the next sentence": "“What shall we talk about?” The report said that more is to come.",
    "a bare paragraph": "Nobody spoke.\n“Closed until further notice.”\nNobody answered.",
}


@pytest.mark.parametrize("text", NOBODY.values(), ids=NOBODY)
def test_without_a_verb_of_saying_nobody_speaks(text):
    assert speakers_in(text) == [None]


NOT_QUOTED = {
    "inches": 'It has a 13" screen and a 16" screen and a stand.',
    "apostrophes": "The labs' plans for the '90s weren't the engineers' own plans.",
    "scare quotes": "It is “so-called open” and ‘very open’.",
}


@pytest.mark.parametrize("text", NOT_QUOTED.values(), ids=NOT_QUOTED)
def test_marks_that_quote_nobody(text):
    assert quotes_of(text) == ()


def test_offsets_hold_the_words_between_the_marks():
    text = "« Bonjour à tous les gens », said Jane Doe. 'It isn't over yet,' she added."
    assert [(quote.quote, text[quote.start : quote.end]) for quote in quotes_of(text)] == [
        ("Bonjour à tous les gens", "Bonjour à tous les gens"),
        ("It isn't over yet,", "It isn't over yet,"),
    ]


def test_the_entity_of_a_speaker_is_known():
    (quote,) = quotes_of("“We will ship in May,” said Anthropic’s Dario Amodei.")
    assert (quote.speaker_id, quote.cue) == ("person:dario-amodei", "said")


@given(st.text(alphabet="“”‘’«»„\"' \nab.,A", max_size=60))
def test_quotations_stand_in_order_and_in_the_text(text):
    position = 0
    for one in quotations(text):
        assert position <= one.opening < one.start < one.end <= one.closing <= len(text)
        position = one.closing


def test_a_collection_of_quotations_is_listed_whole_and_attributed_in_part():
    quotes = quotes_of("“So it is,” Jane Doe said. " * (MOST_ATTRIBUTED + 2))
    assert [quote.speaker for quote in quotes] == ["Jane Doe"] * MOST_ATTRIBUTED + [None] * 2
