"""Stories, their members, copies, and the indices that find both."""
