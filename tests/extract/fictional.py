# SPDX-License-Identifier: Apache-2.0
"""Documents of our own making, laid out after the rules of State and Party, with their fields.

Blocks are parted by empty lines; a line with three spaces or more is one printed line of two
columns. Names of persons and small places are invented.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Fictional:
    """A document and what must be read from it; fields not named are not asked."""

    name: str
    text: str
    expected: dict[str, Any]
    codes: tuple[str | None, ...] = field(default=())
    """Codes of the references, in order (None: a law cited by name)."""


DOCUMENTS = (
    Fictional(
        "decision of a province, two columns as one line",
        """\
ỦY BAN NHÂN DÂN          CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
TỈNH LÀO CAI                 Độc lập - Tự do - Hạnh phúc
Số: 27/2023/QĐ-UBND          Lào Cai, ngày 09 tháng 6 năm 2023

QUYẾT ĐỊNH
Ban hành Quy định quản lý, khai thác công trình cấp nước sạch
nông thôn trên địa bàn tỉnh Lào Cai

ỦY BAN NHÂN DÂN TỈNH LÀO CAI

Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015; Luật sửa đổi, bổ sung
một số điều của Luật Tổ chức Chính phủ và Luật Tổ chức chính quyền địa phương ngày 22 tháng 11
năm 2019;

Căn cứ Nghị định số 43/2022/NĐ-CP ngày 24 tháng 6 năm 2022 của Chính phủ quy định việc quản
lý, sử dụng và khai thác tài sản kết cấu hạ tầng cấp nước sạch;

Theo đề nghị của Giám đốc Sở Nông nghiệp và Phát triển nông thôn tại Tờ trình số 145/TTr-SNN
ngày 02 tháng 6 năm 2023.

QUYẾT ĐỊNH:

Điều 1. Ban hành kèm theo Quyết định này Quy định quản lý, khai thác công trình cấp nước.

Điều 2. Quyết định này có hiệu lực thi hành từ ngày 20 tháng 6 năm 2023 và thay thế Quyết định
số 12/2015/QĐ-UBND.

Điều 3. Chánh Văn phòng Ủy ban nhân dân tỉnh và các tổ chức có liên quan chịu trách nhiệm thi
hành Quyết định này./.

Nơi nhận:                              TM. ỦY BAN NHÂN DÂN
- Như Điều 3;                              KT. CHỦ TỊCH
- Cục Kiểm tra văn bản QPPL;             PHÓ CHỦ TỊCH
- TT. Tỉnh ủy, HĐND, UBND tỉnh;
- Lưu: VT, NLN1.                         Hoàng Văn Sềnh""",
        {
            "doc_type": "quyết định",
            "number": "27",
            "code": "27/2023/QĐ-UBND",
            "date": "2023-06-09",
            "place": "Lào Cai",
            "parent_issuer": None,
            "issuer": "ỦY BAN NHÂN DÂN TỈNH LÀO CAI",
            "subject": "Ban hành Quy định quản lý, khai thác công trình cấp nước sạch nông thôn"
            " trên địa bàn tỉnh Lào Cai",
            "addressees": (),
            "recipients": (
                "Như Điều 3",
                "Cục Kiểm tra văn bản QPPL",
                "TT. Tỉnh ủy, HĐND, UBND tỉnh",
                "Lưu: VT, NLN1",
            ),
            "signers": (("TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Hoàng Văn Sềnh"),),
        },
        (None, None, "43/2022/NĐ-CP", "145/TTr-SNN", "12/2015/QĐ-UBND"),
    ),
    Fictional(
        "directive of a provincial Party committee",
        """\
TỈNH ỦY HÒA BÌNH
*
Số 15-CT/TU

ĐẢNG CỘNG SẢN VIỆT NAM

Hòa Bình, ngày 03 tháng 02 năm 2023

CHỈ THỊ
CỦA BAN THƯỜNG VỤ TỈNH ỦY
về tăng cường sự lãnh đạo của Đảng đối với công tác giữ gìn
tiếng nói, chữ viết các dân tộc
-----

Thời gian qua, các cấp ủy đã lãnh đạo thực hiện nghiêm Kết luận số 65-KL/TW, ngày 30/10/2019
của Bộ Chính trị. Để khắc phục hạn chế, Ban Thường vụ Tỉnh ủy yêu cầu:

1. Tiếp tục quán triệt Nghị quyết số 33-NQ/TW, ngày 09/6/2014 của Ban Chấp hành Trung ương.

2. Ban Tuyên giáo Tỉnh ủy theo dõi, đôn đốc việc thực hiện Chỉ thị này.

Chỉ thị này phổ biến đến chi bộ.

Nơi nhận:
- Ban Bí thư Trung ương Đảng (báo cáo),
- Các huyện ủy, thành ủy, đảng ủy trực thuộc,
- Các đồng chí Tỉnh ủy viên,
- Lưu Văn phòng Tỉnh ủy.

T/M BAN THƯỜNG VỤ
BÍ THƯ

Bùi Thị Nương""",
        {
            "doc_type": "chỉ thị",
            "number": "15",
            "symbol": "CT/TU",
            "code": "15-CT/TU",
            "date": "2023-02-03",
            "place": "Hòa Bình",
            "parent_issuer": None,
            "issuer": "TỈNH ỦY HÒA BÌNH",
            "recipients": (
                "Ban Bí thư Trung ương Đảng (báo cáo)",
                "Các huyện ủy, thành ủy, đảng ủy trực thuộc",
                "Các đồng chí Tỉnh ủy viên",
                "Lưu Văn phòng Tỉnh ủy",
            ),
            "signers": (("T/M BAN THƯỜNG VỤ", "BÍ THƯ", "Bùi Thị Nương"),),
        },
        ("65-KL/TW", "33-NQ/TW"),
    ),
    Fictional(
        "regulation of the Party whose symbol is QĐ",
        """\
