"""Compiles a bundle: the questions and requirements of several services as one form.

Questions are merged by their identity in a part (`Field.part`), or where the bundle
says that they are the same; never by their label. A merged question stands where the
first service asks it, and is asked if any service that applies asks it. Where a rule of
a later service needs an answer that comes after that place, the question isn't merged:
it is asked a second time, at its own place.
"""

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from . import bundle_names, bundle_questions, bundle_requirements
from .bundle_names import MAX_ID, Names, both, either, variables_of
from .bundle_pages import FormPage, FormPages, FormQuestion
from .bundles import FAMILY, Bundle, BundleSource, Later, Member
from .errors import Defect, InvalidDefinitions
from .expectation import Expectation
from .format import (
    Definition,
    Example,
    Expression,
    FeeRule,
    Field,
    Limit,
    Page,
    Requirement,
    Table,
    Typed,
)
from .standards import LegalBasis
from .texts import Text

FIRST_PAGE = "which"
LAST_PART = "declaration"  # confirmed when everything is answered
_FIRST_TITLE = Text(id="Yang Anda perlukan", en="What you need")
_LAST_TITLE = Text(id="Pernyataan", en="Declaration")


def merge(
    source: BundleSource,
    definitions: Mapping[str, Definition],
    identities: Mapping[str, str],
) -> Bundle:
    """The compiled bundle.

    Args:
        definitions: by code; those of the members and of later services are needed.
        identities: SHA-256 of the members' definitions, by code.

    Raises:
        InvalidDefinitions: a member is unknown, or `same` names what can't be one.
    """
    codes = [one.code for one in source.services]
    codes += [one.code for one in source.later]
    if unknown := [code for code in codes if code not in definitions]:
        message = f"there is no service {', '.join(unknown)}"
        raise InvalidDefinitions([Defect(source.code, "services", message)])
    return _Merging(source, definitions).bundle(identities)


