"""Days of a mall by seed: who comes, how long it takes, who doesn't hear the call.

Pure Python. `plans` says which queues and desks there are, `visitors` draws who comes,
`playing` lets officers and visitors act on any `dispatching.Dispatcher`: `memory` is
one without a database, forty days in seconds; `visits.testing_days` has one that calls
the real operations. The same seed gives the same visitors with either.
"""
