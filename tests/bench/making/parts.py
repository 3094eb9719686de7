# SPDX-License-Identifier: Apache-2.0
"""What made documents are put together from: types, offices, subjects, recipients, formulas.

Written for :mod:`making.maker` and kept apart from the tables in ``lexicon/data``, so that a
gap there is not a gap here too. Braces stand for what is drawn anew for each document.
"""

from __future__ import annotations

# Type, its mark in codes, how often.
DOC_TYPES = (
    ("công văn", "", 6.0),
    ("quyết định", "QĐ", 4.0),
    ("kế hoạch", "KH", 4.0),
    ("thông báo", "TB", 3.0),
    ("báo cáo", "BC", 2.0),
    ("chỉ thị", "CT", 2.0),
    ("nghị quyết", "NQ", 1.5),
    ("tờ trình", "TTr", 1.5),
    ("hướng dẫn", "HD", 1.5),
    ("chương trình", "CTr", 1.0),
    ("công điện", "CĐ", 0.7),
    ("giấy mời", "GM", 0.7),
)
NOT_BY_PRIME_MINISTER = ("tờ trình", "báo cáo", "giấy mời")
IN_ARTICLES = ("quyết định", "nghị quyết")  # the body is parted into Điều
ADDRESSED = ("công văn", "tờ trình", "công điện")  # with Kính gửi
ALWAYS_WITHOUT_VE_VIEC = ("kế hoạch", "giấy mời")
URGENCY = ((None, 20.0), ("HỎA TỐC", 1.0), ("KHẨN", 1.0), ("THƯỢNG KHẨN", 0.4))

# Name and mark in codes.
DEPARTMENTS = (
    ("Y tế", "SYT"),
    ("Nội vụ", "SNV"),
    ("Tài chính", "STC"),
    ("Giáo dục và Đào tạo", "SGDĐT"),
    ("Xây dựng", "SXD"),
    ("Tư pháp", "STP"),
    ("Công Thương", "SCT"),
    ("Nông nghiệp và Môi trường", "SNNMT"),
    ("Khoa học và Công nghệ", "SKHCN"),
    ("Văn hóa, Thể thao và Du lịch", "SVHTTDL"),
    ("Lao động - Thương binh và Xã hội", "SLĐTBXH"),
    ("Giao thông vận tải", "SGTVT"),
    ("Kế hoạch và Đầu tư", "SKHĐT"),
    ("Tài nguyên và Môi trường", "STNMT"),
)
MINISTRIES = (
    ("Y tế", "BYT"),
    ("Nội vụ", "BNV"),
    ("Tài chính", "BTC"),
    ("Giáo dục và Đào tạo", "BGDĐT"),
    ("Xây dựng", "BXD"),
    ("Tư pháp", "BTP"),
    ("Công Thương", "BCT"),
    ("Nông nghiệp và Môi trường", "BNNMT"),
    ("Khoa học và Công nghệ", "BKHCN"),
    ("Thông tin và Truyền thông", "BTTTT"),
    ("Quốc phòng", "BQP"),
    ("Công an", "BCA"),
)
# Name, mark in codes, position of the head.
BUREAUS = (
    ("Cục Quản lý Đất đai", "QLĐĐ", "CỤC TRƯỞNG"),
    ("Cục Thú y", "TY", "CỤC TRƯỞNG"),
    ("Tổng cục Thuế", "TCT", "TỔNG CỤC TRƯỞNG"),
    ("Cục Quản lý Dược", "QLD", "CỤC TRƯỞNG"),
    ("Cục Hàng không Việt Nam", "CHK", "CỤC TRƯỞNG"),
    ("Tổng cục Hải quan", "TCHQ", "TỔNG CỤC TRƯỞNG"),
    ("Cục Viễn thông", "CVT", "CỤC TRƯỞNG"),
    ("Vụ Giáo dục Tiểu học", "GDTH", "VỤ TRƯỞNG"),
)
SCHOOLS = (
    ("Trường Đại học Cần Thơ", "ĐHCT", "HIỆU TRƯỞNG"),
    ("Trường Đại học Nông Lâm", "ĐHNL", "HIỆU TRƯỞNG"),
    ("Trường Cao đẳng Sư phạm", "CĐSP", "HIỆU TRƯỞNG"),
    ("Trường Đại học Xây dựng", "ĐHXD", "HIỆU TRƯỞNG"),
    ("Trường Đại học Tây Bắc", "ĐHTB", "HIỆU TRƯỞNG"),
    ("Học viện Tài chính", "HVTC", "GIÁM ĐỐC"),
)
PARTY_BODIES = (
    ("Ban Tuyên giáo", "BTGTU", "TRƯỞNG BAN"),
    ("Ban Tổ chức", "BTCTU", "TRƯỞNG BAN"),
    ("Ban Dân vận", "BDVTU", "TRƯỞNG BAN"),
    ("Ủy ban Kiểm tra", "UBKTTU", "CHỦ NHIỆM"),
    ("Văn phòng", "VPTU", "CHÁNH VĂN PHÒNG"),
)
# First syllable of a district's name: its committee of the Party and the mark of that.
DISTRICT_COMMITTEES = {
    "huyện": ("Huyện ủy", "HU"),
    "quận": ("Quận ủy", "QU"),
    "thị": ("Thị ủy", "TU"),
    "thành": ("Thành ủy", "TU"),
}
# Units inside an office, as the code of a letter and the line Lưu have them.
UNITS = "VP KHTC TCCB NV KTTH VX QLĐĐ VTLT NC TH GDTrH KGVX".split()

