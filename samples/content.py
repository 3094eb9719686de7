# SPDX-License-Identifier: Apache-2.0
"""What the sample documents say. Offices, places, persons and numbers are made up."""

from __future__ import annotations

from .documents import Centred, Document, Italic, Left, Reference, Signature, Table

LETTER = Document(
    name="cong-van",
    doc_type="công văn",
    number="215",
    symbol="SNV-VTLT",
    date=(2025, 9, 4),
    place="Vĩnh Hòa",
    parent_issuer=("ỦY BAN NHÂN DÂN", "TỈNH VĨNH HÒA"),
    issuer=("SỞ NỘI VỤ",),
    subject=("tăng cường công tác số hóa", "tài liệu lưu trữ"),
    addressees=(
        "Các sở, ban, ngành thuộc tỉnh",
        "Ủy ban nhân dân các xã, phường",
        "Trung tâm Lưu trữ lịch sử tỉnh",
    ),
    body=(
        "Thực hiện Luật Lưu trữ số 33/2024/QH15 ngày 21 tháng 6 năm 2024; Nghị định số "
        "30/2020/NĐ-CP ngày 05 tháng 3 năm 2020 của Chính phủ về công tác văn thư và Kế hoạch "
        "số 118/KH-UBND ngày 17/3/2025 của Ủy ban nhân dân tỉnh về số hóa tài liệu lưu trữ giai "
        "đoạn 2025 - 2030, Sở Nội vụ đề nghị các cơ quan, đơn vị, địa phương thực hiện tốt một "
        "số nội dung sau:",
        "1. Rà soát, thống kê toàn bộ tài liệu giấy đã đến hạn nộp lưu; ưu tiên số hóa các hồ "
        "sơ có thời hạn bảo quản vĩnh viễn, tài liệu quý, hiếm và tài liệu có tần suất khai "
        "thác cao.",
        "2. Chuẩn bị tài liệu trước khi quét: tháo ghim, làm phẳng, vệ sinh, sắp xếp theo đúng "
        "thứ tự trong hồ sơ. Bản số hóa phải đủ trang, rõ chữ, có độ phân giải từ 200 dpi trở "
        "lên và giữ nguyên màu của con dấu.",
        "3. Phân công cán bộ kiểm tra chất lượng từng bản số hóa, đối chiếu các trường thông "
        "tin: tên loại, số, ký hiệu, ngày ban hành, cơ quan ban hành, trích yếu và người ký.",
        "4. Báo cáo kết quả thực hiện về Sở Nội vụ trước ngày 15 tháng 12 năm 2025 để tổng hợp, "
        "trình Ủy ban nhân dân tỉnh.",
        "Trong quá trình thực hiện, nếu có khó khăn, vướng mắc, đề nghị phản ánh về Sở Nội vụ "
        "để được hướng dẫn./.",
    ),
    recipients=("Như trên", "UBND tỉnh (để b/c)", "Giám đốc, các PGĐ Sở", "Lưu: VT, VTLT"),
    signature=Signature(("KT. GIÁM ĐỐC",), "PHÓ GIÁM ĐỐC", "Nguyễn Thị Minh Hạnh"),
    references=(
        Reference(
            "Luật Lưu trữ số 33/2024/QH15 ngày 21 tháng 6 năm 2024",
            "luật",
            "33/2024/QH15",
            "2024-06-21",
        ),
        Reference(
            "Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020",
            "nghị định",
            "30/2020/NĐ-CP",
            "2020-03-05",
            "Chính phủ",
        ),
        Reference(
            "Kế hoạch số 118/KH-UBND ngày 17/3/2025",
            "kế hoạch",
            "118/KH-UBND",
            "2025-03-17",
            "Ủy ban nhân dân tỉnh",
        ),
    ),
)

