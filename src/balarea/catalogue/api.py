"""The catalogue for programs: `GET /api/v1/services` and the definitions by hash."""

import datetime as dt
import functools
from typing import TYPE_CHECKING, Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema
from pydantic import ConfigDict

from balarea.catalogue import page_cache, queries, search
from balarea.catalogue.presenters import cpsv_ap, tables, words
from balarea.foundation import errors, problems
from balarea.ui.api import get

if TYPE_CHECKING:
    from balarea.catalogue.models import Service as Row

router = Router(tags=["catalogue"])
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

type Category = Literal["LICENSING", "OTHER"]
type FeeKind = Literal["FREE", "FIXED", "TARIFF"]
type Way = Literal["DECIDE", "HAND_OVER", "DESK"]
type Decides = Literal["RULES", "OFFICER"]
type Unit = Literal["WORKING_DAY", "HOUR", "MINUTE"]


class Text(Schema):
    """A text by language code. Further languages may be added."""

    model_config = ConfigDict(extra="allow")

    id: str
    en: str


class Duration(Schema):
    """The promised time."""

    value: int
    unit: Unit


class Service(Schema):
    """One kind of service. Illustrative, not official.

    `decides` is RULES where it is granted at once if rules confirm everything.
    """

    code: str
    title: Text
    summary: Text
    agency: str
    category: Category
    way: Way
    decides: Decides
    online: bool
    life_events: list[str]
    fee: FeeKind
    amount: int | None
    duration: Duration
    definition: str
    published_at: dt.datetime
    illustrative: bool = True


class Services(Schema):
    """`count` is how many fit; `items` are those asked for by limit and offset.

    `near`: none fits what was asked; these few only share words with it.
    """

    count: int
    items: list[Service]
    near: bool = False


class Filters(Schema):
    """Every filter that is given must hold."""

    q: str = Field("", max_length=200, description="Words, as people ask")
    agency: str = ""
    category: Category | None = None
    fee: FeeKind | None = None
    online: bool | None = None
    way: Way | None = Field(None, description="How it ends")
    decides: Decides | None = Field(None, description="Rules at once, or an officer")
    life_event: str = ""
    max_working_days: Annotated[int, Field(ge=1, le=1000)] | None = Field(
        None, description="The promised time; shorter units count as they last"
    )
    limit: Annotated[int, Field(ge=1, le=1000)] = 100
    offset: Annotated[int, Field(ge=0, le=100_000)] = 0


@get(
    router,
    "/services",
    response=Services,
    openapi_extra=problems.responses(errors.Unreadable),
    summary="List, search and filter the services",
    operation_id="list_services",
)
@page_cache.cacheable
def services(request: HttpRequest, filters: Query[Filters]) -> HttpResponse:
    """With `q` the best fit comes first, else they are in the order of their codes."""
    by_code = queries.services()
    hits = search.search(filters.q) if filters.q.strip() else None
    offered = (
        by_code.values() if hits is None else [by_code[code] for code in hits.codes]
    )
    rows = [row for row in offered if _fits(row, filters)]
    is_near = hits is not None and not hits.is_good
    if is_near:
        rows = rows[: search.NEAR]
    page = rows[filters.offset : filters.offset + filters.limit]
    items = [_shown(row) for row in page]
    body = Services(count=len(rows), items=items, near=is_near and bool(rows))
    return HttpResponse(body.model_dump_json(), content_type="application/json")


def _file(description: str, media_type: str, schema: dict[str, str]) -> dict[str, Any]:
    """The `openapi_extra` of an endpoint that answers with a whole file."""
    content = {media_type: {"schema": schema}}
    return {"responses": {200: {"description": description, "content": content}}}


def _download(body: bytes, media_type: str, name: str) -> HttpResponse:
    disposition = f'attachment; filename="{name}"'
    headers = {"Content-Disposition": disposition}
    return HttpResponse(body, content_type=media_type, headers=headers)


