"""Where an article's news comes from: when it was out, whom it credits, and who reported a story first."""
