# SPDX-License-Identifier: Apache-2.0
"""Mentions of other documents in the body: type, number, date, issuer.

A first citation gives type, number, date and issuer, a later one only type and number (Nghị định
30/2020/NĐ-CP, Phụ lục I); the Party puts a comma before the date. Laws are cited by name, with or
without a number. A document that only speaks of itself (`Quyết định này`) is not mentioned.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from lexicon import doc_types
from lexicon.documents import law_names
from pipeline.extract.title import type_of_symbol
from pipeline.record import Reference
from pipeline.repair.codes import CodeStyle, DateKind, find_dates, is_code, parse_code, repair_code
from pipeline.repair.codes.document_code import CAPITAL, GROUP, NUMBER
from pipeline.repair.codes.letters import UPPER


@dataclass(frozen=True, slots=True)
class FoundReference:
    """A reference with its place `[start, end)` in the body's text."""

    reference: Reference
    start: int
    end: int


_CODE = re.compile(
    rf"(?<![\w/.,-])(?P<code>{NUMBER}\s?(?:[/–-]\s?(?:(?:19|20)\d\d\s?/\s?)?"
    rf"|\s(?=[{CAPITAL}][{CAPITAL}a-z]{{1,3}}[/-]))"
    rf"{GROUP}(?:\s?[-–/]\s?{GROUP}|[.,&]\s?(?:[{CAPITAL}]{{2,8}}"
    rf"|[A-Z])(?!\w))*(?:(?<=/T)\sW(?!\w))?)"
)
_LABEL = re.compile(r"\s*[:,]?\s*(?:[Ss]ố|SỐ)\s*:?\s*$")
_FORM = re.compile(r"(?:[Mm]ẫu|MẪU|[Bb]iểu)(?: biểu)?(?:\s+số)?\s*:?\s*$")  # Mẫu số 01/GTGT
_DATE_AFTER = re.compile(r"^\s*,?\s*(?:\(?\s*)?(?=(?:ngày|Ngày|ngay)\s?\d)")
_SHORT_DATE_AFTER = re.compile(r"^\s*,?\s*(?=\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)\d\d)")
_YEAR_AFTER = re.compile(r"^\s*,?\s*năm\s+(?:19|20)\d\d(?!\w)")
_OF = re.compile(r"^\s*,?\s*của\s+(?:các\s+)?")
_ISSUED_BEFORE = re.compile(
    r"[Nn]gày\s+(?P<date>\d{1,2}[/.-]\d{1,2}[/.-]\d{4}"
    r"|\d{1,2} tháng \d{1,2} năm \d{4}),?\s+(?P<issuer>[^.;:,]{3,70}?)\s+"
    r"(?:đã\s+|có\s+|vừa\s+)?(?:ban hành|ký|ra|gửi|có)\s+(?:các\s+)?$"
)
_ISSUER = re.compile(
    r"(?:(?:Ban|Bộ|Chính phủ|Thủ tướng|Chủ tịch|Chủ nhiệm|Bộ trưởng|Giám đốc|Hiệu trưởng|Cục"
    r"|Tổng cục|Vụ|Viện|Sở|UBND|HĐND"
    r"|Ủy ban|Uỷ ban|Hội đồng|Hội|Tỉnh ủy|Tỉnh uỷ|Thành ủy|Thành uỷ|Huyện ủy|Huyện uỷ|Quận ủy"
    r"|Thị ủy|Đảng ủy|Đảng uỷ"
    r"|Đảng đoàn|Đảng bộ|Quốc hội|Văn phòng|Trung ương|Thường trực|Kiểm toán|Tổng|Thanh tra"
    r"|Tòa án|Toà án|Viện kiểm sát"
    r"|Ngân hàng|Bảo hiểm|Công an|Trường|Đại học|Học viện|Công ty|Tập đoàn|Liên đoàn|Đoàn"
    r"|Mặt trận|Phòng|Chánh|Trung tâm"
    r"|Bí thư|Quân ủy|Kho bạc|Chi cục|Nhà nước|Đài|Báo|liên Bộ|Liên)\b)"
)
_STOP_OF_ISSUER = re.compile(
    r"\s(?:[Vv]ề|[Qq]uy định|[Bb]an hành|[Pp]hê duyệt|[Hh]ướng dẫn|[Ss]ửa đổi"
    r"|bổ sung|thay thế|triển khai|thực hiện"
    r"|công bố|chấp thuận|giao|quyết định"
    r"|kèm|có hiệu lực|được|đã|để|nhằm|cho|kiện toàn|thành lập|chỉ đạo|yêu cầu|đề nghị|kết luận"
    r"|xử lý|là|và|với|tại|trong|theo|khóa|khoá"
    r"|gồm|nêu|do|ngày|số|hợp nhất|giải quyết|bãi bỏ|điều chỉnh|khen thưởng|thông báo|tổng kết"
    r"|phát động|quán triệt|tiếp tục|xét)(?!\w)"
    r"|\s?[,.;:()“”\"“]|\s-\s|\sVề(?=\s)"
)


