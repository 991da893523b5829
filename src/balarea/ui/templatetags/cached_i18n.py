"""Django's `i18n` words; a sentence that never changes is translated once a language.

`{% translate "…" %}` looks its sentence up and escapes it anew on every page: of the
case page's work it was a tenth. Settings put this library in the place of `i18n`.
"""

from django import template
from django.template.base import Node, Parser, Token, Variable
from django.template.context import Context
from django.templatetags import i18n
from django.utils.translation import get_language

register = template.Library()
register.tags |= i18n.register.tags
register.filters |= i18n.register.filters


class KeptTranslation(Node):
    """A `translate` of a written sentence, without filters and without a context."""

    def __init__(self, asked: i18n.TranslateNode) -> None:
        self.name = asked.asvar
        asked.asvar = None
        self.asked = asked
        self.said: dict[str | None, str] = {}  # by language

    def render(self, context: Context) -> str:
        language = get_language()
        words = self.said.get(language)
        if words is None:
            words = self.said[language] = self.asked.render(context)
        if self.name is None:
            return words
        context[self.name] = words
        return ""


@register.tag("translate")
@register.tag("trans")
def translate(parser: Parser, token: Token) -> Node:
    """Django's `translate`, kept where what it says depends on the language alone."""
    asked = i18n.do_translate(parser, token)
    told = asked.filter_expression
    is_written = isinstance(told.var, Variable) and told.var.literal is not None
    is_alone = not told.filters and asked.message_context is None
    return KeptTranslation(asked) if is_written and is_alone else asked