ĐẢNG BỘ TỈNH SƠN LA
HUYỆN ỦY BẮC YÊN
*
Số 127-QĐ/HU

ĐẢNG CỘNG SẢN VIỆT NAM

Bắc Yên, ngày 18 tháng 10 năm 2022

QUY ĐỊNH
chức năng, nhiệm vụ, quyền hạn, tổ chức bộ máy của Văn phòng Huyện ủy

- Căn cứ Điều lệ Đảng;
- Căn cứ Quy định số 04-QĐi/TW, ngày 25/7/2018 của Ban Bí thư,

BAN THƯỜNG VỤ HUYỆN ỦY QUY ĐỊNH

Điều 1. Chức năng

1. Là cơ quan tham mưu, giúp việc Huyện ủy.

2. Là trung tâm thông tin tổng hợp.

Điều 2. Hiệu lực thi hành

Quy định này thay thế Quyết định số 45-QĐ/HU, ngày 12/3/2016.

Nơi nhận:
- Văn phòng Tỉnh ủy (b/c),
- Các chi, đảng bộ cơ sở,
- Lưu VPHU.

T/M BAN THƯỜNG VỤ
PHÓ BÍ THƯ THƯỜNG TRỰC

Lò Văn Pánh""",
        {
            "doc_type": "quy định",
            "code": "127-QĐ/HU",
            "date": "2022-10-18",
            "parent_issuer": "ĐẢNG BỘ TỈNH SƠN LA",
            "issuer": "HUYỆN ỦY BẮC YÊN",
            "subject": "chức năng, nhiệm vụ, quyền hạn, tổ chức bộ máy của Văn phòng Huyện ủy",
            "signers": (("T/M BAN THƯỜNG VỤ", "PHÓ BÍ THƯ THƯỜNG TRỰC", "Lò Văn Pánh"),),
        },
        ("04-QĐi/TW", "45-QĐ/HU"),
    ),
    Fictional(
        "urgent letter of a department, one addressee",
        """\
UBND TỈNH QUẢNG TRỊ
SỞ GIAO THÔNG VẬN TẢI

Số: 812/SGTVT-QLKCHT
V/v bảo đảm an toàn giao thông
mùa mưa bão năm 2021

KHẨN

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

Quảng Trị, ngày 7 tháng 9 năm 2021

Kính gửi: Ủy ban nhân dân các huyện, thị xã, thành phố.

Thực hiện Công điện số 1108/CĐ-TTg ngày 06/9/2021 của Thủ tướng Chính phủ về việc ứng phó
với bão, Sở Giao thông vận tải đề nghị các địa phương kiểm tra ngầm, tràn trước ngày 10/9/2021.

Nơi nhận:
- Như trên;
- UBND tỉnh (b/c);
- Lưu: VT, QLKCHT.

KT. GIÁM ĐỐC
PHÓ GIÁM ĐỐC

Trần Hữu Khoát""",
        {
            "doc_type": "công văn",
            "number": "812",
            "symbol": "SGTVT-QLKCHT",
            "date": "2021-09-07",
            "parent_issuer": "UBND TỈNH QUẢNG TRỊ",
            "issuer": "SỞ GIAO THÔNG VẬN TẢI",
            "subject": "bảo đảm an toàn giao thông mùa mưa bão năm 2021",
            "addressees": ("Ủy ban nhân dân các huyện, thị xã, thành phố",),
            "recipients": ("Như trên", "UBND tỉnh (b/c)", "Lưu: VT, QLKCHT"),
            "urgency": "KHẨN",
            "signers": (("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "Trần Hữu Khoát"),),
        },
        ("1108/CĐ-TTg",),
    ),
    Fictional(
        "notice of a school, signed by order",
        """\
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

Hải Phòng, ngày 15 tháng 8 năm 2024

BỘ GIAO THÔNG VẬN TẢI
TRƯỜNG ĐẠI HỌC HÀNG HẢI
VIỆT NAM

Số: 1320/TB-ĐHHHVN

THÔNG BÁO
Về việc nghỉ lễ Quốc khánh 02/9 năm 2024

Căn cứ Bộ luật Lao động năm 2019; Căn cứ Thông báo số 5015/TB-LĐTBXH ngày 22/11/2023 của Bộ
Lao động - Thương binh và Xã hội, Nhà trường thông báo như sau:

- Thời gian nghỉ: từ ngày 31/8/2024 đến hết ngày 03/9/2024;
- Các đơn vị phân công trực.

Nơi nhận:
- Ban Giám hiệu (để b/c);
- Các đơn vị;
- Lưu: VT, TC-HC.

TL. HIỆU TRƯỞNG
TRƯỞNG PHÒNG TỔ CHỨC - HÀNH CHÍNH

ThS. Đỗ Quang Vững""",
        {
            "doc_type": "thông báo",
            "code": "1320/TB-ĐHHHVN",
            "date": "2024-08-15",
            "place": "Hải Phòng",
            "parent_issuer": "BỘ GIAO THÔNG VẬN TẢI",
            "issuer": "TRƯỜNG ĐẠI HỌC HÀNG HẢI VIỆT NAM",
            "subject": "Về việc nghỉ lễ Quốc khánh 02/9 năm 2024",
            "recipients": ("Ban Giám hiệu (để b/c)", "Các đơn vị", "Lưu: VT, TC-HC"),
            "signers": (("TL. HIỆU TRƯỞNG", "TRƯỞNG PHÒNG TỔ CHỨC - HÀNH CHÍNH", "Đỗ Quang Vững"),),
        },
        (None, "5015/TB-LĐTBXH"),
    ),
    Fictional(
        "plan of a trade union",
        """\
