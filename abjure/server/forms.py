"""A form as browsers send it, multipart/form-data: read by the library `multipart`, which does no more than RFC 7578 (decision 0026)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import TooManyFieldsSent
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.http import QueryDict
from django.http.multipartparser import MultiPartParserError
from django.utils.datastructures import MultiValueDict
from multipart import MultipartError, MultipartSegment, ParserLimitReached, PushMultipartParser


class FormRequest(WSGIRequest):
    """A request whose form has fields alone: a file that somebody sends is dropped, and nothing of it is laid down anywhere."""

    def parse_file_upload(self, META: Mapping[str, Any], post_data: Any) -> tuple[QueryDict, MultiValueDict[str, Any]]:  # noqa: ARG002, N803 - Django's signature
        """Return the fields, and no files; MultiPartParserError (400) for what is no form, TooManyFieldsSent (400), RequestDataTooBig (400)."""
        try:
            return fields(self.body, (self.content_params or {}).get("boundary", "")), MultiValueDict()
        except ParserLimitReached as error:
            raise TooManyFieldsSent from error
        except MultipartError as error:
            raise MultiPartParserError(str(error)) from error


def fields(body: bytes, boundary: str) -> QueryDict:
    """Return the fields of a multipart body, in their order; MultipartError if it is none, ParserLimitReached if there are too many."""
    found: dict[str, list[str]] = {}
    name, pieces = "", list[bytes]()
    with PushMultipartParser(boundary, len(body), max_segment_count=settings.DATA_UPLOAD_MAX_NUMBER_FIELDS, strict=True) as parser:
        for event in parser.parse(body):
            if isinstance(event, MultipartSegment):
                name, pieces = "" if event.filename is not None else event.name, []
            elif event:
                pieces.append(bytes(event))
            elif name:
                found.setdefault(name, []).append(b"".join(pieces).decode(errors="replace"))
    form = QueryDict()
    MultiValueDict.__init__(form, found)
    return form


class Application(WSGIHandler):
    """Django's application, with forms read so."""

    request_class = FormRequest
