# SPDX-License-Identifier: Apache-2.0
"""PDF/A-2b (ISO 19005-2, TCVN 14159-2): whether a file of scanned pages may call itself so.

Only what scans are made of is let through: images, plain drawing, links. What would have to be
looked into more deeply (fonts, patterns, inks, layers, JPEG 2000) is an obstacle: such a file stays
a PDF that claims nothing.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any
from xml.sax.saxutils import escape

import pikepdf
from pikepdf import Array, Dictionary, Name
from pikepdf.models.metadata import decode_pdf_date
from PIL import ImageCms

from pipeline.export.xml_text import in_xml
from pipeline.source.pdf_content import MAX_CONTENT_BYTES, stream_length

MOST_OBJECTS = 200_000
"""A file of more is not looked through."""
MOST_CONTENT, MOST_PROFILE = 64 << 20, 4 << 20
"""Most bytes of decoded drawing operators in a file, and of a colour profile."""
SMALLEST_PAGE, LARGEST_PAGE = 3, 14_400
"""Sides of a page, in units of its user space."""

_PRINT = 4  # flag of an annotation that is shown and printed
_INKS = frozenset(
    f"/{name}" for name in ("DeviceCMYK", "CMYK", "Separation", "DeviceN", "Lab", "Pattern")
)
_DECODED = frozenset(  # by what writes the file, and written anew
    f"/{name}" for name in ("LZWDecode", "ASCII85Decode", "ASCIIHexDecode", "RunLengthDecode")
)
_KEPT = frozenset(
    f"/{name}" for name in ("FlateDecode", "CCITTFaxDecode", "DCTDecode", "JBIG2Decode")
)
_FORBIDDEN_KEYS = {
    "/AA": "a script",
    "/JS": "a script",
    "/EF": "an attachment",
    "/AF": "an attachment",
    "/OC": "a layer",
    "/OCProperties": "a layer",
    "/OPI": "a picture outside the file",
    "/Ref": "a picture outside the file",
    "/Alternates": "a picture in two versions",
    "/PS": "PostScript",
    "/Level1": "PostScript",
    "/TR": "a transfer curve",
    "/HTP": "a halftone",
    "/HTO": "a halftone",
    "/Pattern": "a pattern",
    "/Shading": "a shading",
    "/AcroForm": "a form",
    "/OpenAction": "an action",
}
_TAKEN_OFF = ("/Metadata", "/Interpolate")
_NAMED_ACTIONS = frozenset(("/NextPage", "/PrevPage", "/FirstPage", "/LastPage"))
_COLOUR_OPERATORS = frozenset(("k", "K", "sh"))
_PROFILES = {1: b"GRAY", 3: b"RGB "}
_DEVICES = frozenset((b"mntr", b"scnr", b"prtr", b"spac"))
_PROFILE_DATE = struct.pack(">6H", 2000, 1, 1, 0, 0, 0)  # the same profile in every file


_SPACES = {
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "dc": "http://purl.org/dc/elements/1.1/",
}
# What the information dictionary says is said again (XMP, ISO 16684-1): key, property, how.
_PLAIN, _LANGUAGES, _PEOPLE = (
    "{}",
    "<rdf:Alt><rdf:li xml:lang='x-default'>{}</rdf:li></rdf:Alt>",
    ("<rdf:Seq><rdf:li>{}</rdf:li></rdf:Seq>"),
)
_SAID_AGAIN = (
    ("/Producer", "pdf:Producer", _PLAIN),
    ("/Keywords", "pdf:Keywords", _PLAIN),
    ("/Creator", "xmp:CreatorTool", _PLAIN),
    ("/CreationDate", "xmp:CreateDate", _PLAIN),
    ("/ModDate", "xmp:ModifyDate", _PLAIN),
    ("/Title", "dc:title", _LANGUAGES),
    ("/Subject", "dc:description", _LANGUAGES),
    ("/Author", "dc:creator", _PEOPLE),
)
_PACKET = """\
<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
{}</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""


class _ObstacleError(Exception):
    """What keeps a file from being PDF/A."""