TỔNG LIÊN ĐOÀN LAO ĐỘNG VIỆT NAM
LIÊN ĐOÀN LAO ĐỘNG TỈNH BẾN TRE

Số: 44/KH-LĐLĐ

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

Bến Tre, ngày 21 tháng 3 năm 2022

KẾ HOẠCH
Tổ chức Tháng Công nhân năm 2022

Thực hiện Hướng dẫn số 53/HD-TLĐ ngày 28/02/2022 của Tổng Liên đoàn Lao động Việt Nam, Ban
Thường vụ Liên đoàn Lao động tỉnh xây dựng kế hoạch như sau:

I. MỤC ĐÍCH, YÊU CẦU

1. Mục đích

- Chăm lo đời sống đoàn viên.

- Động viên công nhân thi đua.

2. Yêu cầu

Thiết thực, an toàn.

II. TỔ CHỨC THỰC HIỆN

Các cấp công đoàn báo cáo trước ngày 10/6/2022./.

Nơi nhận:
- Tổng LĐLĐ Việt Nam;
- Thường trực Tỉnh ủy;
- Lưu: VT, TGNC.

TM. BAN THƯỜNG VỤ
CHỦ TỊCH

Nguyễn Thị Mộng Thu""",
        {
            "doc_type": "kế hoạch",
            "parent_issuer": "TỔNG LIÊN ĐOÀN LAO ĐỘNG VIỆT NAM",
            "issuer": "LIÊN ĐOÀN LAO ĐỘNG TỈNH BẾN TRE",
            "subject": "Tổ chức Tháng Công nhân năm 2022",
            "signers": (("TM. BAN THƯỜNG VỤ", "CHỦ TỊCH", "Nguyễn Thị Mộng Thu"),),
        },
        ("53/HD-TLĐ",),
    ),
    Fictional(
        "circular of a ministry",
        """\
BỘ Y TẾ

Số: 18/2020/TT-BYT

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

Hà Nội, ngày 12 tháng 11 năm 2020

THÔNG TƯ
Quy định hoạt động dinh dưỡng trong bệnh viện

Căn cứ Luật Khám bệnh, chữa bệnh ngày 23 tháng 11 năm 2009;

Căn cứ Nghị định số 75/2017/NĐ-CP ngày 20 tháng 6 năm 2017 của Chính phủ quy định chức năng,
nhiệm vụ của Bộ Y tế;

Bộ trưởng Bộ Y tế ban hành Thông tư quy định hoạt động dinh dưỡng trong bệnh viện.

Chương I
QUY ĐỊNH CHUNG

Điều 1. Phạm vi điều chỉnh

Thông tư này quy định nội dung hoạt động dinh dưỡng.

Điều 2. Hiệu lực thi hành

1. Thông tư này có hiệu lực từ ngày 01 tháng 01 năm 2021.

2. Thông tư số 08/2011/TT-BYT ngày 26 tháng 01 năm 2011 của Bộ trưởng Bộ Y tế hết hiệu lực.

Nơi nhận:
- Văn phòng Chính phủ (Phòng Công báo, Cổng TTĐT Chính phủ);
- Bộ Tư pháp (Cục Kiểm tra văn bản QPPL);
- Lưu: VT, KCB(02), PC(02).

KT. BỘ TRƯỞNG
THỨ TRƯỞNG

Phạm Trường Giang""",
        {
            "doc_type": "thông tư",
            "code": "18/2020/TT-BYT",
            "issuer": "BỘ Y TẾ",
            "parent_issuer": None,
            "subject": "Quy định hoạt động dinh dưỡng trong bệnh viện",
            "recipients": (
                "Văn phòng Chính phủ (Phòng Công báo, Cổng TTĐT Chính phủ)",
                "Bộ Tư pháp (Cục Kiểm tra văn bản QPPL)",
                "Lưu: VT, KCB(02), PC(02)",
            ),
            "signers": (("KT. BỘ TRƯỞNG", "THỨ TRƯỞNG", "Phạm Trường Giang"),),
        },
        (None, "75/2017/NĐ-CP", "08/2011/TT-BYT"),
    ),
    Fictional(
        "resolution of a people's council",
        """\
HỘI ĐỒNG NHÂN DÂN
THÀNH PHỐ CẦN THƠ

Số: 09/NQ-HĐND

CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

Cần Thơ, ngày 10 tháng 12 năm 2021

NGHỊ QUYẾT
VỀ KẾ HOẠCH ĐẦU TƯ CÔNG NĂM 2022

HỘI ĐỒNG NHÂN DÂN THÀNH PHỐ CẦN THƠ
KHÓA X, KỲ HỌP THỨ TƯ

Căn cứ Luật Đầu tư công ngày 13 tháng 6 năm 2019;

Xét Tờ trình số 248/TTr-UBND ngày 30 tháng 11 năm 2021 của Ủy ban nhân dân thành phố,

QUYẾT NGHỊ:

Điều 1. Thông qua kế hoạch với tổng vốn 6.245.000 triệu đồng.

Nghị quyết này được thông qua ngày 10 tháng 12 năm 2021./.

Nơi nhận:
- Ủy ban Thường vụ Quốc hội;
- Chính phủ;
- Lưu: VT.

CHỦ TỊCH