PARTY_DIRECTIVE = Document(
    name="chi-thi",
    doc_type="chỉ thị",
    number="12",
    symbol="CT/TU",
    date=(2024, 10, 28),
    place="Vĩnh Hòa",
    issuer=("TỈNH ỦY VĨNH HÒA",),
    subject=("về tăng cường sự lãnh đạo của Đảng", "đối với công tác tuyên truyền miệng"),
    party=True,
    body=(
        "Thời gian qua, công tác tuyên truyền miệng và hoạt động của đội ngũ báo cáo viên, "
        "tuyên truyền viên trong tỉnh đã có nhiều chuyển biến tích cực, góp phần tạo sự thống "
        "nhất trong Đảng và sự đồng thuận trong xã hội. Tuy nhiên, một số cấp ủy chưa nhận "
        "thức đầy đủ vị trí, tầm quan trọng của công tác này; nội dung, phương thức chậm đổi "
        "mới, có lúc, có nơi chưa kịp thời.",
        "Thực hiện Chỉ thị số 30-CT/TW, ngày 05/02/2024 của Ban Bí thư về công tác tuyên "
        "truyền miệng trong tình hình mới, Ban Thường vụ Tỉnh ủy yêu cầu các cấp ủy, tổ chức "
        "đảng thực hiện tốt các nhiệm vụ sau:",
        "1. Tiếp tục quán triệt sâu sắc Chỉ thị số 30-CT/TW và Kế hoạch số 124-KH/TU, ngày "
        "17/6/2024 của Ban Thường vụ Tỉnh ủy; xác định rõ tuyên truyền miệng là nhiệm vụ thường "
        "xuyên của cấp ủy, trước hết là của người đứng đầu.",
        "2. Định kỳ mỗi quý tổ chức hội nghị báo cáo viên ít nhất một lần; nội dung thông tin "
        "phải chính xác, kịp thời, dễ hiểu, dễ nhớ, phù hợp với từng đối tượng.",
        "3. Kiện toàn đội ngũ báo cáo viên cấp tỉnh, cấp xã bảo đảm đủ số lượng, có bản lĩnh "
        "chính trị vững vàng; bố trí kinh phí, phương tiện và thực hiện đầy đủ chế độ theo quy "
        "định.",
        "4. Ban Tuyên giáo và Dân vận Tỉnh ủy chủ trì theo dõi, đôn đốc, kiểm tra việc thực "
        "hiện Chỉ thị này, hằng năm báo cáo Ban Thường vụ Tỉnh ủy trước ngày 10/12.",
        "Chỉ thị này phổ biến đến chi bộ.",
    ),
    recipients=(
        "Ban Bí thư Trung ương Đảng (để báo cáo)",
        "Các đảng ủy trực thuộc Tỉnh ủy",
        "Các ban đảng, Văn phòng Tỉnh ủy",
        "Các đồng chí Tỉnh ủy viên",
        "Lưu Văn phòng Tỉnh ủy",
    ),
    signature=Signature(("T/M BAN THƯỜNG VỤ",), "PHÓ BÍ THƯ THƯỜNG TRỰC", "Trần Đình Khôi"),
    references=(
        Reference(
            "Chỉ thị số 30-CT/TW, ngày 05/02/2024",
            "chỉ thị",
            "30-CT/TW",
            "2024-02-05",
            "Ban Bí thư",
        ),
        Reference("Chỉ thị số 30-CT/TW", "chỉ thị", "30-CT/TW"),
        Reference(
            "Kế hoạch số 124-KH/TU, ngày 17/6/2024",
            "kế hoạch",
            "124-KH/TU",
            "2024-06-17",
            "Ban Thường vụ Tỉnh ủy",
        ),
    ),
)

