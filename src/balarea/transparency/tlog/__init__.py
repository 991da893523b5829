"""The formats of a public transparency log, as C2SP specifies them.

Pure Python: standard library and `cryptography` only, no Django, no clock, no files, no
network. Decision 135 names the version of each specification.

| Module | What |
|---|---|
| `merkle` | RFC 6962 hashes, inclusion and consistency proofs |
| `tiles` | the tree and its entries as static files |
| `notes` | signed notes and their keys |
| `checkpoints` | origin, size and root of a log |
| `cosignatures` | what a witness signs, and when it did |
| `policies` | which signatures a reader demands |
| `proofs` | one entry's proof that can be checked offline |
| `witness_requests` | the body of `add-checkpoint`, and a witness's rules |
| `cbor` | the canonical encoding of a leaf |

Every parser refuses malformed input by its own subclass of `errors.TlogError`.
"""