Lê Văn Hiểu""",
        {
            "doc_type": "nghị quyết",
            "code": "09/NQ-HĐND",
            "issuer": "HỘI ĐỒNG NHÂN DÂN THÀNH PHỐ CẦN THƠ",
            "place": "Cần Thơ",
            "signers": ((None, "CHỦ TỊCH", "Lê Văn Hiểu"),),
        },
        (None, "248/TTr-UBND"),
    ),
    Fictional(
        "submission with an addressee",
        """\
UBND HUYỆN ĐÔNG GIANG
PHÒNG NỘI VỤ

Số: 36/TTr-NV

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

Đông Giang, ngày 04 tháng 5 năm 2020

TỜ TRÌNH
Về việc đề nghị khen thưởng thành tích xuất sắc năm 2019

Kính gửi: Chủ tịch Ủy ban nhân dân huyện Đông Giang

Căn cứ Luật Thi đua, khen thưởng và Nghị định số 91/2017/NĐ-CP ngày 31/7/2017 của Chính phủ,
Phòng Nội vụ kính trình Chủ tịch UBND huyện xem xét./.

Nơi nhận:
- Như trên;
- Lưu: VT.

TRƯỞNG PHÒNG

A Lăng Bốc""",
        {
            "doc_type": "tờ trình",
            "code": "36/TTr-NV",
            "parent_issuer": "UBND HUYỆN ĐÔNG GIANG",
            "issuer": "PHÒNG NỘI VỤ",
            "subject": "Về việc đề nghị khen thưởng thành tích xuất sắc năm 2019",
            "addressees": ("Chủ tịch Ủy ban nhân dân huyện Đông Giang",),
            "signers": ((None, "TRƯỞNG PHÒNG", "A Lăng Bốc"),),
        },
        (None, "91/2017/NĐ-CP"),
    ),
    Fictional(
        "report of a commune with a subject in capitals",
        """\
ỦY BAN NHÂN DÂN
XÃ EA SÚP

Số: 58/BC-UBND

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

Ea Súp, ngày 30 tháng 6 năm 2023

BÁO CÁO
KẾT QUẢ THỰC HIỆN NHIỆM VỤ 6 THÁNG ĐẦU NĂM,
PHƯƠNG HƯỚNG 6 THÁNG CUỐI NĂM 2023

Thực hiện Công văn số 211/UBND-VP ngày 15/6/2023 của UBND huyện, UBND xã báo cáo như sau:

A. KẾT QUẢ ĐẠT ĐƯỢC

I. VỀ KINH TẾ

1. Sản xuất nông nghiệp

Diện tích gieo trồng 1.250 ha, đạt 98,5% kế hoạch.

B. PHƯƠNG HƯỚNG

Nơi nhận:
- UBND huyện;
- Lưu: VT.

TM. ỦY BAN NHÂN DÂN
KT. CHỦ TỊCH
PHÓ CHỦ TỊCH

Y Thim Byă""",
        {
            "doc_type": "báo cáo",
            "code": "58/BC-UBND",
            "issuer": "ỦY BAN NHÂN DÂN XÃ EA SÚP",
            "subject": "KẾT QUẢ THỰC HIỆN NHIỆM VỤ 6 THÁNG ĐẦU NĂM, PHƯƠNG HƯỚNG 6 THÁNG CUỐI NĂM"
            " 2023",
            "signers": (("TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Y Thim Byă"),),
        },
        ("211/UBND-VP",),
    ),
    Fictional(
        "telegram, most urgent",
        """\
THỦ TƯỚNG CHÍNH PHỦ
Số: 1407/CĐ-TTg
HỎA TỐC

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Hà Nội, ngày 27 tháng 10 năm 2020

CÔNG ĐIỆN
Về việc tập trung ứng phó khẩn cấp bão số 9

THỦ TƯỚNG CHÍNH PHỦ điện:
- Chủ tịch Ủy ban nhân dân các tỉnh ven biển;
- Các Bộ: Quốc phòng, Công an.

Bão số 9 đang di chuyển nhanh. Thủ tướng Chính phủ yêu cầu triển khai Công điện số 1403/CĐ-TTg
ngày 26 tháng 10 năm 2020.

Nơi nhận:
- Như trên;
- Ban Bí thư Trung ương Đảng;
- Lưu: VT, NN (2).

KT. THỦ TƯỚNG
PHÓ THỦ TƯỚNG

Trịnh Đình Vượng""",
        {
            "doc_type": "công điện",
            "code": "1407/CĐ-TTg",
            "issuer": "THỦ TƯỚNG CHÍNH PHỦ",
            "urgency": "HỎA TỐC",
            "subject": "Về việc tập trung ứng phó khẩn cấp bão số 9",
            "signers": (("KT. THỦ TƯỚNG", "PHÓ THỦ TƯỚNG", "Trịnh Đình Vượng"),),
        },
        ("1403/CĐ-TTg",),
    ),
    Fictional(
        "guidance of a Party commission",
        """\
TỈNH ỦY KON TUM
BAN TỔ CHỨC
*
Số 08-HD/BTCTU

ĐẢNG CỘNG SẢN VIỆT NAM
Kon Tum, ngày 11 tháng 4 năm 2024

HƯỚNG DẪN
đánh giá, xếp loại chất lượng tổ chức đảng, đảng viên

Thực hiện Quy định số 124-QĐ/TW, ngày 04/10/2023 của Bộ Chính trị và Hướng dẫn số
25-HD/BTCTW, ngày 10/11/2023 của Ban Tổ chức Trung ương, Ban Tổ chức Tỉnh ủy hướng dẫn như sau:

I- ĐỐI TƯỢNG

1- Tổ chức đảng các cấp.

2- Đảng viên.

II- NỘI DUNG

Nơi nhận:
- Thường trực Tỉnh ủy (b/c),
- Các đảng ủy trực thuộc Tỉnh ủy,
- Lưu BTCTU.