def obstacle(pdf: pikepdf.Pdf) -> str | None:
    """What keeps the pages of ``pdf`` from being PDF/A-2b; None: nothing.

    Links are made to be printed, as they have to be. The wish that viewers smooth an image is
    taken off, and what objects say of themselves (``/Metadata``), which would have to be looked
    into.
    """
    inspection = _Inspection()
    try:
        for found in _objects(pdf.Root):
            _check(found)
            if isinstance(found, pikepdf.Stream) and found.get("/Subtype") == Name.Form:
                inspection.check_content(found, [found])
        for page in pdf.pages:
            _check_page(page)
            parts: Any = page.obj.get("/Contents", [])
            inspection.check_content(page, parts if isinstance(parts, Array) else [parts])
    except _ObstacleError as told:
        return str(told)
    except (
        pikepdf.PdfError, RuntimeError, ValueError, TypeError, LookupError, AttributeError,
    ) as error:  # fmt: skip
        return f"damage: {error}"
    return None


def declare(pdf: pikepdf.Pdf) -> None:
    """Make ``pdf``, of which there is no ``obstacle``, call itself PDF/A-2b."""
    profile = pdf.make_stream(_srgb(), N=3)
    pdf.Root["/OutputIntents"] = Array(
        [
            Dictionary(
                Type=Name.OutputIntent,
                S=Name.GTS_PDFA1,
                OutputConditionIdentifier=pikepdf.String("sRGB"),
                Info=pikepdf.String("sRGB IEC61966-2.1"),
                DestOutputProfile=pdf.make_indirect(profile),
            )
        ]
    )
    metadata = pdf.make_stream(_metadata(pdf.docinfo).encode())
    metadata["/Type"], metadata["/Subtype"] = Name.Metadata, Name.XML
    pdf.Root["/Metadata"] = metadata


def _metadata(information: Any) -> str:
    """What a file says of itself, PDF/A-2b among it. Dates that are none are taken out of its
    ``information``, so that both say the same."""
    said = ["<pdfaid:part>2</pdfaid:part>", "<pdfaid:conformance>B</pdfaid:conformance>"]
    for key, name, form in _SAID_AGAIN:
        if key not in information:
            continue
        value = in_xml(str(information[key]))
        if key.endswith("Date"):
            try:
                value = decode_pdf_date(value).isoformat()
            except (ValueError, OverflowError):
                del information[key]
                continue
        said.append(f"<{name}>{form.format(escape(value))}</{name}>")
    return _PACKET.format("".join(map(_described, said)))


def _described(said: str) -> str:
    """A property with its name space, which some readers look for nowhere else."""
    prefix = said[1 : said.index(":")]
    space = f'xmlns:{prefix}="{_SPACES[prefix]}"'
    return f'<rdf:Description rdf:about="" {space}>{said}</rdf:Description>\n'


@cache
def _srgb() -> bytes:
    """The colour profile of sRGB (ICC version 4.2), the same whenever it is made."""
    made = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return b"".join((made[:8], b"\x04\x20\0\0", made[12:24], _PROFILE_DATE, made[36:]))


def _objects(root: Any) -> Iterator[Any]:
    """Every dictionary and stream that the file needs."""
    waiting, seen = [root], set()
    while waiting:
        found = waiting.pop()
        if not isinstance(found, (Dictionary, Array, pikepdf.Stream)):
            continue
        if found.is_indirect:
            if found.objgen in seen:
                continue
            seen.add(found.objgen)
            if len(seen) > MOST_OBJECTS:
                raise _ObstacleError("more objects than are looked through")
        if isinstance(found, Array):
            waiting.extend(found)
            if any(str(part) in _INKS for part in found if isinstance(part, Name)):
                raise _ObstacleError("inks that need a profile of their own")
            if len(found) == 2 and found[0] == Name.ICCBased:
                _check_profile(found[1])
            continue
        yield found
        waiting.extend(_values(found))


def _values(found: Any) -> list[Any]:
    """The values of a dictionary, or of a stream's."""
    return [found[key] for key in found.keys()]  # noqa: SIM118 - a stream's own are its bytes


