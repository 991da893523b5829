"""What the pages show, as words: pure shaping, no writing, no asking."""