K/T TRƯỞNG BAN
PHÓ TRƯỞNG BAN

U Minh Tiếp""",
        {
            "doc_type": "hướng dẫn",
            "code": "08-HD/BTCTU",
            "parent_issuer": "TỈNH ỦY KON TUM",
            "issuer": "BAN TỔ CHỨC",
            "subject": "đánh giá, xếp loại chất lượng tổ chức đảng, đảng viên",
            "recipients": (
                "Thường trực Tỉnh ủy (b/c)",
                "Các đảng ủy trực thuộc Tỉnh ủy",
                "Lưu BTCTU",
            ),
            "signers": (("K/T TRƯỞNG BAN", "PHÓ TRƯỞNG BAN", "U Minh Tiếp"),),
        },
        ("124-QĐ/TW", "25-HD/BTCTW"),
    ),
    Fictional(
        "number, day and month left for the pen",
        """\
ỦY BAN NHÂN DÂN
QUẬN LONG BIÊN

Số:       /QĐ-UBND

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

Long Biên, ngày     tháng 5 năm 2024

QUYẾT ĐỊNH
Về việc thành lập Tổ công tác chuyển đổi số

CHỦ TỊCH ỦY BAN NHÂN DÂN QUẬN LONG BIÊN

Căn cứ Quyết định số 749/QĐ-TTg ngày 03/6/2020 của Thủ tướng Chính phủ;

QUYẾT ĐỊNH:

Điều 1. Thành lập Tổ công tác.

Nơi nhận:
- Như Điều 3;
- Lưu: VT.

CHỦ TỊCH

Nguyễn Mạnh Hà Anh""",
        {
            "doc_type": "quyết định",
            "number": None,
            "symbol": "QĐ-UBND",
            "code": None,
            "date": None,
            "place": "Long Biên",
            "subject": "Về việc thành lập Tổ công tác chuyển đổi số",
            "signers": ((None, "CHỦ TỊCH", "Nguyễn Mạnh Hà Anh"),),
        },
        ("749/QĐ-TTg",),
    ),
    Fictional(
        "secret letter to several addressees",
        """\
BỘ CÔNG AN
CÔNG AN TỈNH CÀ MAU
Số: 77/CAT-ANĐT
V/v phối hợp xác minh

MẬT

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

Cà Mau, ngày 19 tháng 01 năm 2018

Kính gửi:
- Viện kiểm sát nhân dân tỉnh;
- Tòa án nhân dân tỉnh;
- Công an các huyện, thành phố Cà Mau.

Công an tỉnh đề nghị các đơn vị phối hợp theo Thông tư liên tịch số
03/2018/TTLT-BCA-VKSNDTC-TANDTC ngày 01/02/2018.

Nơi nhận:
- Như trên;
- Lưu: VT, ANĐT (10b).

KT. GIÁM ĐỐC
PHÓ GIÁM ĐỐC

Đại tá Phan Thanh Tòng""",
        {
            "doc_type": "công văn",
            "code": "77/CAT-ANĐT",
            "parent_issuer": "BỘ CÔNG AN",
            "issuer": "CÔNG AN TỈNH CÀ MAU",
            "secrecy": "MẬT",
            "subject": "phối hợp xác minh",
            "addressees": (
                "Viện kiểm sát nhân dân tỉnh",
                "Tòa án nhân dân tỉnh",
                "Công an các huyện, thành phố Cà Mau",
            ),
            "signers": (("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "Phan Thanh Tòng"),),
        },
        ("03/2018/TTLT-BCA-VKSNDTC-TANDTC",),
    ),
    Fictional(
        "letter of the Party without V/v",
        """\
ĐẢNG ỦY KHỐI DOANH NGHIỆP
ĐẢNG ỦY TỔNG CÔNG TY SÔNG HỒNG
*
Số 302-CV/ĐU
Về việc chuẩn bị đại hội chi bộ

ĐẢNG CỘNG SẢN VIỆT NAM

Hà Nội, ngày 22 tháng 11 năm 2024

Kính gửi: - Các chi bộ trực thuộc,
          - Đoàn Thanh niên Tổng Công ty.

Căn cứ Chỉ thị số 35-CT/TW, ngày 14/6/2024 của Bộ Chính trị, Ban Thường vụ Đảng ủy đề nghị các
chi bộ tổ chức đại hội xong trước ngày 15/3/2025.

Nơi nhận:
- Như trên,
- Lưu Văn phòng Đảng ủy.

T/L BAN THƯỜNG VỤ
CHÁNH VĂN PHÒNG

Vũ Thị Lành""",
        {
            "doc_type": "công văn",
            "code": "302-CV/ĐU",
            "parent_issuer": "ĐẢNG ỦY KHỐI DOANH NGHIỆP",
            "issuer": "ĐẢNG ỦY TỔNG CÔNG TY SÔNG HỒNG",
            "subject": "Về việc chuẩn bị đại hội chi bộ",
            "addressees": ("Các chi bộ trực thuộc", "Đoàn Thanh niên Tổng Công ty"),
            "signers": (("T/L BAN THƯỜNG VỤ", "CHÁNH VĂN PHÒNG", "Vũ Thị Lành"),),
        },
        ("35-CT/TW",),
    ),
    Fictional(
        "conclusion of a Party committee",
        """\
THÀNH ỦY PHAN THIẾT
*
Số 41-KL/TU

ĐẢNG CỘNG SẢN VIỆT NAM
Phan Thiết, ngày 05 tháng 7 năm 2019

KẾT LUẬN
của Ban Thường vụ Thành ủy về công tác chỉnh trang đô thị