DECISION = Document(
    name="quyet-dinh",
    doc_type="quyết định",
    number="1036",
    symbol="QĐ-UBND",
    date=(2025, 11, 12),
    place="Phú Điền",
    issuer=("ỦY BAN NHÂN DÂN", "XÃ PHÚ ĐIỀN"),
    subject=("Về việc thành lập Tổ công tác số hóa hồ sơ, tài liệu", "của Ủy ban nhân dân xã"),
    title_authority="CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ PHÚ ĐIỀN",
    body=(
        Italic("Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025;"),
        Italic("Căn cứ Luật Lưu trữ ngày 21 tháng 6 năm 2024;"),
        Italic(
            "Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020 của Chính phủ về công "
            "tác văn thư;"
        ),
        Italic("Theo đề nghị của Chánh Văn phòng Hội đồng nhân dân và Ủy ban nhân dân xã."),
        Centred("QUYẾT ĐỊNH:"),
        "Điều 1. Thành lập Tổ công tác số hóa hồ sơ, tài liệu của Ủy ban nhân dân xã Phú Điền "
        "(sau đây gọi là Tổ công tác) gồm các ông, bà có tên sau:",
        Table(
            rows=(
                ("STT", "Họ và tên", "Chức vụ, đơn vị công tác", "Nhiệm vụ"),
                ("1", "Lê Quang Thịnh", "Phó Chủ tịch Ủy ban nhân dân xã", "Tổ trưởng"),
                ("2", "Phạm Thu Hương", "Chánh Văn phòng HĐND và UBND", "Tổ phó"),
                ("3", "Đặng Văn Tuấn", "Công chức Văn phòng", "Thành viên"),
                ("4", "Bùi Ngọc Ánh", "Công chức Phòng Văn hóa - Xã hội", "Thành viên"),
                ("5", "Hoàng Kim Yến", "Viên chức Trung tâm hành chính công", "Thư ký"),
            ),
            shares=(0.09, 0.27, 0.42, 0.22),
        ),
        "Điều 2. Nhiệm vụ của Tổ công tác",
        "1. Xây dựng kế hoạch, tiến độ số hóa hồ sơ, tài liệu từ năm 2010 đến năm 2025.",
        "2. Tổ chức thu thập, phân loại, quét và kiểm tra tài liệu; cụ thể:",
        "a) Tài liệu của Hội đồng nhân dân xã hoàn thành trước ngày 31/3/2026;",
        "b) Tài liệu của Ủy ban nhân dân xã hoàn thành trước ngày 30/9/2026.",
        "3. Báo cáo tiến độ vào ngày 25 hằng tháng. Tổ công tác tự giải thể sau khi hoàn thành "
        "nhiệm vụ.",
        "Điều 3. Kinh phí hoạt động của Tổ công tác là 186.500.000 đồng, bố trí từ nguồn ngân "
        "sách xã năm 2026.",
        "Điều 4. Quyết định này có hiệu lực kể từ ngày ký.",
        "Chánh Văn phòng Hội đồng nhân dân và Ủy ban nhân dân xã, Thủ trưởng các cơ quan, đơn "
        "vị có liên quan và các ông, bà có tên tại Điều 1 chịu trách nhiệm thi hành Quyết định "
        "này./.",
    ),
    recipients=(
        "Như Điều 4",
        "Sở Nội vụ tỉnh (để b/c)",
        "TT Đảng ủy, TT HĐND xã",
        "Chủ tịch, các PCT UBND xã",
        "Lưu: VT, VP",
    ),
    signature=Signature((), "CHỦ TỊCH", "Võ Hoàng Nam"),
    references=(
        Reference(
            "Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025",
            "luật",
            None,
            "2025-06-16",
        ),
        Reference("Luật Lưu trữ ngày 21 tháng 6 năm 2024", "luật", None, "2024-06-21"),
        Reference(
            "Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020",
            "nghị định",
            "30/2020/NĐ-CP",
            "2020-03-05",
            "Chính phủ",
        ),
    ),
)

