"""Where an article's news comes from: whose it is, when it was out, whom it credits, and who reported a story first."""