Tại phiên họp ngày 02/7/2019, Ban Thường vụ Thành ủy kết luận như sau:

1. Thống nhất chủ trương theo Tờ trình số 15-TTr/BCSĐ, ngày 28/6/2019 của Ban cán sự đảng UBND
thành phố.

Nơi nhận:
- Thường trực Thành ủy,
- Lưu VPTU.

T/M BAN THƯỜNG VỤ
PHÓ BÍ THƯ

Đặng Hoài Nhơn""",
        {
            "doc_type": "kết luận",
            "code": "41-KL/TU",
            "issuer": "THÀNH ỦY PHAN THIẾT",
            "place": "Phan Thiết",
            "subject": "của Ban Thường vụ Thành ủy về công tác chỉnh trang đô thị",
            "signers": (("T/M BAN THƯỜNG VỤ", "PHÓ BÍ THƯ", "Đặng Hoài Nhơn"),),
        },
        ("15-TTr/BCSĐ",),
    ),
    Fictional(
        "invitation of a centre",
        """\
SỞ VĂN HÓA VÀ THỂ THAO
TRUNG TÂM BẢO TỒN DI TÍCH

Số: 19/GM-TTBTDT

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

Thừa Thiên Huế, ngày 02 tháng 4 năm 2019

GIẤY MỜI
Họp góp ý hồ sơ tu bổ đình làng

Trân trọng kính mời: Đại diện Phòng Quản lý Di sản.

Thời gian: 14 giờ 00 ngày 05/4/2019.

Nơi nhận:
- Như thành phần mời;
- Lưu: VT.

GIÁM ĐỐC

Tôn Thất Khiêm""",
        {
            "doc_type": "giấy mời",
            "code": "19/GM-TTBTDT",
            "parent_issuer": "SỞ VĂN HÓA VÀ THỂ THAO",
            "issuer": "TRUNG TÂM BẢO TỒN DI TÍCH",
            "place": "Thừa Thiên Huế",
            "subject": "Họp góp ý hồ sơ tu bổ đình làng",
            "signers": ((None, "GIÁM ĐỐC", "Tôn Thất Khiêm"),),
        },
    ),
    Fictional(
        "appointment by a director, digital stamp above the letterhead",
        """\
Người ký: Sở Nội vụ
Email: snv@example.gov.vn
Thời gian ký: 12.03.2024 08:15:22 +07:00

UBND TỈNH HÀ GIANG
SỞ NỘI VỤ

Số: 118/QĐ-SNV

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

Hà Giang, ngày 12 tháng 3 năm 2024

QUYẾT ĐỊNH
Về việc điều động và bổ nhiệm công chức giữ chức vụ lãnh đạo, quản lý

GIÁM ĐỐC SỞ NỘI VỤ TỈNH HÀ GIANG

Căn cứ Luật Cán bộ, công chức năm 2008; Luật sửa đổi, bổ sung một số điều của Luật Cán bộ,
công chức và Luật Viên chức năm 2019;

Căn cứ Nghị định số 138/2020/NĐ-CP ngày 27/11/2020 của Chính phủ;

Căn cứ Quyết định số 22/2021/QĐ-UBND ngày 05/8/2021 và Quyết định số 30/2022/QĐ-UBND ngày
17/10/2022 của UBND tỉnh Hà Giang;

Xét đề nghị của Chánh Văn phòng Sở.

QUYẾT ĐỊNH:

Điều 1. Điều động và bổ nhiệm ông Giàng Mí Sò giữ chức vụ Phó Trưởng phòng.

Điều 2. Ông Giàng Mí Sò được hưởng phụ cấp theo quy định.

Điều 3. Chánh Văn phòng Sở và ông Giàng Mí Sò chịu trách nhiệm thi hành Quyết định này./.

Nơi nhận:
- Như Điều 3;
- UBND tỉnh (báo cáo);
- Các phòng, đơn vị thuộc Sở
(phối hợp);
- Lưu: VT, VP.

GIÁM ĐỐC

(Đã ký)

Ma Thị Pà""",
        {
            "doc_type": "quyết định",
            "code": "118/QĐ-SNV",
            "date": "2024-03-12",
            "parent_issuer": "UBND TỈNH HÀ GIANG",
            "issuer": "SỞ NỘI VỤ",
            "subject": "Về việc điều động và bổ nhiệm công chức giữ chức vụ lãnh đạo, quản lý",
            "recipients": (
                "Như Điều 3",
                "UBND tỉnh (báo cáo)",
                "Các phòng, đơn vị thuộc Sở (phối hợp)",
                "Lưu: VT, VP",
            ),
            "signers": ((None, "GIÁM ĐỐC", "Ma Thị Pà"),),
        },
        (None, None, "138/2020/NĐ-CP", "22/2021/QĐ-UBND", "30/2022/QĐ-UBND"),
    ),
    Fictional(
        "letter of a ministry to addressees on one line",
        """\
BỘ Y TẾ
Số: 4995/BYT-DP
V/v tăng cường phòng, chống
bệnh bạch hầu

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Hà Nội, ngày 12 tháng 8 năm 2023

Kính gửi: Sở Y tế các tỉnh, thành phố; Viện Vệ sinh dịch tễ; Viện Pasteur.

Thực hiện các Công văn: số 3241/BYT-DP ngày 01/6/2023 và số 3307/BYT-DP ngày 05/6/2023 của
Bộ Y tế; để chủ động phòng bệnh, Bộ Y tế đề nghị:

1. Tiêm vắc xin đầy đủ.

2. Báo cáo qua địa chỉ dp@example.vn trước ngày 20/8/2023.

Trân trọng cảm ơn./.

Nơi nhận:
- Như trên;
- Bộ trưởng (để b/c);
- Lưu: VT, DP.

