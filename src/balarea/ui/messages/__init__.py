"""Message catalogues: a room's sentences, gathered, translated, compiled, checked.

Each room holds its own `locale/id/LC_MESSAGES/django.po`; msgids are English. Babel
does what GNU gettext would do, so that no system package is needed. Nothing here reads
settings or a database: it looks at files only.
"""