PLAN = Document(
    name="ke-hoach",
    doc_type="kế hoạch",
    number="87",
    symbol="KH-UBND",
    date=(2024, 8, 6),
    place="Hòa Lạc",
    issuer=("ỦY BAN NHÂN DÂN", "HUYỆN HÒA LẠC"),
    subject=(
        "Triển khai thực hiện Chỉ thị số 30-CT/TW, ngày 05/02/2024",
        "của Ban Bí thư về công tác tuyên truyền miệng trong tình hình mới",
    ),
    body_size=13.5,
    body=(
        "Thực hiện Chỉ thị số 30-CT/TW, ngày 05/02/2024 của Ban Bí thư về “Công tác tuyên "
        "truyền miệng trong tình hình mới” (sau đây gọi là Chỉ thị số 30-CT/TW), Ủy ban nhân "
        "dân huyện Hòa Lạc ban hành Kế hoạch triển khai thực hiện, cụ thể như sau:",
        Left("I. MỤC ĐÍCH, YÊU CẦU"),
        "1. Mục đích",
        "- Quán triệt, tuyên truyền và triển khai thực hiện Chỉ thị số 30-CT/TW nhằm nâng cao "
        "nhận thức của các cơ quan, tổ chức và cán bộ, đảng viên, công chức, viên chức về vị "
        "trí, vai trò của công tác tuyên truyền miệng trong tình hình mới.",
        "- Tiếp tục củng cố, kiện toàn, nâng cao chất lượng đội ngũ báo cáo viên, tuyên truyền "
        "viên; cổ vũ, động viên đội ngũ báo cáo viên, tuyên truyền viên tích cực tham gia hoạt "
        "động.",
        "2. Yêu cầu",
        "Bám sát nhiệm vụ, giải pháp tại Chỉ thị số 30-CT/TW và tình hình thực tế địa phương, "
        "đơn vị đề ra nhiệm vụ, giải pháp toàn diện, đồng bộ để triển khai thực hiện hiệu quả.",
        Left("II. NHIỆM VỤ, GIẢI PHÁP THỰC HIỆN"),
        "1. Các cơ quan, đơn vị, địa phương tăng cường sự lãnh đạo, chỉ đạo; trong tổ chức, "
        "triển khai thực hiện phải bảo đảm sự thống nhất, đồng bộ và thường xuyên đổi mới, sáng "
        "tạo cách làm, thông tin phải chính xác, kịp thời, hiệu quả.",
        "2. Lựa chọn báo cáo viên, tuyên truyền viên có bản lĩnh chính trị vững vàng, có phẩm "
        "chất đạo đức, chuyên môn nghiệp vụ, có kỹ năng tuyên truyền tốt.",
        "3. Thực hiện có hiệu quả Quyết định số 407/QĐ-TTg ngày 30/3/2022 của Thủ tướng Chính "
        "phủ phê duyệt Đề án “Tổ chức truyền thông chính sách có tác động lớn đến xã hội trong "
        "quá trình xây dựng văn bản quy phạm pháp luật giai đoạn 2022 - 2027”.",
        "4. Thường xuyên tổ chức khảo sát, giám sát, kiểm tra, đánh giá công tác tuyên truyền "
        "miệng; biểu dương, khen thưởng những tập thể, cá nhân làm tốt.",
        Left("III. KINH PHÍ THỰC HIỆN"),
        "Kinh phí bảo đảm cho việc thực hiện Kế hoạch này được bố trí từ nguồn ngân sách nhà "
        "nước theo quy định của pháp luật hoặc huy động từ các nguồn tài trợ, đóng góp hợp pháp "
        "khác.",
        Left("IV. TỔ CHỨC THỰC HIỆN"),
        "1. Phòng Văn hóa và Thông tin huyện chủ trì, hướng dẫn các cơ quan, đơn vị tuyên "
        "truyền nội dung Kế hoạch này; định kỳ hằng năm tổng hợp, báo cáo Ủy ban nhân dân huyện "
        "trước ngày 30/11.",
        "2. Ủy ban nhân dân các xã, thị trấn xây dựng đội ngũ tuyên truyền viên; theo dõi, đôn "
        "đốc, kiểm tra, sơ kết, tổng kết việc thực hiện Chỉ thị số 30-CT/TW tại địa phương.",
        "Trong quá trình thực hiện, nếu có khó khăn, vướng mắc, các cơ quan, đơn vị gửi văn bản "
        "về Phòng Văn hóa và Thông tin tổng hợp, báo cáo cấp có thẩm quyền xem xét, giải "
        "quyết./.",
    ),
    recipients=(
        "UBND tỉnh (để b/c)",
        "TT Huyện ủy, TT HĐND huyện",
        "Các phòng, ban thuộc huyện",
        "UBND các xã, thị trấn",
        "Lưu: VT, VHTT",
    ),
    signature=Signature(("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH"), "PHÓ CHỦ TỊCH", "Đỗ Thị Bích Vân"),
    references=(
        Reference(
            "Chỉ thị số 30-CT/TW, ngày 05/02/2024",
            "chỉ thị",
            "30-CT/TW",
            "2024-02-05",
            "Ban Bí thư",
        ),
        *(Reference("Chỉ thị số 30-CT/TW", "chỉ thị", "30-CT/TW"),) * 3,
        Reference(
            "Quyết định số 407/QĐ-TTg ngày 30/3/2022",
            "quyết định",
            "407/QĐ-TTg",
            "2022-03-30",
            "Thủ tướng Chính phủ",
        ),
        Reference("Chỉ thị số 30-CT/TW", "chỉ thị", "30-CT/TW"),
    ),
)

