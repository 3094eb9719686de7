# SPDX-License-Identifier: Apache-2.0
"""Names of agencies brought into one form: completed where they were cut short, trimmed where a
verb or a conjunction ran on behind them, joined names taken apart.

What follows a name in running text decides: a name is completed as long as one word nearly always
follows it (Hội đồng nhân -> Hội đồng nhân dân) and none of its present forms ends there.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from lexicon.build.corpora import paragraphs
from pipeline.repair.tokens import TonePlacement, place_tone

REGISTERS = ("party", "administrative", "laws")
ALWAYS = 0.6  # share of one following word that completes a name
LONGEST = 12  # words
COMMON = 15  # times a name must stand in the corpora
ENDS = 0.06  # share of its occurrences at which the sentence stops or pauses right behind the name

HEADS = (
    "Bộ Sở Cục Vụ Viện Ban Phòng Hội Đảng Đoàn Tỉnh Thành Huyện Quận Chi Tổng Ủy Uỷ Văn Tòa Toà"
    " Thanh Kho Bảo Ngân Trung Mặt Công Học Liên Kiểm Quốc Chính Quân Trường Đại Tập Nhà Thông Đài"
    " Hạt Trạm"
).split()
_RUN = re.compile(rf"(?<![\w])(?:{'|'.join(HEADS)})(?: (?:- )?[^\W\d_]+){{1,{LONGEST}}}")
# Words no name ends in, and those that begin what is said about it.
TRAILING = frozenset(
    "và hoặc của để là có không đã được phải cho cũng cùng lập chủ cấp từ về theo tại do"
    " trong ngoài với các những này đó nơi khi thì ra xem đến bị sẽ đang mà như trên dưới"
    " trước sau vào bằng nếu còn hay thông ngày số căn thuộc trực nêu quyết ban hành"
    " hướng dẫn quy định nghị thực hiện gửi giao chỉ đạo báo cáo trình yêu cầu đề làm"
    " việc nhận cần nên rất ở đặt nhằm thì lại mới chưa phê duyệt cử kết tổ xây nghiên"
    " chịu chứng xác kiểm tiếp".split()
)

PERSONS = frozenset("trưởng viên đội".split())  # Bộ trưởng, Kiểm sát viên, Bộ đội are no agencies


def runs(folder: Path) -> Counter[tuple[str, ...]]:
    """How often each stretch of words that begins like an agency's name stands in the corpora."""
    found: Counter[tuple[str, ...]] = Counter()
    for register in REGISTERS:
        for paragraph in paragraphs(folder, register):
            for match in _RUN.finditer(paragraph):
                words = match[0].replace("Uỷ", "Ủy").replace(" - ", " -_").split()
                found[tuple(w.replace("-_", "- ") for w in words)] += 1
    return found


def prefix_counts(found: Counter[tuple[str, ...]]) -> Counter[tuple[str, ...]]:
    """Counts of all beginnings of the stretches."""
    prefixes: Counter[tuple[str, ...]] = Counter()
    for words, count in found.items():
        for k in range(2, len(words) + 1):
            prefixes[words[:k]] += count
    return prefixes


def completed(
    name: tuple[str, ...],
    following: dict[tuple[str, ...], Counter[str]],
    prefixes: Counter[tuple[str, ...]],
) -> tuple[str, ...]:
    """The name, longer by every word that nearly always follows."""
    while len(name) < LONGEST:
        after = following.get(name)
        if not after:
            return name
        word, count = after.most_common(1)[0]
        if count < ALWAYS * prefixes[name] or word in TRAILING:
            return name
        name = (*name, word)
    return name


def cleaned_names(raw: Iterable[str], folder: Path) -> list[tuple[str, int]]:
    """Names in one form with their counts, commonest first.

    `raw`: names as found by pattern, some cut short, some run on.
    """
    stretches = runs(folder)
    prefixes = prefix_counts(stretches)
    following: dict[tuple[str, ...], Counter[str]] = {}
    for words, count in prefixes.items():
        if len(words) > 2:
            following.setdefault(words[:-1], Counter())[words[-1]] += count
    kept: dict[tuple[str, ...], int] = {}
    for text in raw:
        for part in re.split(r"\s*,\s*(?=[A-ZĐỦÀ-Ỹ])", text.replace("Uỷ", "Ủy")):
            pieces = part.replace(" - ", " -_").split()
            name = tuple(place_tone(w.replace("-_", "- "), TonePlacement.OLD) for w in pieces)
            while name and name[-1].lower() in TRAILING and name[-1].islower():
                name = name[:-1]
            if len(name) < 2 or name[0] not in HEADS:
                continue
            name = completed(name, following, prefixes)
            while name and name[-1].lower() in TRAILING and name[-1].islower():
                name = name[:-1]
            if len(name) < 2 or name[1] in PERSONS or prefixes[name] < COMMON:
                continue
            if stretches[name] >= ENDS * prefixes[name]:
                kept[name] = prefixes[name]
    return sorted(((" ".join(n), c) for n, c in kept.items()), key=lambda x: (-x[1], x[0]))
