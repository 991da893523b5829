"""Pages of the mall's manager, or of an agency's: officers, rights, second persons."""
