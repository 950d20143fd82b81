"""The words of an export in both languages; the header is chosen apart from the page's language."""

from collections.abc import Mapping

from exhibition.domain.bilingual import Bilingual

COLUMNS: Mapping[str, Bilingual] = {
    "reference": Bilingual("受理编号", "Reference"),
    "submitted_at": Bilingual("登记时间", "Submitted"),
    "status": Bilingual("状态", "Status"),
    "name": Bilingual("姓名", "Full name"),
    "mobile": Bilingual("手机号", "Mobile number"),
    "email": Bilingual("邮箱", "E-mail"),
    "company": Bilingual("单位名称", "Company or institution"),
    "job_title": Bilingual("职务", "Job title"),
    "country": Bilingual("国家/地区", "Country or region"),
    "province": Bilingual("省份", "Province"),
    "city": Bilingual("城市", "City"),
    "business_nature": Bilingual("单位类型", "Type of organization"),
    "interests": Bilingual("感兴趣的展品", "Product interests"),
    "pass_type": Bilingual("证件类型", "Pass type"),
    "language": Bilingual("语言", "Language"),
    "channel": Bilingual("渠道", "Channel"),
    "consent_marketing": Bilingual("同意接收展会信息", "Agreed to news"),
    "consent_exhibitors": Bilingual("同意向参展商提供信息", "Agreed to share with exhibitors"),
    "review": Bilingual("审核", "Review"),
    "booth": Bilingual("展位", "Booth"),
    "payment": Bilingual("款项", "Payment"),
    "origin": Bilingual("企业所在地", "Company location"),
    "company_zh": Bilingual("公司全称（中文）", "Company name in Chinese"),
    "company_en": Bilingual("公司全称（英文）", "Company name in English"),
    "contact_name": Bilingual("联系人", "Contact person"),
    "exhibit_categories": Bilingual("展品类别", "Exhibit categories"),
    "booth_type": Bilingual("展位需求", "Booth wish"),
    "booth_count": Bilingual("数量（个）", "Number of booths"),
    "area_sqm": Bilingual("面积（㎡）", "Area (m²)"),
    "remark": Bilingual("想咨询的问题", "Questions"),
    "number": Bilingual("序号", "No."),
    "batch": Bilingual("批次号", "Batch number"),
    "registered": Bilingual("已登记人数", "Registered"),
    "valid_days": Bilingual("有效日期", "Valid on"),
    "mobile_local": Bilingual("手机", "Mobile"),
    "id_type": Bilingual("身份证件", "Identity document"),
    "id_number": Bilingual("证件号码", "Document number"),
    "own_page": Bilingual("入场证链接", "Pass link"),
    "pass_address": Bilingual("二维码内容", "QR content"),
    "pass_code": Bilingual("可读码", "Readable code"),
    "booth_no": Bilingual("展位号", "Booth no."),
    "is_raw": Bilingual("是否特装", "Raw space"),
    "uscc": Bilingual("统一社会信用代码", "Unified social credit code"),
    "reg_no_overseas": Bilingual("境外登记号", "Registration no. abroad"),
    "address": Bilingual("地址", "Address"),
    "website": Bilingual("网址", "Website"),
    "contact_title": Bilingual("职务", "Job title"),
    "department": Bilingual("部门", "Department"),
    "phone_office": Bilingual("办公电话", "Office phone"),
    "wechat_id": Bilingual("微信号", "WeChat ID"),
    "products": Bilingual("主要展品", "Products"),
    "contract": Bilingual("合同", "Contract"),
    "due_amount": Bilingual("应收", "Amount due"),
    "due_on": Bilingual("付款期限", "Due by"),
    "received_amount": Bilingual("已收", "Received"),
    "open_amount": Bilingual("未收", "Open amount"),
    "currency": Bilingual("币种", "Currency"),
    "invoice_no": Bilingual("发票号码", "Invoice no."),
    "owner": Bilingual("业务员", "Salesperson"),
    "intent": Bilingual("意向", "Intent"),
    "next_follow_up": Bilingual("下次跟进", "Next follow-up"),
    "last_note_at": Bilingual("最近跟进时间", "Last followed up"),
    "last_note": Bilingual("最近跟进内容", "Last note"),
    "open_sides": Bilingual("开口数", "Open sides"),
    "booth_preference": Bilingual("展位意向", "Booth preference"),
    "fascia_zh": Bilingual("楣板中文", "Fascia in Chinese"),
    "fascia_en": Bilingual("楣板英文", "Fascia in English"),
    "lacking": Bilingual("未交资料", "Not handed in"),
}
APPLIED_AT = Bilingual("申请时间", "Submitted")