class _Merging:
    def __init__(
        self, source: BundleSource, definitions: Mapping[str, Definition]
    ) -> None:
        self.source = source
        self.definitions = definitions
        first = FormPage(FIRST_PAGE, _FIRST_TITLE, source.intro)
        first.fields = [
            FormQuestion(one, [one.show_if], [None], own=[one])
            for one in source.questions
        ]
        self.pages = FormPages(first, FormPage(LAST_PART, _LAST_TITLE, None))
        self.by_key: dict[str, FormQuestion] = {}
        self.ids = {one.id for one in source.questions}
        self.same = bundle_names.same(source.same)
        self.names = {one.code: Names(one.code) for one in source.services}

    def bundle(self, identities: Mapping[str, str]) -> Bundle:
        for one in self.source.services:
            every = self.definitions[one.code].fields.values()
            nested = {field.id for group in every for field in group.fields}
            self.names[one.code].nested = nested
            for page in self.definitions[one.code].pages:
                self._add_page(self.names[one.code], one.when, page)
        form = self._form()
        if defects := list(bundle_names.defects(self.source, self.names)):
            raise InvalidDefinitions(defects)
        return Bundle(
            schema=1,
            code=self.source.code,
            title=self.source.title,
            summary=self.source.summary,
            life_event=self.source.life_event,
            intro=self.source.intro,
            members=tuple(
                Member(
                    code=one.code,
                    definition=identities[one.code],
                    title=self.definitions[one.code].title,
                    fields=self.names[one.code].places,
                    requirements=self.names[one.code].requirements,
                    when=one.when,
                    when_text=one.when_text,
                )
                for one in self.source.services
            ),
            form=form,
            later=tuple(
                Later(
                    code=one.code,
                    title=self.definitions[one.code].title,
                    text=one.text,
                    when=one.when,
                )
                for one in self.source.later
            ),
        )

    def _add_page(self, names: Names, when: Expression, page: Page) -> None:
        """Put the questions of a member's page into the form."""
        own = FormPage(names.of(page.id), page.title, page.intro, codes=[names.code])
        shared: dict[str, FormPage] = {}  # part → the page that has it already
        for field in page.fields:
            for_page = both(when, names.rule(page.show_if))
            condition = both(for_page, names.rule(field.show_if))
            key = self._key(names.code, field)
            existing = self._existing(names, field)
            if existing and self._merge(existing, names, field, condition, for_page):
                if part := part_of(field):
                    shared[part] = self.pages.page_of(existing)
                continue
            question = self._new(names, field, is_shared=existing is None)
            question.conditions, question.page_conditions = [condition], [for_page]
            if existing is None and key is not None:
                self.by_key[key] = question
            elif existing and self._can_stand_in(existing, names, question, field):
                names.asked_before[field.id] = existing.field.id
                question.field = msgspec.structs.replace(
                    question.field, unless_asked=existing.field.id
                )
            if (key or "").startswith(f"{LAST_PART}."):
                self.pages.last.append(question)
                continue
            place = shared.get(part_of(field) or "")
            if place and self.pages.has_inputs(
                place, None, question.field, condition, for_page
            ):
                place.append(question)
                continue
            own.append(question)
            self.pages.add(own)

    def _key(self, code: str, field: Field | Requirement) -> str | None:
        """The identity by which several services share it; None if they don't."""
        full = f"{code}.{field.id}"
        if full in self.same:
            return self.same[full]
        return None if full in self.source.apart else field.part

    def _existing(self, names: Names, field: Field) -> FormQuestion | None:
        key = self._key(names.code, field)
        return self.by_key.get(key) if key is not None else None

    def _merge(
        self,
        existing: FormQuestion,
        names: Names,
        field: Field,
        condition: Expression,
        for_page: Expression,
    ) -> bool:
        """Merge a further service's question into this one, if its place allows it."""
        if names.code in existing.codes:
            return False  # the same service asks this of two people
        other = _renamed(field, existing.field.id, names)
        merged = bundle_questions.combined(existing.field, other)
        page = self.pages.page_of(existing)
        if merged is None or not self.pages.has_inputs(
            page, existing, other, condition, for_page
        ):
            return False
        if field.birth is not None:
            existing.births.append(f"{names.code}.{field.birth}")
        existing.field = merged
        existing.own.append(other)
        existing.conditions.append(condition)
        existing.page_conditions.append(for_page)
        existing.codes.append(names.code)
        if names.code not in page.codes:
            page.codes.append(names.code)
        return True

    def _can_stand_in(
        self, existing: FormQuestion, names: Names, question: FormQuestion, field: Field
    ) -> bool:
        """Whether an answer given earlier, if it was, makes a question needless.

        Not where rules of its service use it, because a rule refers to one place only.
        """
        definition = self.definitions[names.code]
        used = {*variables_of(definition)}
        return (
            names.code not in existing.codes
            and field.id not in used
            and not field.limits
            and bundle_questions.combined(existing.field, question.field) is not None
        )

    def _new(self, names: Names, field: Field, *, is_shared: bool) -> FormQuestion:
        name = field.id if is_shared and field.part else names.of(field.id)
        if is_shared and field.part:
            name = field.part.replace(".", "_")[:MAX_ID]
        number = 2
        while name in self.ids:
            name, number = f"{names.of(field.id)[: MAX_ID - 3]}_{number}", number + 1
        self.ids.add(name)
        names.fields[field.id] = name
        births = [f"{names.code}.{field.birth}"] if field.birth is not None else []
        renamed = _renamed(field, name, names)
        return FormQuestion(renamed, births=births, codes=[names.code], own=[renamed])

    def _form(self) -> Definition:
        members = [self.definitions[one.code] for one in self.source.services]
        whens = {one.code: one.when for one in self.source.services}
        tables: dict[str, Table] = {}
        examples: dict[str, Typed] = {}
        for definition in members:
            names = self.names[definition.code]
            tables |= {names.of(name): one for name, one in definition.tables.items()}
            for name, answer in (
                definition.tests[0].answers if definition.tests else {}
            ).items():
                examples.setdefault(names.fields[name], answer)
        requirements = tuple(
            bundle_requirements.merged(members, self.names, whens, self._key)
        )
        return Definition(
            schema=1,
            code=self.source.code,
            version=1,
            family=FAMILY,
            agency="",
            category="OTHER",
            title=self.source.title,
            summary=self.source.summary,
            audience=self.source.summary,
            illustrative=True,
            confidence="LOW",
            standard=bundle_questions.standard(
                tuple(self._legal_basis(members)), requirements
            ),
            fee=FeeRule(kind="FREE"),
            life_events=(self.source.life_event,),
            online=True,
            pages=tuple(self._pages()),
            requirements=requirements,
            tables=tables,
            holidays=next((one.holidays for one in members if one.holidays), ()),
            tests=(Example(name="Members", answers=examples, expect=Expectation()),),
        )

    def _pages(self) -> Iterator[Page]:
        titles: set[Text] = set()
        for page in self.pages.filled():
            title = page.title
            if title in titles and len(page.codes) == 1:
                service = self.definitions[page.codes[0]].title
                title = bundle_questions.title_of(title, service)
            titles.add(title)
            conditions = [either(one.conditions) for one in page.fields]
            shown = self.pages.shown(page, conditions)
            fields = tuple(
                msgspec.structs.replace(
                    bundle_questions.by_service(one.field, one.own, one.conditions),
                    show_if=None if condition == shown else condition,
                    birth=self._birth(one),
                )
                for one, condition in zip(page.fields, conditions, strict=True)
            )
            yield Page(
                id=page.id,
                title=title,
                intro=self._intro(page),
                show_if=shown,
                fields=fields,
            )

    def _intro(self, page: FormPage) -> Text | None:
        """What a page of one member alone says: for which service it is."""
        if len(page.codes) != 1:
            return page.intro
        title = self.definitions[page.codes[0]].title
        return bundle_questions.intro_of(title, page.intro)

    def _birth(self, question: FormQuestion) -> str | None:
        for name in question.births:
            code, _, field = name.partition(".")
            if field in self.names[code].fields:
                return self.names[code].fields[field]
        return None

    def _legal_basis(self, members: Iterable[Definition]) -> Iterator[LegalBasis]:
        for definition in members:
            names = self.names[definition.code]
            for entry in definition.standard.legal_basis:
                yield LegalBasis(id=names.basis(entry.id), text=entry.text)


def _renamed(field: Field, name: str, names: Names) -> Field:
    """A member's question under its name in the form; conditions are set later."""
    names.fields[field.id] = name  # a limit refers to its own question
    return msgspec.structs.replace(
        field,
        id=name,
        show_if=None,
        limits=_limits(field, names),
        birth=None,
        within=names.fields[field.within] if field.within is not None else None,
        fields=tuple(
            msgspec.structs.replace(
                one, show_if=names.rule(one.show_if), limits=_limits(one, names)
            )
            for one in field.fields
        ),
    )


def _limits(field: Field, names: Names) -> tuple[Limit, ...]:
    return tuple(
        msgspec.structs.replace(
            limit,
            breaks=names.rule(limit.breaks),
            legal_basis=names.basis(limit.legal_basis),
        )
        for limit in field.limits
    )


def part_of(field: Field) -> str | None:
    """The name of the part that a question is of."""
    return field.part.partition(".")[0] if field.part is not None else None
