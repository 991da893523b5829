"""Message catalogues: an app's sentences, extracted, translated, compiled, checked.

The sentences in the code (msgids) are English. Each app has one catalogue a language,
`locale/<code>/LC_MESSAGES/django.po`, for the languages of `foundation.languages`. That
of a draft language holds only what is translated; the rest falls back to Indonesian.
Babel does what GNU gettext would do, so that no system package is needed. Nothing here
reads settings or a database: only files.
"""