@cache
def _type_names() -> dict[str, str]:
    """Names of types as they may stand before a number -> the type."""
    names = {
        entry.name: entry.name
        for entry in doc_types()
        if entry.family not in ("attachment", "copy", "speech") and len(entry.name) > 3
    }
    names["văn bản"] = "văn bản"
    names["thông báo kết luận"] = "thông báo"
    names["chương trình phối hợp"] = "chương trình phối hợp"
    names["luật"] = "luật"
    return names


@cache
def _type_before() -> re.Pattern[str]:
    names = sorted(_type_names(), key=len, reverse=True)
    alternatives = "|".join(re.escape(name) for name in names)
    return re.compile(rf"(?<!\w)(?<!pháp )(?<!kỷ )(?:{alternatives})(?!\w)", re.IGNORECASE)


# what may stand between the type and the number: của-phrases and names of laws, not much
_BETWEEN = re.compile(
    r"^(?:\s*[:,(]?\s*|\s+(?:[^\W\d_]+\s){1,3}"
    rf"|\s+(?:của|UBND|HĐND|liên)\s[^.;:()\d]{{2,40}}\s|\s+[{UPPER}(][^.;:()\d]{{2,110}}\s)$"
)
_PAST_A_STOP = re.compile(r"[.;:]\s")


@cache
def _law() -> re.Pattern[str]:
    """A law, code, ordinance or the Constitution called by its name."""
    known = "|".join(
        re.escape(name.split(" ", 2 if name.startswith(("Bộ", "Pháp")) else 1)[-1])
        for name in law_names()
        if len(name.split()) > (2 if name.startswith(("Bộ", "Pháp")) else 1)
    )
    return re.compile(
        r"(?<!\w)(?:"
        r"(?P<amending>Luật\s+[Ss]ửa đổi(?:, bổ sung)?[^.;:()\d]{5,220}?(?=\s*(?:,?\s*ngày\s\d"
        r"|số\s\d|,?\s*năm\s(?:19|20)\d\d|[.;:()]|$)))"
        rf"|(?P<known>(?:[Bb]ộ luật|(?<!háp )[Ll]uật|[Pp]háp lệnh)\s+(?i:{known})(?!\w))"
        r"|(?P<constitution>Hiến pháp(?:\s+nước\s+(?:CHXHCN"
        r"|Cộng hòa xã hội chủ nghĩa)\s+Việt Nam)?(?=\s+năm\s+\d|\s+(?:19|20)\d\d|\s+nước))"
        rf"|(?P<other>(?:Bộ luật|Luật|Pháp lệnh)\s+(?=[{UPPER}])(?!Sư\b"
        rf"|sư\b)[{UPPER}]\w*(?:,?\s(?![{UPPER}]\w*\s(?:số|ngày)\b)"
        r"(?!(?:và|số|ngày|năm|được|quy|của|có|đã|về|đến|trong|theo|tại|cho|khi|này|nêu|trên|hiện"
        r"|mới|còn|để|là|sửa|do|từ|thì|phải)(?!\w))[^\W\d_]+){0,9})"
        r")"
    )


def _squeezed_code(text: str) -> str:
    return re.sub(r"\s*([-/.,&+])\s*", r"\1", text).replace("–", "-").strip()


