"""How long somebody will wait, and how well that was estimated before.

Pure Python: standard library only, no Django, no clock, no database.

| Module | What |
|---|---|
| `facts` | what happened on a day: turns, desks, opening windows |
| `events` | turns, from the events of tickets |
| `histograms` | counts that add up over days, and their quantiles |
| `summaries` | what one day adds to the history |
| `history` | service times, absences, capacity and errors of the last eight weeks |
| `site_state` | who waits, who serves, what is open at one moment |
| `capacity` | desk time until a moment: breaks, closing, lunch by turns |
| `work_ahead` | the work before a ticket, and when the desks have done it |
| `estimating` | quantiles from it, the range that is shown, when none is shown |
| `damping` | a shown range from one refresh to the next |
| `replay` | the moments of a past day at which an estimate was due |
| `baselines` | three simple estimates to compare with |
| `scores`, `backtest` | errors by whole days, each judged by the days before it |

Times of a day are minutes since its midnight in the site's zone; durations are minutes.
"""