def _check(found: Any) -> None:
    """Raise ``_ObstacleError`` for what a dictionary or stream may not hold."""
    for key in _TAKEN_OFF:
        if key in found:
            del found[key]
    for key, what in _FORBIDDEN_KEYS.items():
        if key in found:
            raise _ObstacleError(what)
    if found.get("/TR2", Name.Default) != Name.Default:
        raise _ObstacleError("a transfer curve")
    fonts = found.get("/Font")
    if isinstance(fonts, Dictionary) and len(fonts.keys()):
        raise _ObstacleError("text in fonts of its own")
    if any(str(value) in _INKS for value in _values(found) if isinstance(value, Name)):
        raise _ObstacleError("inks that need a profile of their own")
    if isinstance(action := found.get("/A"), Dictionary):
        _check_action(action)
    if isinstance(found, pikepdf.Stream):
        _check_stream(found)


def _check_action(action: Any) -> None:
    kind = action.get("/S")
    is_named = kind == Name.Named and str(action.get("/N", "")) in _NAMED_ACTIONS
    if "/Next" in action or not (kind in (Name.GoTo, Name.URI) or is_named):
        raise _ObstacleError("an action")


def _check_stream(stream: Any) -> None:
    filters: Any = stream.get("/Filter", Array())
    names = {str(name) for name in (filters if isinstance(filters, Array) else [filters])}
    if "/F" in stream or not names <= _DECODED | _KEPT:
        raise _ObstacleError(f"data coded as {', '.join(sorted(names - _KEPT)) or 'a file'}")
    if "/LZWDecode" in names and names - _DECODED - {"/FlateDecode"}:
        raise _ObstacleError("data coded as /LZWDecode")


def _check_profile(profile: Any) -> None:
    _length(profile, MOST_PROFILE)
    head = profile.read_bytes()[:128]
    known = _PROFILES.get(int(profile.get("/N", 0)))
    is_sound = (
        len(head) == 128
        and head[36:40] == b"acsp"
        and head[16:20] == known
        and head[12:16] in _DEVICES
        and head[8] < 5
    )
    if not is_sound:
        raise _ObstacleError("a colour profile of another kind")


def _check_page(page: pikepdf.Page) -> None:
    left, bottom, right, top = (float(edge) for edge in page.mediabox)
    sides = abs(right - left), abs(top - bottom)
    if not all(SMALLEST_PAGE <= side <= LARGEST_PAGE for side in sides):
        raise _ObstacleError("a page of another size")
    notes: Any = page.obj.get("/Annots", [])
    for note in notes:
        if note.get("/Subtype") != Name.Link:
            raise _ObstacleError("a note on a page")
        note["/F"] = _PRINT


def _length(stream: Any, limit: int) -> int:
    """Decoded length of a stream; raises ``_ObstacleError`` above ``limit``, without decoding more
    than that, and where it is coded in a way that cannot be counted so."""
    filters: Any = stream.get("/Filter", Array())
    names = [str(name) for name in (filters if isinstance(filters, Array) else [filters])]
    length = stream_length(stream, limit) if names in ([], ["/FlateDecode"]) else limit + 1
    if length > limit:
        raise _ObstacleError("a drawing")
    return length


class _Inspection:
    """Looks into contents, of which a file may have so much in all."""

    def __init__(self) -> None:
        self._left = MOST_CONTENT

    def check_content(self, owner: Any, parts: Iterable[Any]) -> None:
        """Raise ``_ObstacleError`` for colours, or images among the operators, of other kinds."""
        for part in parts:
            self._left -= _length(part, min(self._left, MAX_CONTENT_BYTES))
        for instruction in pikepdf.parse_content_stream(owner):
            operator = str(instruction.operator)
            if operator in _COLOUR_OPERATORS:
                raise _ObstacleError("inks that need a profile of their own")
            if operator == "INLINE IMAGE":
                raise _ObstacleError("an image among the operators")
            if operator in ("cs", "CS") and str(instruction.operands[0]) in _INKS:
                raise _ObstacleError("inks that need a profile of their own")
