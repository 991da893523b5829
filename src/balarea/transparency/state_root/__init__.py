"""The state root: one Merkle root over every row of the tables that the log guards.

- `files`: the list of all rows with their digests, as auditors keep it, and its root
- `catalogue`: which tables are guarded and by what, from the database's catalogue
- `reading`: the rows, and what the log says of them since another list was made
- `comparing`: which rows differ from a list without an entry that covers it
"""
