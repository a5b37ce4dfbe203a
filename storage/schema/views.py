"""The public views that readers rely on; `docs/tables.md` describes every column.

The tables behind them may change; a view's column never changes its meaning. Each is one SELECT that
SQLite and Postgres both understand.
"""

VIEWS: dict[str, str] = {
    "articles": """
        SELECT a.id, m.story_id, a.url, a.title, a.outlet, a.source, a.authors, a.published_at,
               a.published_precision, a.dated_at, a.seen_at, a.filed_at, a.revised_at, a.language, a.section,
               a.summary, t.text, t.markdown, a.image_url, a.words, a.paywalled, a.partial, a.relevance,
               c.original_id AS duplicate_of, c.kind AS copy_kind, c.similarity AS copy_similarity,
               a.degraded, a.pipeline_version
        FROM article a
        JOIN article_text t ON t.article_id = a.id
        LEFT JOIN story_member m ON m.article_id = a.id
        LEFT JOIN copy c ON c.article_id = a.id
        WHERE a.hidden_at IS NULL
    """,
    "stories": """
        SELECT s.id, s.merged_into, s.headline, s.lead_article_id, s.articles, s.outlets,
               s.first_outlet AS first_source, s.first_article_id, s.first_at AS first_seen, s.last_at AS last_seen,
               s.follows, s.relevance, s.first_why, s.credited_outlet, s.all_outlets, s.velocity,
               CASE WHEN s.dormant_at <= CURRENT_TIMESTAMP THEN 'dormant' ELSE s.state END AS state,
               CASE WHEN s.dormant_at <= CURRENT_TIMESTAMP THEN s.dormant_at ELSE s.state_since END AS state_since
        FROM story s
    """,
    "story_articles": """
        SELECT m.story_id, m.article_id, m.dated_at, m.placed_at, m.score, m.why, a.out_at, a.doubt, a.novelty, a.adds
        FROM story_member m
        LEFT JOIN account a ON a.article_id = m.article_id
    """,
    "credits": """
        SELECT c.article_id, c.outlet, c.grade, c.phrase, c.url, c.credited_id AS credited_article_id
        FROM credit c
        WHERE c.grade <> 'link' OR c.credited_id IS NOT NULL
    """,
    "mentions": """
        SELECT m.article_id, m.entity_id, m.part, m.start AS start_at, m."end" AS end_at, m.surface, m.version
        FROM mention m
    """,
    "entities": """
        SELECT e.id, e.name, e.type, e.parent_id, e.status
        FROM entity e
    """,
    "article_entities": """
        SELECT t.article_id, t.entity_id, t.salience, t.main, t.mentions, t.implied
        FROM article_entity t
    """,
    "topics": """
        SELECT t.article_id, t.topic_id, t.score
        FROM article_topic t
    """,
    "quotes": """
        SELECT q.article_id, q.start AS start_at, q."end" AS end_at, q.quote, q.speaker,
               q.speaker_id AS speaker_entity_id, q.cue
        FROM quote q
    """,
    "statements": """
        SELECT s.article_id, s.number, f.story_id, f.fact_number AS fact, s.kind, s.normal AS value,
               substr(CASE WHEN s.part = 'title' THEN a.title ELSE t.text END, s.start + 1, s."end" - s.start)
                   AS surface,
               substr(CASE WHEN s.part = 'title' THEN a.title ELSE t.text END, s.sentence_start + 1,
                      s.sentence_end - s.sentence_start) AS sentence,
               s.part, s.start AS start_at, s."end" AS end_at, s.low, s.high, s.unit, s.step AS written_precision,
               s.bound, s.modality, s.said_by
        FROM statement s
        JOIN article a ON a.id = s.article_id
        JOIN article_text t ON t.article_id = s.article_id
        LEFT JOIN fact_statement f ON f.article_id = s.article_id AND f.number = s.number
    """,
    "facts": """
        SELECT f.story_id, f.number, f.kind, f.verdict, f.disputed, f.sources,
               (SELECT COUNT(*) FROM fact_statement m WHERE m.story_id = f.story_id AND m.fact_number = f.number)
                   AS statements
        FROM fact f
    """,
    "revisions": """
        SELECT r.article_id, r.number, r.seen_at, r.edited, r.notice, r.title, r.summary, r.text
        FROM revision r
    """,
    "sources": """
        SELECT s.name, s.title, s.outlet, s.kind, s.category, s.language, s.weight, s.enabled, s.homepage, s.state,
               s.added_at, s.last_fetch_at, s.last_success_at, s.last_new_at, s.next_fetch_at, s.failures, s.problem
        FROM source s
    """,
    "fetches": """
        SELECT f.id, f.source, f.purpose, f.url, f.started_at, f.seconds, f.status, f.outcome, f.detail,
               f.body_bytes, f.entries, f.new_items
        FROM "fetch" f
    """,
    "corrections": """
        SELECT c.id, c.kind, c.article_id, c.story_id, c.details, c.who, c.why, c.made_at, c.undone_at, c.undone_by
        FROM correction c
    """,
}
