"""What filing decides: `decide` says where a batch of prepared pages belongs, `aggregate` what a story then says."""
