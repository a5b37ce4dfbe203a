"""What readers asked to be told: watchlists, and the alerts that they give. Pure but for what the job reads."""