@get(
    router,
    "/services.csv",
    response=None,
    openapi_extra=_file("CSV by RFC 4180", "text/csv", {"type": "string"}),
    summary="All services as a table, in CSV",
    operation_id="get_services_csv",
)
@page_cache.cacheable
def services_csv(request: HttpRequest) -> HttpResponse:
    """One row a service; the first row names the columns. In UTF-8.

    A text that a spreadsheet would compute begins with an apostrophe.
    """
    body = tables.csv_file(queries.services().values())
    return _download(body, "text/csv; charset=utf-8", "services.csv")


@get(
    router,
    "/services.xlsx",
    response=None,
    openapi_extra=_file(
        "A workbook of one sheet", XLSX, {"type": "string", "format": "binary"}
    ),
    summary="All services as a table, for Excel",
    operation_id="get_services_xlsx",
)
@page_cache.cacheable
def services_xlsx(request: HttpRequest) -> HttpResponse:
    """The same rows and columns as `services.csv`."""
    return _download(_workbook(queries.revision()), XLSX, "services.xlsx")


@functools.lru_cache(maxsize=1)
def _workbook(revision: str) -> bytes:
    """Made once an edition, because it depends on nothing else."""
    return tables.workbook(queries.services().values())


@get(
    router,
    "/services/{code}",
    response=Service,
    openapi_extra=problems.responses(errors.NotFound),
    summary="One service, with the hash of its definition",
    operation_id="get_service",
)
@page_cache.cacheable
def service(request: HttpRequest, code: str) -> HttpResponse:
    """The definition itself is at `/api/v1/definitions/{definition}`."""
    body = _shown(queries.service(code))
    return HttpResponse(body.model_dump_json(), content_type="application/json")


@get(
    router,
    "/catalogue.jsonld",
    response=None,
    openapi_extra=_file("CPSV-AP 3.2", "application/ld+json", {"type": "object"}),
    summary="All services as linked data, by the profile CPSV-AP",
    operation_id="get_linked_data",
)
@page_cache.cacheable
def linked_data(request: HttpRequest) -> HttpResponse:
    """Services, agencies, life events, requirements, costs and regulations.

    A service's identifier is the address of its page. Illustrative, not official.
    """
    body = _linked_data(queries.revision())
    return HttpResponse(body, content_type="application/ld+json")


@functools.lru_cache(maxsize=1)
def _linked_data(revision: str) -> bytes:
    """Made once an edition, because it takes a second and depends on nothing else."""
    return cpsv_ap.catalogue(
        queries.services(), queries.definitions(), queries.edition_of(revision)
    )


@get(
    router,
    "/definitions/{hash}",
    response=dict[str, object],
    openapi_extra=problems.responses(errors.NotFound),
    summary="A published definition, as canonical JSON",
    operation_id="get_definition",
)
def definition(request: HttpRequest, hash: str) -> HttpResponse:
    """The SHA-256 of the very bytes of the answer is the hash that was asked for.

    Its shape is the JSON Schema at `/skema/layanan-1.json`.
    """
    response = HttpResponse(queries.content(hash), content_type="application/json")
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def _fits(row: "Row", filters: Filters) -> bool:
    return (
        filters.agency in {"", row.agency}
        and filters.category in {None, row.category}
        and filters.fee in {None, row.fee}
        and filters.online in {None, queries.is_row_fileable(row)}
        and filters.way in {None, row.way}
        and filters.decides in {None, row.decides}
        and _is_within(row, filters.max_working_days)
        and (not filters.life_event or filters.life_event in row.life_events)
    )


def _is_within(row: "Row", days: int | None) -> bool:
    return days is None or (
        row.duration * words.MINUTES[row.unit] <= days * words.MINUTES["WORKING_DAY"]
    )


def _shown(row: "Row") -> Service:
    # Validated, because the row's columns are plain `str` to mypy.
    return Service.model_validate(
        {
            "code": row.code,
            "title": {"id": row.title, **row.title_translations},
            "summary": {"id": row.summary, **row.summary_translations},
            "agency": row.agency,
            "category": row.category,
            "way": row.way,
            "decides": row.decides,
            "online": queries.is_row_fileable(row),
            "life_events": row.life_events,
            "fee": row.fee,
            "amount": row.amount,
            "duration": {"value": row.duration, "unit": row.unit},
            "definition": row.current,
            "published_at": row.published_at,
        }
    )