NOTICE = Document(
    name="thong-bao",
    doc_type="thông báo",
    number="64",
    symbol="TB-THPT",
    date=(2023, 2, 15),
    place="An Khê",
    parent_issuer=("SỞ GIÁO DỤC VÀ ĐÀO TẠO",),
    issuer=("TRƯỜNG THPT LÝ NAM ĐẾ",),
    subject=("Về việc tổ chức Ngày hội đọc sách", "và tiếp nhận sách tặng thư viện năm 2023"),
    body=(
        "Căn cứ Kế hoạch số 15/KH-THPT ngày 09/01/2023 của Trường THPT Lý Nam Đế về hoạt động "
        "thư viện năm học 2022 - 2023, Nhà trường thông báo về việc tổ chức Ngày hội đọc sách "
        "như sau:",
        "1. Thời gian: từ 7 giờ 30 phút đến 11 giờ 00 phút, ngày 21 tháng 4 năm 2023 (thứ Sáu).",
        "2. Địa điểm: sân trường và phòng đọc của thư viện.",
        "3. Nội dung: giới thiệu sách mới; kể chuyện theo sách; trưng bày tranh vẽ của học "
        "sinh; gặp gỡ các thầy, cô giáo đã nghỉ hưu.",
        "4. Tiếp nhận sách tặng: phụ huynh và học sinh có sách cần tặng xin gửi tại phòng Thiết "
        "bị - Thư viện trước ngày 14/4/2023, gặp cô Trịnh Thúy Quỳnh.",
        "Nhà trường trân trọng kính mời quý phụ huynh, các thầy, cô giáo và toàn thể học sinh "
        "tham dự./.",
    ),
    recipients=("Sở GD&ĐT (để b/c)", "Cha mẹ học sinh", "Các tổ chuyên môn", "Lưu: VT, TV"),
    signature=Signature((), "HIỆU TRƯỞNG", "Ngô Đức Thắng"),
    references=(
        Reference(
            "Kế hoạch số 15/KH-THPT ngày 09/01/2023",
            "kế hoạch",
            "15/KH-THPT",
            "2023-01-09",
            "Trường THPT Lý Nam Đế",
        ),
    ),
)

REPORT = Document(
    name="bao-cao-dien-tu",
    doc_type="báo cáo",
    number="302",
    symbol="BC-SKHCN",
    date=(2026, 1, 20),
    place="Vĩnh Hòa",
    parent_issuer=("UBND TỈNH VĨNH HÒA",),
    issuer=("SỞ KHOA HỌC VÀ CÔNG NGHỆ",),
    subject=("Kết quả triển khai chữ ký số chuyên dùng", "trong các cơ quan nhà nước năm 2025"),
    body=(
        "Thực hiện Công văn số 4471/UBND-KGVX ngày 08 tháng 12 năm 2025 của Ủy ban nhân dân "
        "tỉnh, Sở Khoa học và Công nghệ báo cáo kết quả như sau:",
        Left("I. KẾT QUẢ ĐẠT ĐƯỢC"),
        "1. Tính đến ngày 31/12/2025, toàn tỉnh đã cấp 3.482 chứng thư số, trong đó có 517 "
        "chứng thư số của cơ quan, tổ chức và 2.965 chứng thư số cá nhân; tăng 21,4% so với "
        "năm 2024.",
        "2. Tỷ lệ văn bản điện tử được ký số trên Hệ thống quản lý văn bản và điều hành đạt "
        "98,7%; thời gian luân chuyển bình quân giảm từ 2,5 ngày xuống 0,8 ngày.",
        Left("II. TỒN TẠI, HẠN CHẾ"),
        "Một số đơn vị ở vùng sâu, vùng xa chưa có đường truyền ổn định; việc thu hồi chứng thư "
        "số của cán bộ chuyển công tác còn chậm.",
        Left("III. KIẾN NGHỊ"),
        "Đề nghị Ủy ban nhân dân tỉnh xem xét, bố trí 1.250 triệu đồng để nâng cấp thiết bị "
        "trong năm 2026./.",
    ),
    recipients=("UBND tỉnh (để b/c)", "Giám đốc, các PGĐ Sở", "Lưu: VT, CĐS"),
    signature=Signature(("KT. GIÁM ĐỐC",), "PHÓ GIÁM ĐỐC", "Lương Thế Kiệt"),
    references=(
        Reference(
            "Công văn số 4471/UBND-KGVX ngày 08 tháng 12 năm 2025",
            "công văn",
            "4471/UBND-KGVX",
            "2025-12-08",
            "Ủy ban nhân dân tỉnh",
        ),
    ),
)