STATUSES: Mapping[str, Bilingual] = {
    "registered": Bilingual("已登记", "Registered"),
    "pending": Bilingual("待审核", "To be reviewed"),
    "draft": Bilingual("草稿", "Draft"),
    "submitted": Bilingual("待审核", "To be reviewed"),
    "in_review": Bilingual("审核中", "In review"),
    "needs_info": Bilingual("待补充", "Needs correction"),
    "accepted": Bilingual("已通过", "Accepted"),
    "waitlisted": Bilingual("候补", "Waiting list"),
    "declined": Bilingual("未通过", "Declined"),
    "withdrawn": Bilingual("已撤回", "Withdrawn"),
    "cancelled": Bilingual("已取消", "Cancelled"),
}
BOOTHS: Mapping[str, Bilingual] = {
    "none": Bilingual("未安排", "No booth yet"),
    "held": Bilingual("已预留", "Booth held"),
    "confirmed": Bilingual("已确认", "Booth confirmed"),
}
PAYMENTS: Mapping[str, Bilingual] = {
    "none": Bilingual("未签合同", "No contract yet"),
    "contract": Bilingual("已签合同", "Contract signed"),
    "deposit": Bilingual("已付定金", "Deposit paid"),
    "paid": Bilingual("已付清", "Paid"),
}
INTENTS: Mapping[str, Bilingual] = {
    "high": Bilingual("高", "High"),
    "medium": Bilingual("中", "Medium"),
    "low": Bilingual("低", "Low"),
}
ORIGINS: Mapping[str, Bilingual] = {
    "cn": Bilingual("中国内地", "Mainland China"),
    "hkmotw": Bilingual("港澳台", "HK, Macau, Taiwan"),
    "overseas": Bilingual("海外", "Overseas"),
}
LANGUAGES: Mapping[str, Bilingual] = {
    "zh": Bilingual("中文", "Chinese"),
    "en": Bilingual("英文", "English"),
}
YES, NO = Bilingual("是", "Yes"), Bilingual("否", "No")

SHEETS: Mapping[str, Bilingual] = {
    "visitor": Bilingual("参观登记", "Visitors"),
    "exhibitor": Bilingual("参展申请", "Exhibitors"),
    "about": Bilingual("说明", "About"),
}
ABOUT: Mapping[str, Bilingual] = {
    "show": Bilingual("展会", "Show"),
    "made": Bilingual("导出时间", "Exported"),
    "who": Bilingual("导出人", "By"),
    "filter": Bilingual("筛选条件", "Filter"),
    "everything": Bilingual("无（全部）", "None (everything)"),
    "left_out": Bilingual("不包含", "Left out"),
    "rows": Bilingual("行数", "Rows"),
    "contacts": Bilingual("联系方式", "Contacts"),
    "batch": Bilingual("批次号", "Batch number"),
    "since": Bilingual("仅新增或变更，自批次", "Only new or changed since batch"),
    "set": Bilingual("列组", "Column set"),
    "purpose": Bilingual("用途", "Purpose"),
}
#: Behind the name of a show for trying out: its file must not be taken for the real one.
DEMONSTRATION = Bilingual("（演示）", " (demonstration)")
MASKED = Bilingual("已脱敏", "Masked")
LEFT_OUT: Mapping[str, Bilingual] = {
    "withdrawn": Bilingual("已撤回和已取消的登记", "Withdrawn and cancelled"),
    "revoked": Bilingual("入场证已撤销的登记", "With a revoked pass"),
    "test": Bilingual("测试登记", "Tests"),
    "further": Bilingual("同一人的再次登记", "Further ones of the same person"),
}