TUQ. BỘ TRƯỞNG
CỤC TRƯỞNG CỤC Y TẾ DỰ PHÒNG

Hoàng Minh Đạt""",
        {
            "doc_type": "công văn",
            "number": "4995",
            "symbol": "BYT-DP",
            "issuer": "BỘ Y TẾ",
            "parent_issuer": None,
            "subject": "tăng cường phòng, chống bệnh bạch hầu",
            "addressees": (
                "Sở Y tế các tỉnh, thành phố",
                "Viện Vệ sinh dịch tễ",
                "Viện Pasteur",
            ),
            "signers": (("TUQ. BỘ TRƯỞNG", "CỤC TRƯỞNG CỤC Y TẾ DỰ PHÒNG", "Hoàng Minh Đạt"),),
        },
        ("3241/BYT-DP", "3307/BYT-DP"),
    ),
    Fictional(
        "resolution of a commune's Party committee",
        """\
ĐẢNG BỘ HUYỆN PHÚ BÌNH          ĐẢNG CỘNG SẢN VIỆT NAM
ĐẢNG ỦY XÃ KHA SƠN
          *                         Kha Sơn, ngày 15 tháng 01 năm 2024
Số 05-NQ/ĐU

NGHỊ QUYẾT
về lãnh đạo thực hiện nhiệm vụ quốc phòng, an ninh năm 2024
-----

Căn cứ Nghị quyết số 28-NQ/HU, ngày 28/12/2023 của Ban Chấp hành Đảng bộ huyện;
Căn cứ tình hình thực tế, Ban Chấp hành Đảng bộ xã quyết nghị:

I- ĐÁNH GIÁ CHUNG

1- Ưu điểm

Đã hoàn thành chỉ tiêu tuyển quân.

II- PHƯƠNG HƯỚNG

Nghị quyết này được phổ biến đến toàn thể đảng viên.

Nơi nhận:                                   T/M BAN CHẤP HÀNH
- Huyện ủy Phú Bình (báo cáo),                      BÍ THƯ
- Các chi bộ trực thuộc,
- Lưu Văn phòng Đảng ủy.                      Dương Văn Thắm""",
        {
            "doc_type": "nghị quyết",
            "code": "05-NQ/ĐU",
            "date": "2024-01-15",
            "place": "Kha Sơn",
            "parent_issuer": "ĐẢNG BỘ HUYỆN PHÚ BÌNH",
            "issuer": "ĐẢNG ỦY XÃ KHA SƠN",
            "subject": "về lãnh đạo thực hiện nhiệm vụ quốc phòng, an ninh năm 2024",
            "recipients": (
                "Huyện ủy Phú Bình (báo cáo)",
                "Các chi bộ trực thuộc",
                "Lưu Văn phòng Đảng ủy",
            ),
            "signers": (("T/M BAN CHẤP HÀNH", "BÍ THƯ", "Dương Văn Thắm"),),
        },
        ("28-NQ/HU",),
    ),
    Fictional(
        "plan of a school under a department",
        """\
SỞ GIÁO DỤC VÀ ĐÀO TẠO
TRƯỜNG THPT NGUYỄN TRUNG TRỰC

Số: 25/KH-THPTNTT

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

Rạch Giá, ngày 06 tháng 9 năm 2023

KẾ HOẠCH
Tổ chức các hoạt động ngoại khóa học kỳ I
Năm học 2023 - 2024

Căn cứ Thông tư số 32/2018/TT-BGDĐT ngày 26/12/2018 của Bộ Giáo dục và Đào tạo ban hành Chương
trình giáo dục phổ thông;

Nhà trường xây dựng kế hoạch:

I. Mục đích

- Giáo dục kỹ năng sống.

II. Kinh phí: 15.000.000 đồng.

Nơi nhận:
- Sở GD&ĐT (b/c);
- Tổ CM, GVCN;
- Lưu: VT.

KT. HIỆU TRƯỞNG
PHÓ HIỆU TRƯỞNG

Danh Thị Hồng Cẩm""",
        {
            "doc_type": "kế hoạch",
            "code": "25/KH-THPTNTT",
            "parent_issuer": "SỞ GIÁO DỤC VÀ ĐÀO TẠO",
            "issuer": "TRƯỜNG THPT NGUYỄN TRUNG TRỰC",
            "place": "Rạch Giá",
            "subject": "Tổ chức các hoạt động ngoại khóa học kỳ I Năm học 2023 - 2024",
            "recipients": ("Sở GD&ĐT (b/c)", "Tổ CM, GVCN", "Lưu: VT"),
            "signers": (("KT. HIỆU TRƯỞNG", "PHÓ HIỆU TRƯỞNG", "Danh Thị Hồng Cẩm"),),
        },
        ("32/2018/TT-BGDĐT",),
    ),
    Fictional(
        "decision with the regulation it issues",
        """\
NGÂN HÀNG NHÀ NƯỚC
VIỆT NAM

Số: 1098/QĐ-NHNN

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

Hà Nội, ngày 02 tháng 6 năm 2021

QUYẾT ĐỊNH
Ban hành Quy chế quản lý tài sản

THỐNG ĐỐC NGÂN HÀNG NHÀ NƯỚC VIỆT NAM

Căn cứ Luật Ngân hàng Nhà nước Việt Nam số 46/2010/QH12 ngày 16 tháng 6 năm 2010;

QUYẾT ĐỊNH:

Điều 1. Ban hành kèm theo Quyết định này Quy chế quản lý tài sản.

Nơi nhận:
- Ban Lãnh đạo NHNN;
- Lưu: VP, TCKT.