def _valid_code(text: str, labelled: bool) -> tuple[str, int] | None:
    """(code, length read) of the longest beginning of `text` that is a code.

    After `số` (labelled) a symbol of one group will do: old papers print `22/2013/BTTTT`.
    """
    cut = text
    while cut:
        code = _squeezed_code(cut)
        repaired = repair_code(code)
        if repaired is not None:
            code = repaired.repaired
        parsed = parse_code(code)
        if parsed is not None and (is_code(code) or labelled):
            return str(parsed), len(cut)
        shorter = re.sub(r"(?:\s?[-–/.,&]\s?|\s)[^-–/.,&\s]*$", "", cut)
        if shorter == cut:
            return None
        cut = shorter
    return None


def _issuer_after(text: str, at: int) -> str | None:
    """The organ after `của`, as printed, up to where its name ends."""
    of = _OF.match(text[at : at + 20])
    if of is None:
        return None
    start = at + of.end()
    if not _ISSUER.match(text[start : start + 40]):
        return None
    window = text[start : start + 120]
    stop = None
    for candidate in _STOP_OF_ISSUER.finditer(window):
        word = candidate[0].strip()
        before = window[: candidate.start()]
        if (
            word in ("và", ",")
            and re.match(rf"(?:\s*và)?\s*,?\s*[{UPPER}]", window[candidate.end() :])
            and re.search(r"(?:Bộ|Sở|Vụ|Ban|Cục|Phòng|Ủy ban)\s[^,]*$", before)
            and word == "và"
        ):
            continue  # Bộ Giáo dục và Đào tạo
        stop = candidate.start()
        break
    name = (
        window[:stop]
        if stop is not None
        else window.rsplit(" ", 1)[0]
        if len(window) == 120
        else window
    )
    name = name.strip(" ,.;:")
    return name if 2 < len(name) < 110 else None


def _date_after(text: str, at: int) -> tuple[str | None, int]:
    """(ISO date, where it ends) of a date that follows directly; (None, at) otherwise."""
    window = text[at : at + 60]
    opening = _DATE_AFTER.match(window) or _SHORT_DATE_AFTER.match(window)
    if opening is None:
        return None, at
    for found in find_dates(window):
        if found.start <= opening.end() + 6 and found.kind is DateKind.DAY:
            return found.value, at + found.end
        break
    return None, at


def find_references(text: str, own_code: str | None = None) -> list[FoundReference]:
    """References of a body of running text (rows joined), in reading order.

    `own_code`: the document's own code, whose mentions do not count.
    """
    found = list(_numbered(text))
    taken = bytearray(len(text))
    for item in found:
        taken[item.start : item.end] = b"\1" * (item.end - item.start)
    found += [law for law in _laws(text) if not any(taken[law.start : law.end])]
    found.sort(key=lambda item: item.start)
    own = _squeezed_code(own_code).upper() if own_code else None
    result = [
        item for item in found
        if own is None or _squeezed_code(item.reference.code or "").upper() != own
    ]  # fmt: skip
    return _with_shared_issuers(result, text)


def _numbered(text: str) -> Iterator[FoundReference]:
    recent: list[tuple[str, str]] = []
    floor = 0
    for match in _CODE.finditer(text):
        if match.start() < floor:
            continue
        label = _LABEL.search(text, max(0, match.start() - 12), match.start())
        valid = _valid_code(match["code"], label is not None)
        if valid is None or _FORM.search(text, max(0, match.start() - 16), match.start()):
            continue
        code, length = valid
        code_end = match.start() + length
        before_end = label.start() if label else match.start()
        window_start = max(floor, before_end - 130)
        window = text[window_start:before_end]
        doc_type, start = None, label.start() + _leading(label[0]) if label else match.start()
        for name in reversed(list(_type_before().finditer(window))):
            between = window[name.end() :]
            word = plain_type(name[0])
            if _PAST_A_STOP.search(between):
                break
            if between.strip(" :,(") == "" or (
                _BETWEEN.match(between + " ")
                and (label or word in _LAWS)
                and not _between_is_prose(between, word)
            ):
                doc_type, start = word, window_start + name.start()
                break
        if doc_type is None and recent and _listed(text[floor:before_end]):
            doc_type = _type_in_list(code, recent)
        if doc_type is None and not label and not _plausible_alone(code):
            continue
        doc_type = doc_type or _type_by_symbol(code, label is not None)
        date, end = _date_after(text, code_end)
        issuer = _issuer_after(text, end)
        if date is None:
            earlier = _ISSUED_BEFORE.search(text, max(0, start - 160), start)
            if earlier:
                dates = find_dates(earlier["date"])
                date = dates[0].value if dates else None
                issuer = issuer or earlier["issuer"]
        if doc_type:
            recent.append((code, doc_type))
        floor = end
        yield FoundReference(
            Reference(text=text[start:end], doc_type=doc_type, code=code, date=date, issuer=issuer),
            start,
            end,
        )


