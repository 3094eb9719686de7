# SPDX-License-Identifier: Apache-2.0
"""Forms that a model of Vietnamese misreads on a scan: strokes for 1, specks beside numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache

from lexicon import places
from pipeline.repair.codes.abbreviations import with_f_for_e
from pipeline.repair.codes.claims import TO_BE_CHECKED, Claim, ClaimKind, without_overlaps
from pipeline.repair.codes.code_repair import is_code
from pipeline.repair.codes.document_code import CAPITAL, SYMBOL, YEAR
from pipeline.repair.codes.letters import LOWER, UPPER
from pipeline.repair.codes.misread_forms import (
    ABOUT,
    CODE_WITH_GAP,
    COVID,
    DATE_WITHOUT_SLASHES,
    GAP,
    GAP_IN_CODE,
    HIGHER_NUMERAL,
    LAW,
    NUMERAL,
    SIGN_FOR_DIGIT,
    SIGNS_FOR_DIGITS,
    STROKE_FOR_1,
    THOUSANDS,
    Form,
    as_code,
    as_read,
    code_with,
    law_of_the_assembly,
    without_gap,
)
from pipeline.repair.codes.symbols import known_symbol

_STROKES = str.maketrans("IÌÍỊl|!TLO][", "111111111011")
_SLASHES = re.compile(r"[/⁄]+")
_TWICE = re.compile("ĐÐ|ÐĐ")


def _strokes_for_1(pattern: str) -> Form:
    return Form(
        re.compile(pattern),
        ClaimKind.NUMBER,
        lambda match: match["number"].translate(_STROKES),
        TO_BE_CHECKED,
        STROKE_FOR_1,
        "number",
    )


def _mark_for(pattern: str, printed: str, kind: ClaimKind, what: str) -> Form:
    sure = TO_BE_CHECKED if printed.isdigit() else 0.85
    return Form(re.compile(pattern), kind, lambda _: printed, sure, what)


def _number_of_code(match: re.Match[str]) -> str | None:
    code = match[0]
    number = re.match(r"[\dŠØø]+", code)
    assert number is not None
    printed = number[0].translate(SIGNS_FOR_DIGITS) + code[number.end() :]
    return printed if is_code(printed) else None


def _law(match: re.Match[str]) -> str | None:
    code = as_code(match[0].translate(_STROKES), printed_so=False)
    return code if code and re.fullmatch(rf"\d+/{YEAR}/QH1\d", code) else None


def _with_slash(match: re.Match[str]) -> str | None:
    number, symbol = match["number"], match["symbol"]
    code = f"{number}/{symbol}"
    if "/" in number:
        return code if is_code(code) else None
    return code if known_symbol(symbol) and "-" in symbol else None  # 12TB may be anything


@cache
def _known_places() -> frozenset[str]:
    """Names of communes, districts and provinces as a date line gives them."""
    kinds = re.compile(
        r"^(?:Thành phố|Tỉnh|Quận|Huyện|Thị xã|Thị trấn|Phường|Xã|Đặc khu) (?=[^\W\d])"
    )
    return frozenset(kinds.sub("", place.name) for place in places())


def _with_both_slashes(match: re.Match[str]) -> str | None:
    if match["first"] == match["second"] == "/":
        return None
    code = f"{match['number']}/{match['year']}/{match['symbol']}"
    law = LAW.pattern.fullmatch(code)
    if law is not None:
        return law_of_the_assembly(law)
    return as_code(code, known_symbol(match["symbol"]))


_STROKE_ALONE = re.compile(r"(?<![\w/.,-])(?<!điểm )[Il1]{1,2}(?![\w/-]|[.,]\d)")
_SCAN_FORMS = (
    NUMERAL,
    HIGHER_NUMERAL,
    DATE_WITHOUT_SLASHES,
    COVID,
    # khoản I, tháng II; an article may have a roman numeral
    _strokes_for_1(
        r"(?:\b(?:[Kk]hoản|[Tt]háng)|KHOẢN|THÁNG|(?:Điều|ĐIỀU)(?! I)) "
        r"(?P<number>(?!1+\b)[|lI!1]{1,2})(?![^\s,;.):])"
    ),
    # tháng TÌ năm
    _strokes_for_1(r"(?:[Tt]háng|THÁNG) (?P<number>[TIl1][TIÌÍl])(?= năm \d)"),
    # ngày TT tháng 7
    _strokes_for_1(r"(?:[Nn]gày|NGÀY) (?P<number>(?!1+\b)[|lI!1T]{1,2})(?= (?:tháng|THÁNG) \d)"),
    # ngày L7 tháng 11
    _strokes_for_1(r"(?:[Nn]gày|NGÀY) (?P<number>L\d)(?= (?:tháng|THÁNG) \d)"),
    # ngày 2] tháng 7
    _strokes_for_1(r"(?:[Nn]gày|NGÀY) (?P<number>[0-3]?[\]\[])(?= (?:tháng|THÁNG) \d)"),
    # I988, 199], I99I: years
    _strokes_for_1(
        r"(?<![\w/.,:-])(?P<number>[Il][89]\d[\dIl]|[1Il][89]\d[Il\]])(?![\w/-]|[.,]\d)"
    ),
    # số I292/STP-VTLT, số II-NQ/TW: no number of a document is a roman one
    _strokes_for_1(
        r"(?<=[sS]ố )(?P<number>[Il]\d{1,4}|[Il1]{2,3}(?<!1))"
        rf"(?=[/-](?:{YEAR}/)?[{CAPITAL}]{{2}})"
    ),
    # khoản 28 Điều I Luật
    _strokes_for_1(r"(?:[Kk]hoản|[Đđ]iểm) [\da-zđ]{1,3},? Điều (?P<number>[|lI!])(?![^\s,;.):])"),
    # I0, I250, 2I
    _strokes_for_1(r"(?<![\w/.,:-])(?P<number>[Il]\d{1,3}|\d{1,2}[IỊ]|\d[Il]\d)(?![\w/-]|[.,]\d)"),
    # Điều 3l; elsewhere that may be three litres
    _strokes_for_1(r"(?:khoản|KHOẢN|Điều|ĐIỀU|ngày|NGÀY) (?P<number>\d{1,2}l)(?![\w/-]|[.,]\d)"),
    # Lưu: VT, TX.I8: who drafted it, and the copies
    _strokes_for_1(rf"^\W*Lưu\b.*(?<=[{CAPITAL}]\.)(?P<number>[Il][\dIl]|1[Il])(?![\w/])"),
    # 1,77 and 21,1
    _strokes_for_1(r"(?<![\w/.,:-])(?P<number>[Il])(?=,\d{1,2}(?!\w))"),
    _strokes_for_1(r"(?<![\w/.,:-])\d{1,3},(?P<number>[Il])(?!\w)"),
    # the forms of invoices: 01GTKT3/001
    _strokes_for_1(rf"(?<![\w/.-])(?P<number>0[Il])(?=[{CAPITAL}]{{3,5}}\d?/\d)"),
    # the form CT01
    _strokes_for_1(rf"(?<![\w/.-])[{CAPITAL}]{{1,4}}(?P<number>0[Il])(?![\w/])"),
    THOUSANDS,
    LAW,
    CODE_WITH_GAP,
    Form(  # Luật số 72.2025 QHI5, Nghị định số 236 2025 NĐ-CP
        re.compile(
            rf"(?<=\b[sS]ố )(?P<number>\d{{1,4}})(?P<first>[ .,'’-]|[.,'’-]?[/ ])(?P<year>{YEAR})"
            r"(?P<second>[ .,'’-]|[.,'’-]?[/ ])"
            rf"(?P<symbol>[QO0]H\s?[1IlJ|]{{1,2}}[0-6SŠIl]|[{CAPITAL}]{{2,4}}-[{CAPITAL}]{{2,10}})"
            r"(?![\w/-])"
        ),
        ClaimKind.CODE,
        _with_both_slashes,
        TO_BE_CHECKED,
        "thin print that lost its slashes: to be checked",
    ),
    Form(  # số 235 1/QĐ-TCHQ, số 1 11/2013/TT-BTC: a thin 1 beside the gap
        re.compile(
            r"(?:(?<=\b[sS]ố )|(?<=\b[sS]ố:)|(?<=\b[sS]ố: ))"
            rf"(?:\d{{1,3}} 1|1 1{{1,2}}|1 \d{{2}}(?=/{YEAR}))/(?:{YEAR}/)?{SYMBOL}(?![\w/])"
        ),
        ClaimKind.CODE,
        code_with(GAP, ""),
        TO_BE_CHECKED,
        GAP_IN_CODE,
    ),
    Form(  # 27/1 1/2009
        re.compile(rf"(?<![\w./,-])\d{{1,2}}/1 [0-2]/{YEAR}(?![\w/])"),
        ClaimKind.DATE,
        without_gap,
        TO_BE_CHECKED,
        "a gap inside a date",
    ),
    Form(  # 18/⁄2014/TT-BTP
        re.compile(rf"(?<![\w/.,-])\d{{1,4}}(?=[/⁄]*⁄)[/⁄]{{2}}{YEAR}[/⁄]{SYMBOL}(?![\w/])"),
        ClaimKind.CODE,
        code_with(_SLASHES, "/"),
        0.9,
        "a slash read twice",
    ),
    Form(  # 574/QĐÐ-BNV
        re.compile(rf"(?<![\w/.,-])\d{{1,5}}/(?:{YEAR}/)?(?=[^\s/]*(?:ĐÐ|ÐĐ))[\wÐ-]+(?![\w/])"),
        ClaimKind.CODE,
        code_with(_TWICE, "Đ"),
        0.9,
        "a letter read twice",
    ),
    Form(  # 1656/NQ-UBTVQHI5, UBTVQHI15
        re.compile(
            rf"(?<![\w/.-])(?P<body>\d{{1,4}}/(?:{YEAR}/)?(?:NQ|PL)-UBTVQH)"
            r"(?:[Il]1?|1[Il])(?P<last>[0-6IlO])(?![\w/])"
        ),
        ClaimKind.CODE,
        lambda match: f"{match['body']}1{match['last'].translate(_STROKES)}",
        TO_BE_CHECKED,
        STROKE_FOR_1,
    ),
    Form(  # QĐÐ số 574
        re.compile(rf"(?<![\w/.-])[{CAPITAL}]{{0,6}}(?:ĐÐ|ÐĐ)[{CAPITAL}]{{0,6}}(?![\w/-])"),
        ClaimKind.ABBREVIATION,
        lambda match: _TWICE.sub("Đ", match[0]),
        0.9,
        "a letter read twice",
    ),
    Form(  # thu@)gmail.com, thu(@)gmail.com, thu(@gmail.com
        re.compile(r"[\w.+-]{1,64}(?:\(?@\)|\(@)[\w-]{1,63}(?:\.[\w-]{1,63}){1,3}"),
        ClaimKind.EMAIL,
        lambda match: match[0].replace("(@", "@").replace("@)", "@"),
        0.85,
        "a part of the @ read for a bracket",
    ),
    Form(  # HNhung: Ê Đê and Gia Rai women have H' before their names
        re.compile(rf"(?<![\w/.'’-])H(?=[{UPPER}][{LOWER}]{{2,7}}(?!\w))"),
        ClaimKind.ABBREVIATION,
        lambda _: "H'",
        TO_BE_CHECKED,
        "an apostrophe that was not read",
    ),
    Form(  # EVETA, ETA
        re.compile(rf"(?<![\w/.-])(?=[A-Z]*E)[{CAPITAL}]{{3,8}}(?![\w/-])"),
        ClaimKind.ABBREVIATION,
        lambda match: with_f_for_e(match[0]),
        0.85,
        "E read for F",
    ),
    Form(  # Nghị định I 17/2020/NĐ-CP
        re.compile(rf"(?<=[{LOWER}] )[Il] \d{{1,3}}/{YEAR}/{SYMBOL}(?![\w/])"),
        ClaimKind.CODE,
        lambda match: "1" + match[0][2:],
        TO_BE_CHECKED,
        GAP_IN_CODE,
    ),
    # 50f%c, 43Øo, 7%c, Tỷ lệ (%c)
    _mark_for(
        r"(?<=\d)(?:f?%c|Øo)(?!\w)|(?<=\()%c(?=\))",
        "%",
        ClaimKind.PERCENTAGE,
        "a percent sign read in part for letters",
    ),
    Form(  # tháng Š, 1Š, Ø7
        re.compile(
            r"(?<![\w/.,-])(?:\d{0,3}[ŠšØø]\d{1,2}|\d{1,3}[ŠšØø]|[Šš]|(?<=tháng )[Øø])(?![\w/-])"
        ),
        ClaimKind.NUMBER,
        lambda match: match[0].translate(SIGNS_FOR_DIGITS),
        TO_BE_CHECKED,
        SIGN_FOR_DIGIT,
    ),
    Form(  # Ø1-TTr/HU
        re.compile(rf"(?<![\w/.-])(?=\d*[ŠØø])[\dŠØø]{{1,5}}[-/](?:{YEAR}/)?{SYMBOL}(?![\w/])"),
        ClaimKind.CODE,
        _number_of_code,
        TO_BE_CHECKED,
        SIGN_FOR_DIGIT,
    ),
    Form(  # 58/2024/Q1115: H read for two strokes, the term that sat in that year
        re.compile(rf"(?<![\w/.-])\d{{1,3}}/{YEAR}/Q[1Il|]{{2}}[1Il|][0-6](?![\w/])"),
        ClaimKind.CODE,
        _law,
        TO_BE_CHECKED,
        "strokes for the H of a law's symbol",
    ),
    Form(  # 2376/QĐ-TCHỌ: no letter of a symbol has a tone
        re.compile(
            rf"(?<![\w/.-])\d{{1,5}}[-/](?:{YEAR}/)?(?=[^\s,;]*Ọ)[{CAPITAL}a-zỌ]+"
            rf"(?:[-/][{CAPITAL}a-zỌ]+){{1,3}}(?![\w/])"
        ),
        ClaimKind.CODE,
        code_with(re.compile("Ọ"), "Q"),
        TO_BE_CHECKED,
        "the tail of a Q read for a tone",
    ),
    Form(  # 2351/QĐ:TCHQ
        re.compile(
            rf"(?<![\w/.,-])\d{{1,5}}/(?:{YEAR}/)?[{CAPITAL}]{{2,5}}[:~=][{CAPITAL}]{{2,8}}(?![\w/:-])"
        ),
        ClaimKind.CODE,
        code_with(re.compile("[:~=]"), "-"),
        TO_BE_CHECKED,
        "a mark for the hyphen of a symbol",
    ),
    Form(  # the symbol behind a number that is none: 29ổổ/CTr-UBND
        re.compile(rf"(?<=\w[/-])(?:CTr|TTr|QyĐ|QCh)[-/][{CAPITAL}]{{2,10}}(?![\w/])"),
        ClaimKind.SYMBOL,
        as_read,
    ),
    Form(  # a known place before the date: Mai Phụ, ngày 7
        re.compile(r"^\s*(?P<place>[^\W\d_][^\d,;:.]{1,40}), ngày "),
        ClaimKind.ABBREVIATION,
        lambda match: match["place"] if match["place"] in _known_places() else None,
        span="place",
    ),
    Form(  # ngày.02 tháng, tháng:07 năm, năm.2013
        re.compile(
            r"(?<=[Nn]gày)[.,](?=\d{1,2} tháng \d)|(?<=\btháng)[.,:](?=\d{1,2}\b)"
            rf"|(?<=\bnăm)[.,](?={YEAR}\b)"
        ),
        ClaimKind.NUMBER,
        lambda _: " ",
        0.9,
        "a speck between a word and a number of a date",
    ),
    Form(  # 1333/QĐ-UBND.ngày
        re.compile(rf"(?<=[-/][{CAPITAL}]{{2}}|[{CAPITAL}]{{3}})[.,](?=ngày \d)"),
        ClaimKind.NUMBER,
        lambda _: " ",
        0.9,
        "a speck between a code and its date",
    ),
    Form(  # _2073, 2025_
        re.compile(r"(?<![\w.,/-])_{1,2}(?=\d)|(?<=\d)_{1,2}(?![\w/.-])"),
        ClaimKind.NUMBER,
        lambda _: "",
        0.85,
        "a speck beside a number",
    ),
    Form(  # ngày -13/11/2015
        re.compile(rf"(?<=[Nn]gày )[-.,:'’‘](?P<date>\d{{1,2}}/\d{{1,2}}/{YEAR})(?![\w/])"),
        ClaimKind.DATE,
        lambda match: match["date"],
        0.9,
        "a speck between a word and a date",
    ),
    Form(  # 25QĐ-UBND, 28/2005NĐ-CP
        re.compile(rf"(?<![\w/.,-])(?P<number>\d{{1,4}}(?:/{YEAR})?)(?P<symbol>{SYMBOL})(?![\w/])"),
        ClaimKind.CODE,
        _with_slash,
        TO_BE_CHECKED,
        "the slash of a code lost",
    ),
    Form(  # khóa 1ó, 17; ngày ổ tháng 7
        re.compile(
            r"(?<![\w/.,-])(?P<number>\d{1,2}[óổỗ]|(?<=[Nn]gày )[óổỗ](?= tháng \d))(?![\w/-])"
        ),
        ClaimKind.NUMBER,
        lambda match: match["number"][:-1] + "6",
        TO_BE_CHECKED,
        "a letter for the number 6",
        "number",
    ),
    Form(  # TTr-S°NNMT-QLĐ: the ring of a stamp, a speck
        re.compile(
            rf"(?<![\w/.-])\d{{1,5}}/(?:{YEAR}/)?(?:[{CAPITAL}][{CAPITAL}a-z]*[-°*ˆ])*"
            rf"[{CAPITAL}]+[°*ˆ][{CAPITAL}]+(?:-[{CAPITAL}]+)*(?![\w/])"
        ),
        ClaimKind.CODE,
        code_with(re.compile("[°*ˆ]"), ""),
        TO_BE_CHECKED,
        "a speck inside a code",
    ),
    Form(  # GDTTH, 677/STNMT-GDTTH: giáo dục trung học
        re.compile(rf"(?<![\w/.-])(?:\d{{1,5}}/(?:[{CAPITAL}]{{2,8}}-)?)?GDT[TI1]H(?![\w/-])"),
        ClaimKind.CODE,
        lambda match: f"{match[0][:-2]}rH",
        TO_BE_CHECKED,
        "GDTrH (giáo dục trung học)",
    ),
    Form(  # 54/CT-UBNI), 23/QĐ-UBNĐ
        re.compile(
            rf"(?<![\w/.,-])\d{{1,5}}/(?:{YEAR}/)?[{CAPITAL}]\w{{1,4}}-"
            r"UBN(?:[I1l]\)|Đ(?![\w/-]))"
        ),
        ClaimKind.CODE,
        lambda match: f"{match[0][: match[0].index('UBN')]}UBND",
        TO_BE_CHECKED,
        "the D of UBND",
    ),
    Form(  # Lưu: VT, (ĐT/Tg): who drafted it
        re.compile(rf"(?<=\()[{UPPER}]{{1,6}}/[{UPPER}][{LOWER}]{{0,4}}(?=\))"),
        ClaimKind.ABBREVIATION,
        as_read,
    ),
    Form(  # la Khươl, ngày 13 tháng 4
        re.compile(rf"^\s*(?P<place>la)(?= [{UPPER}][^\W\d_]+, ngày )"),
        ClaimKind.ABBREVIATION,
        lambda _: "Ia",
        0.9,
        "a place begins with a capital",
        "place",
    ),
    Form(  # VT, NC(TA): who drafted it
        re.compile(rf"(?<=[{UPPER}]\()[{UPPER}]{{1,4}}(?=\))"), ClaimKind.ABBREVIATION, as_read
    ),
    Form(  # a head of columns
        re.compile(r"(?<!\w)SốTT(?!\w)"),
        ClaimKind.ABBREVIATION,
        lambda _: "Số TT",
        0.9,
        "a gap between two words",
    ),
    Form(  # V⁄ góp ý, V¿v, V/%v at the begin of a line
        re.compile(rf"^\s*(?P<about>(?!V/v)V[⁄/|¿%]{{1,2}}v?)(?=\s[{LOWER}])"),
        ClaimKind.ABBREVIATION,
        lambda _: "V/v",
        0.9,
        ABOUT,
        "about",
    ),
    _mark_for(  # (b/€), (để b/©)
        r"(?<=\(b/)[€©C](?=\))|(?<= b/)[€©C](?=\))",
        "c",
        ClaimKind.ABBREVIATION,
        "a sign for the letter c",
    ),
    Form(  # ưu: VT, KHTC
        re.compile(r"^\W*(?P<kept>ưu)(?=\s?[:;.,]? ?VT\b)"),
        ClaimKind.ABBREVIATION,
        lambda _: "Lưu",
        0.9,
        "the L of Lưu",
        "kept",
    ),
    Form(  # CVP„các PVP
        re.compile(rf"(?<=[{LOWER}{UPPER}])„(?=[{LOWER}{UPPER}])"),
        ClaimKind.LIST_MARK,
        lambda _: ", ",
        0.85,
        "a sign for a comma",
    ),
    Form(  # ¬ Các huyện ủy
        re.compile(r"^\s*(?P<mark>¬)(?=\s*\w)"),
        ClaimKind.LIST_MARK,
        lambda _: "-",
        0.9,
        "a sign for the dash of a list",
        "mark",
    ),
    Form(  # Độc lập - Tự do - Hạnh phút
        re.compile(r"Độc [Ll]ập\W{1,4}Tự [Dd]o\W{1,4}Hạnh (?P<last>(?!phúc\b)ph\w{2})\s*$"),
        ClaimKind.ABBREVIATION,
        lambda _: "phúc",
        0.9,
        "the motto of the Republic",
        "last",
    ),
    Form(  # - Thường trực Tỉnh ủy (bíc); (để bác): b/c, để báo cáo, in the list of recipients
        re.compile(r"^\W*-.*\((?:để )?(?P<report>b[áíiIl|]c)\)[;.,]?\s*$"),
        ClaimKind.ABBREVIATION,
        lambda _: "b/c",
        TO_BE_CHECKED,
        "b/c (báo cáo) with its stroke read for a letter",
        "report",
    ),
    Form(  # HI. KẾT QUẢ, .L KẾT QUẢ at the begin of a line
        re.compile(
            rf"^\s*(?P<mark>H[Il1]\.|[Il1]H\.|\.L|I[Il1T]{{2}}\.(?<!III\.))(?= ?[{UPPER}]{{2}})"
        ),
        ClaimKind.LIST_MARK,
        lambda match: "I." if match["mark"] == ".L" else "III.",
        TO_BE_CHECKED,
        "strokes of a roman numeral",
        "mark",
    ),
    Form(  # I.MỤC ĐÍCH
        re.compile(rf"^\s*(?P<mark>(?:I{{1,3}}|IV|VI{{0,3}}|IX|X)\.)(?=[{UPPER}]{{2}})"),
        ClaimKind.LIST_MARK,
        lambda match: f"{match['mark']} ",
        0.85,
        "a gap behind a numeral",
        "mark",
    ),
    Form(  # ngày 04.tháng
        re.compile(r"(?<=[Nn]gày )(?P<day>\d{1,2})[.,'’] ?(?=tháng \d)"),
        ClaimKind.NUMBER,
        lambda match: f"{match['day']} ",
        0.9,
        "a speck between the day and the month",
    ),
    Form(  # số'107-KH/TU
        re.compile(rf"(?<=số)(?P<speck>['’‘`.,])(?P<code>\d{{1,5}}[-/]{SYMBOL})(?![\w/])"),
        ClaimKind.CODE,
        lambda match: f" {match['code']}",
        0.9,
        "a speck between a word and a code",
    ),
    # §. Bản sao, 8§ tháng
    _mark_for(
        r"(?<=\d)§(?!\w)|(?<![\w/])§(?=\d|[.)](?:\s|$)|\s(?!\d)|$)",
        "8",
        ClaimKind.NUMBER,
        "a sign for the number 8",
    ),
    # €), a, b và € khoản 1
    _mark_for(
        r"(?<![^\s])(?<!\d )[€©](?=\))|(?<=\b[a-zđ] và )[€©](?= khoản)",
        "c",
        ClaimKind.LIST_MARK,
        "a sign for the letter c",
    ),
    # K"Wẽn: an apostrophe in a name
    _mark_for(
        rf"(?<=\b[{UPPER}])[\"”“](?=[{UPPER}]?[{LOWER}]{{2}})",
        "’",
        ClaimKind.NUMBER,
        "a quotation mark for an apostrophe",
    ),
    # e, ¡, k
    _mark_for(r"(?<!\w)¡(?!\w)", "i", ClaimKind.LIST_MARK, "a sign for the letter i"),
)
_OFFICE_AND_STROKE = re.compile(rf"(?<![\w/.-])[{CAPITAL}]{{2,4}}[IỊÍ](?!\w)")
_LAST_STROKE = re.compile(rf"(?<=[/-])[{CAPITAL}]{{2,4}}I$")
KEPT_BY = re.compile(r"^\W*Lưu\b")  # the office that keeps a copy


def _offices_with_numbers(
    text_line: str, claims: Sequence[Claim], named: Mapping[int, Sequence[str]]
) -> Iterator[Claim]:
    """TH1 and NV1 read with a stroke for 1, where the engine names the digit too.

    In a code (`572/SYT-NV1`) and where a copy is kept (`Lưu: VT, TH1`).
    """
    for claim in claims:
        printed = claim.repaired[:-1] + "1"
        if (
            claim.kind is ClaimKind.CODE
            and _LAST_STROKE.search(claim.repaired)
            and printed in named.get(claim.start, ())
        ):
            yield replace(claim, repaired=printed, confidence=TO_BE_CHECKED, reason=STROKE_FOR_1)
    for match in _OFFICE_AND_STROKE.finditer(text_line) if KEPT_BY.match(text_line) else ():
        printed = match[0][:-1] + "1"
        if printed in named.get(match.start(), ()):
            start, end = match.span()
            yield Claim(start, end, ClaimKind.ABBREVIATION, printed, TO_BE_CHECKED, STROKE_FOR_1)


def scan_claims(
    text_line: str, claims: list[Claim], named: Mapping[int, Sequence[str]]
) -> list[Claim]:
    """Claims of a line that a model of Vietnamese read from a scan, and what it misreads so.

    Strokes for the digit 1 where only a number can stand (`khoản I`, `tháng II`, `I0`, `TH1`),
    letters that Vietnamese has not for other digits (`tháng Š`), colons for the full stops between
    thousands, slashes and strokes of Đ read twice, the first digit of a code set apart, signs for
    digits and letters (`§.`, `€)`, `¡`, `%c`, `b/€`), what is left of V/v, gaps lost behind
    numerals and specks beside numbers of a date (`I.MỤC`, `ngày 04.tháng`).

    ``named``: what else the engine names for the stretch that begins there. A stroke alone is a
    digit where it names one: of 51 on 516 generated pages 50 were, and of 48 for which it names
    none 36 were letters.
    """
    more = [
        replace(claim, repaired="1. ", confidence=TO_BE_CHECKED, reason=STROKE_FOR_1)
        if claim.repaired == "I. " and "1" in named.get(claim.start, ())
        else claim
        for form in _SCAN_FORMS
        for claim in form.claims(text_line)
    ]
    more += _offices_with_numbers(text_line, claims, named)
    for match in _STROKE_ALONE.finditer(text_line):
        digits = match[0].translate(_STROKES)
        if digits != match[0] and digits in named.get(match.start(), ()):
            start, end = match.span()
            more.append(Claim(start, end, ClaimKind.NUMBER, digits, TO_BE_CHECKED, STROKE_FOR_1))
    return without_overlaps((*more, *claims))