MIDDLE_NAMES_MALE = "Văn Đình Hữu Quang Minh Xuân Đức Ngọc Thanh".split()
MIDDLE_NAMES_FEMALE = ("Thị", "Thị Thanh", "Thị Kim", "Thu", "Ngọc", "Thị Hồng")

SUBJECTS = (
    "tăng cường công tác {topic}",
    "triển khai thực hiện {topic}",
    "việc {topic}",
    "báo cáo kết quả {topic}",
    "phối hợp {topic}",
    "hướng dẫn {topic}",
    "phê duyệt kế hoạch {topic}",
    "góp ý dự thảo {topic}",
    "đẩy mạnh {topic}",
    "ban hành Quy chế {topic}",
)
TOPICS = (
    "phòng, chống thiên tai và tìm kiếm cứu nạn năm {year}",
    "cải cách hành chính trên địa bàn {province} giai đoạn {year} - {until}",
    "quản lý, bảo vệ rừng và phòng cháy, chữa cháy rừng",
    "chuyển đổi số trong cơ quan nhà nước năm {year}",
    "kỷ niệm 80 năm Ngày thành lập nước Cộng hòa xã hội chủ nghĩa Việt Nam",
    "tuyển dụng viên chức năm {year}",
    "đánh giá, xếp loại cán bộ, công chức năm {year}",
    "học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh",
    "giải phóng mặt bằng dự án đường tỉnh {road}",
    "thu, nộp và sử dụng đảng phí",
    "kiểm tra, giám sát việc chấp hành Điều lệ Đảng",
    "chi trả chính sách bảo trợ xã hội qua tài khoản",
    "tiêm vắc xin cho trẻ em dưới 5 tuổi",
    "an toàn thực phẩm dịp Tết Nguyên đán",
    "phòng, chống dịch bệnh trên gia súc, gia cầm",
    "dạy thêm, học thêm trong các nhà trường",
    "quản lý vật liệu nổ công nghiệp",
    "giải ngân vốn đầu tư công {months} tháng đầu năm {year}",
    "tổ chức Đại hội đảng bộ các cấp nhiệm kỳ {year} - {until}",
    "phát triển kinh tế tập thể, hợp tác xã",
    "rà soát hộ nghèo, hộ cận nghèo",
    "sắp xếp tổ chức bộ máy, tinh giản biên chế",
    "số hóa tài liệu lưu trữ lịch sử",
    "nâng cao hiệu quả công tác tiếp công dân và giải quyết khiếu nại, tố cáo",
)
CITATIONS = (
    "Nghị định số {small:02d}/{year}/NĐ-CP ngày {date} của Chính phủ",
    "Thông tư số {small:02d}/{year}/TT-{ministry} ngày {date}",
    "Quyết định số {large}/QĐ-TTg ngày {date} của Thủ tướng Chính phủ",
    "Công văn số {large}/{department}-{unit} ngày {date}",
    "Quyết định số {large}/QĐ-UBND ngày {date} của Ủy ban nhân dân {province}",
    "Nghị quyết số {small:02d}-NQ/TW ngày {date} của Ban Chấp hành Trung ương",
    "Kế hoạch số {small}-KH/TU, ngày {date} của Ban Thường vụ Tỉnh ủy",
    "Tờ trình số {small}/TTr-{department} ngày {date}",
)

