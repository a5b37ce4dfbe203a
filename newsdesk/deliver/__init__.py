"""How what is told reaches people: one module for each channel, and the job's loop over what is due."""