KT. THỐNG ĐỐC
PHÓ THỐNG ĐỐC

Kim Anh Đào

QUY CHẾ
Quản lý tài sản
(Ban hành kèm theo Quyết định số 1098/QĐ-NHNN ngày 02/6/2021)

Điều 1. Phạm vi

Quy chế này áp dụng trong toàn hệ thống theo Nghị định số 151/2017/NĐ-CP ngày 26/12/2017.""",
        {
            "doc_type": "quyết định",
            "code": "1098/QĐ-NHNN",
            "parent_issuer": None,
            "issuer": "NGÂN HÀNG NHÀ NƯỚC VIỆT NAM",
            "subject": "Ban hành Quy chế quản lý tài sản",
            "recipients": ("Ban Lãnh đạo NHNN", "Lưu: VP, TCKT"),
            "signers": (("KT. THỐNG ĐỐC", "PHÓ THỐNG ĐỐC", "Kim Anh Đào"),),
        },
        ("46/2010/QH12", "151/2017/NĐ-CP"),
    ),
    Fictional(
        "joint plan signed by two bodies side by side",
        """\
HỘI LIÊN HIỆP PHỤ NỮ -
CÔNG AN TỈNH TUYÊN QUANG

Số: 12/KHLT-HLHPN-CAT

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

Tuyên Quang, ngày 28 tháng 02 năm 2023

KẾ HOẠCH LIÊN TỊCH
Phối hợp phòng, chống tội phạm mua bán người năm 2023

Thực hiện Nghị quyết liên tịch số 01/2002/NQLT-HLHPN-BCA ngày 07/01/2002, hai bên thống nhất:

1. Tuyên truyền tại cơ sở.

TM. BAN THƯỜNG VỤ                         KT. GIÁM ĐỐC
CHỦ TỊCH                                  PHÓ GIÁM ĐỐC

Ma Thị Thuý                               Phạm Kim Đính

Nơi nhận:
- UBND tỉnh;
- Lưu: VT hai ngành.""",
        {
            "code": "12/KHLT-HLHPN-CAT",
            "parent_issuer": None,
            "issuer": "HỘI LIÊN HIỆP PHỤ NỮ - CÔNG AN TỈNH TUYÊN QUANG",
            "subject": "Phối hợp phòng, chống tội phạm mua bán người năm 2023",
            "doc_type": "kế hoạch liên tịch",
            "recipients": ("UBND tỉnh", "Lưu: VT hai ngành"),
            "signers": (
                ("TM. BAN THƯỜNG VỤ", "CHỦ TỊCH", "Ma Thị Thuý"),
                ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "Phạm Kim Đính"),
            ),
        },
        ("01/2002/NQLT-HLHPN-BCA",),
    ),
    Fictional(
        "a typed directive of 1961, syllables joined with hyphens, title letter by letter",
        """\
PHỦ THỦ-TƯỚNG                VIỆT-NAM DÂN-CHỦ CỘNG-HÒA
Số: 127-TTg/CN               Độc-lập - Tự-do - Hạnh-phúc
                             Hà-nội, ngày 18 tháng 4 năm 1961

C H Ỉ   T H Ị
Về việc đẩy mạnh công-tác tiết-kiệm nguyên-liệu, vật-liệu
trong các xí-nghiệp quốc-doanh

Kính gửi: - Các Bộ, các Tổng-cục,
- Uỷ-ban hành-chính các khu, thành-phố, tỉnh.

Căn-cứ Nghị-quyết của Hội-đồng Chính-phủ số 45-CP ngày 12 tháng 02 năm 1961, các Bộ phải
kiểm-tra lại các định-mức tiêu-dùng nguyên-liệu; giáo-dục cán-bộ ý-thức tiết-kiệm.

Nhận được chỉ-thị này, các ngành phải thực-hiện và báo-cáo kết-quả về Phủ Thủ-tướng.

K.T. THỦ-TƯỚNG CHÍNH-PHỦ
Phó Thủ-tướng

PHẠM-HƯNG""",
        {
            "doc_type": "chỉ thị",
            "code": "127-TTg/CN",
            "date": "1961-04-18",
            "place": "Hà-nội",
            "issuer": "PHỦ THỦ-TƯỚNG",
            "subject": "Về việc đẩy mạnh công-tác tiết-kiệm nguyên-liệu, vật-liệu trong các "
            "xí-nghiệp quốc-doanh",
            "addressees": (
                "Các Bộ, các Tổng-cục",
                "Uỷ-ban hành-chính các khu, thành-phố, tỉnh",
            ),
            "signers": (("K.T. THỦ-TƯỚNG CHÍNH-PHỦ", "Phó Thủ-tướng", "PHẠM-HƯNG"),),
        },
        ("45-CP",),
    ),
    Fictional(
        "a directive of the Secretariat, its issuer under the type",
        """\
ĐẢNG CỘNG SẢN VIỆT NAM
BAN CHẤP HÀNH TRUNG ƯƠNG
Hà Nội, ngày 5 tháng 9 năm 1992

Số 52-CT/TW

CHỈ THỊ
CỦA BAN BÍ THƯ
Về việc tăng cường lãnh đạo công tác bảo vệ trị an

Thi hành Chỉ thị số 120-TTg ngày 3-2-1992, các cấp uỷ cần làm tốt mấy việc sau đây.

T/M BAN BÍ THƯ

Đào Duy Trung""",
        {
            "doc_type": "chỉ thị",
            "code": "52-CT/TW",
            "subject": "Về việc tăng cường lãnh đạo công tác bảo vệ trị an",
            "signers": (("T/M BAN BÍ THƯ", None, "Đào Duy Trung"),),
        },
        ("120-TTg",),
    ),
)
