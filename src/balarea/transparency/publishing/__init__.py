"""Publishing the log: from entries to leaves, tiles and a cosigned checkpoint."""
