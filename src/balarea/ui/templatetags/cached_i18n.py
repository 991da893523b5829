"""Django's `i18n` tags, with constant sentences translated once per language.

Django's `{% translate "…" %}` looks its sentence up and escapes it at each use, which
was a tenth of the work for an officer's case page. The settings replace `i18n` by this
library.
"""

from django import template
from django.template.base import Node, Parser, Token, Variable
from django.template.context import Context
from django.templatetags import i18n
from django.utils.translation import get_language

register = template.Library()
register.tags |= i18n.register.tags
register.filters |= i18n.register.filters


class CachedTranslation(Node):
    """A `translate` of a literal, without filters or message context."""

    def __init__(self, node: i18n.TranslateNode) -> None:
        self.name = node.asvar
        node.asvar = None
        self.node = node
        self.cached: dict[str | None, str] = {}  # language → text

    def render(self, context: Context) -> str:
        language = get_language()
        text = self.cached.get(language)
        if text is None:
            text = self.cached[language] = self.node.render(context)
        if self.name is None:
            return text
        context[self.name] = text
        return ""


@register.tag("translate")
@register.tag("trans")
def translate(parser: Parser, token: Token) -> Node:
    """Django's `translate`, cached if its text depends on the language alone."""
    node = i18n.do_translate(parser, token)
    expression = node.filter_expression
    variable = expression.var
    is_literal = isinstance(variable, Variable) and variable.literal is not None
    is_plain = not expression.filters and node.message_context is None
    return CachedTranslation(node) if is_literal and is_plain else node
