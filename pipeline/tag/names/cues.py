"""Words beside a name that tell what it is, by class: "released", "chief", "startup", "benchmark"."""

from __future__ import annotations

from pipeline.text.wordclasses import words_of

_CLASSES = {
    "model": "model models llm llms vlm vlms checkpoint transformer network weights",
    "benchmark": "benchmark benchmarks leaderboard eval evals evaluation dataset datasets",
    "organisation": """
        startup startups company companies lab labs laboratory firm firms division institute start-up investor investors
        rival rivals maker giant publisher vendor provider bank agency nonprofit regulator university backers group
    """,
    "product": """
        app apps platform tool tools framework library toolkit browser editor chip chips gpu accelerator processor robot
        robots humanoid ide plugin engine device glasses sdk suite assistant chatbot agent agents avatar supercomputer
        playground workspace program programs software service computer headset pendant wearable speaker project system
    """,
    "called": "called dubbed named codenamed code-named nicknamed codename",
    "launch": """
        launch launches launched launching release releases released releasing introduce introduces introduced
        introducing unveil unveils unveiled unveiling announce announces announced announcing debut debuts debuted
        open-source open-sources open-sourced open-sourcing ship ships shipped shipping publish publishes published
        presents presented reveals revealed built build builds developed develops created creates
    """,
    "contest": "outperforms outperformed beats surpasses surpassed rivals tops topped scores scored matches",
    "acts": """
        achieves achieved supports enables generates delivers excels combines enhances offers runs uses leverages
        features compresses improves advances reached reaches trained trains handles
    """,
    "money": "raised raises raising secured secures closed valued",
    "deal": "acquired acquires acquiring acquire buys bought buying",
    "says": """
        said says told tells wrote writes adds added argues argued explained explains noted notes tweeted asked
        recalled according believes thinks warned warns suggested
    """,
    "role": """
        ceo cto cfo coo cofounder co-founder founder cofounders founders president analyst professor researcher
        scientist engineer director vp executive author partner spokesperson spokeswoman spokesman chairman economist
        journalist reporter editor writer correspondent contributor chief head manager officer lawyer lawmaker senator
        minister secretary actor artist musician investor chair leader developer designer principal
    """,
    "office": "at joined left leaving joining",
    "by": "by photograph photo credit edited mr. ms. mrs. dr. mr ms mrs dr",
    "pronoun": "who he she his her whose",
}
CLASS_OF = {word: name for name, words in _CLASSES.items() for word in words_of(words)}
THINGS = ("model", "benchmark", "product", "organisation")  # classes that are kinds as well