ADDRESSEES = (
    "Các Sở, ban, ngành tỉnh",
    "UBND các huyện, thị xã, thành phố",
    "Ủy ban nhân dân các xã, phường",
    "Văn phòng Chính phủ",
    "Bộ Nội vụ",
    "Bộ Tài chính",
    "Sở Tài chính",
    "Sở Xây dựng",
    "Sở Y tế",
    "Các Trường Trung học phổ thông",
    "Thường trực Hội đồng nhân dân tỉnh",
    "Các đơn vị trực thuộc",
    "Công ty Cổ phần Đầu tư và Xây dựng Hoàng Long",
    "Ban Quản lý các khu công nghiệp",
    "Chủ tịch Ủy ban nhân dân các huyện",
)
PARTY_ADDRESSEES = (
    "Các đảng ủy trực thuộc Tỉnh ủy",
    "Các huyện ủy, thành ủy",
    "Ban Tổ chức Tỉnh ủy",
    "Ban cán sự đảng Ủy ban nhân dân tỉnh",
    "Đảng ủy Công an tỉnh",
    "Các cơ quan tham mưu, giúp việc Tỉnh ủy",
)
AS_ABOVE = "Như trên"  # always the first recipient
RECIPIENTS = (
    AS_ABOVE,
    "Như Điều 3",
    "Thủ tướng Chính phủ (để b/c)",
    "Văn phòng Chính phủ",
    "TT. Tỉnh ủy, TT. HĐND tỉnh",
    "Thường trực Tỉnh ủy (b/c)",
    "Chủ tịch, các PCT UBND tỉnh",
    "CT, các PCT UBND tỉnh",
    "Các Sở, ban, ngành",
    "UBND các huyện, thị xã, thành phố",
    "UBND các xã, phường, đặc khu",
    "Đoàn Đại biểu Quốc hội tỉnh",
    "Ủy ban MTTQ Việt Nam tỉnh",
    "VP: CVP, các PVP",
    "Cổng TTĐT tỉnh",
    "Trung tâm Công báo tỉnh",
    "Báo và Đài PTTH tỉnh",
    "Kho bạc Nhà nước khu vực",
    "Các phòng chuyên môn",
    "Ban Giám đốc Sở",
    "Bộ trưởng (để báo cáo)",
    "Các Thứ trưởng",
    "Website Bộ",
    "Các đơn vị trực thuộc",
)
PARTY_RECIPIENTS = (
    "Ban Bí thư Trung ương Đảng (để báo cáo)",
    "Các đảng ủy trực thuộc",
    "Các ban, cơ quan tham mưu giúp việc",
    "Các đồng chí Tỉnh ủy viên",
    "Ban cán sự đảng UBND tỉnh",
    "Đảng đoàn HĐND tỉnh",
    "Các huyện ủy, thành ủy",
    "Các tổ chức chính trị - xã hội",
    "Văn phòng Trung ương Đảng",
    "Các chi bộ, đảng bộ cơ sở",
    "Ban Tổ chức Tỉnh ủy",
)
FILED = (  # the last recipient
    "Lưu: VT, {unit}",
    "Lưu: VT, {initials}.{copies}",
    "Lưu VT, {unit}({initials})",
)
PARTY_FILED = "Lưu Văn phòng {office}"

OPENINGS = ("Thực hiện", "Căn cứ", "Tiếp theo")
ANNOUNCEMENTS = (
    "báo cáo như sau:",
    "yêu cầu thực hiện một số nội dung sau:",
    "thông báo:",
)
SECTIONS = (
    "MỤC ĐÍCH, YÊU CẦU",
    "NỘI DUNG THỰC HIỆN",
    "TỔ CHỨC THỰC HIỆN",
    "KẾT QUẢ ĐẠT ĐƯỢC",
    "KINH PHÍ THỰC HIỆN",
    "PHƯƠNG HƯỚNG, NHIỆM VỤ",
)
ENDINGS = (
    "Trong quá trình thực hiện, nếu có khó khăn, vướng mắc, đề nghị các đơn vị phản ánh kịp thời"
    " để được xem xét, giải quyết./.",
    "Đề nghị các cơ quan, đơn vị nghiêm túc triển khai thực hiện./.",
    "Trân trọng./.",
    "Trên đây là nội dung chỉ đạo, đề nghị các đơn vị thực hiện./.",
    "Nơi nhận được văn bản này chịu trách nhiệm thi hành./.",
)
ARTICLES_ENDING = "{doc_type} này có hiệu lực kể từ ngày ký./."
PARTY_ENDING = "{doc_type} này phổ biến đến chi bộ."

# Heads of tables, and each column's share of the width.
PEOPLE_HEAD = ("STT", "Họ và tên", "Năm sinh", "Chức vụ, đơn vị", "Ghi chú")
PEOPLE_SHARES = (0.08, 0.3, 0.12, 0.35, 0.15)
MONEY_HEAD = ("TT", "Nội dung", "Đơn vị tính", "Số lượng", "Thành tiền (đồng)")
MONEY_SHARES = (0.08, 0.42, 0.14, 0.12, 0.24)
COUNTS_HEAD = ("Số TT", "Đơn vị", "Tổng số", "Nam", "Nữ", "Tỷ lệ (%)")
COUNTS_SHARES = (0.1, 0.4, 0.14, 0.11, 0.11, 0.14)
JOBS = (
    "Chuyên viên",
    "Trưởng phòng",
    "Phó Trưởng phòng",
    "Giáo viên",
    "Kế toán viên",
    "Bí thư chi bộ",
)
REMARKS = ("", "", "Tổ trưởng", "Thư ký")
EXPENSES = (
    "Máy vi tính để bàn",
    "Văn phòng phẩm",
    "Thuê xe đưa đón đại biểu",
    "In ấn tài liệu",
    "Chi hỗ trợ tập huấn",
    "Bồi thường về đất",
    "Bồi thường cây trồng",
    "Hỗ trợ ổn định đời sống",
)
MEASURES = "bộ cái m2 người lượt".split()