_LAWS = frozenset(("luật", "bộ luật", "pháp lệnh", "hiến pháp"))


def plain_type(name: str) -> str:
    """The type of document of a type word as printed."""
    folded = re.sub(r"\s+", " ", name.lower())
    return _type_names().get(folded, folded)


def _between_is_prose(between: str, doc_type: str) -> bool:
    """Whether words between the type word and the number are a sentence of their own."""
    words = between.split()
    if doc_type in _LAWS:
        return bool(re.search(r"\b(?:được|theo|tại|này)\b", between))
    return len(words) > 8


def _leading(label: str) -> int:
    return len(label) - len(label.lstrip(" ,:"))


def _listed(between: str) -> bool:
    """Whether only the rest of a list stands between one number and the next: `; số …`, `và số`."""
    if len(between) > 400 or re.search(rf"\.\s+[{UPPER}]", between):
        return False
    return bool(re.search(r"(?:^|[;,]|\bvà|\bsố)\s*(?:và\s*)?(?:số\s*)?:?\s*$", between))


def _type_in_list(code: str, recent: Sequence[tuple[str, str]]) -> str:
    """The type of a number in a list: that of the latest one whose symbol is of the same sort."""
    sort = _sort_of_symbol(code)
    return next(
        (name for other, name in reversed(recent) if _sort_of_symbol(other) == sort), recent[-1][1]
    )


def _sort_of_symbol(code: str) -> str | None:
    parsed = parse_code(code)
    return type_of_symbol(parsed.symbol) if parsed else None


def _type_by_symbol(code: str, labelled: bool) -> str | None:
    """The type that the symbol itself tells, where no type word is printed.

    Not for the Party's QĐ (quyết định or quy định); an office's symbol means công văn only after
    `số`.
    """
    parsed = parse_code(code)
    if parsed is None or parsed.style is CodeStyle.LAW:
        return None
    if parsed.style is CodeStyle.PARTY and parsed.symbol.startswith("QĐ"):
        return None
    told = type_of_symbol(parsed.symbol)
    return told if told != "công văn" or labelled else None


def _plausible_alone(code: str) -> bool:
    """Whether a number may be a document's with no type word before it."""
    parsed = parse_code(code)
    return (
        parsed is not None and bool(re.search(r"[-/]", parsed.symbol)) and len(parsed.symbol) >= 5
    )


def _laws(text: str) -> Iterator[FoundReference]:
    for match in _law().finditer(text):
        name = match[0]
        if match["other"] and len(name.split()) < 2:
            continue
        end = match.end()
        date, date_end = _date_after(text, end)
        if date is not None:
            end = date_end
        elif (year := _YEAR_AFTER.match(text[end : end + 20])) or (
            year := re.match(r"\s+(?:19|20)\d\d(?![\w/])", text[end : end + 8])
        ):
            end += year.end()
        words = plain_type(
            " ".join(name.split()[: 2 if name.lower().startswith(("bộ", "pháp", "hiến")) else 1])
        )
        issuer = _issuer_after(text, end)
        yield FoundReference(
            Reference(
                text=text[match.start() : end], doc_type=words, code=None, date=date, issuer=issuer
            ),
            match.start(),
            end,
        )


def _with_shared_issuers(found: Sequence[FoundReference], text: str) -> list[FoundReference]:
    """`Nghị định A và Nghị định B của Chính phủ`: the issuer belongs to both."""
    result = list(found)
    for index in range(len(result) - 2, -1, -1):
        item, following = result[index], result[index + 1]
        same = item.reference.doc_type == following.reference.doc_type
        between = text[item.end : following.start].strip()
        if (
            item.reference.issuer is None and following.reference.issuer and same
            and re.fullmatch(r"(?:,|và|;|, và)", between)
        ):  # fmt: skip
            reference = item.reference.model_copy(update={"issuer": following.reference.issuer})
            result[index] = FoundReference(reference, item.start, item.end)
    return result
