"""What the kernel's lists export."""

from .import_columns import import_columns, import_row_columns
from .lists.declaration import Column

LEVELS = {"info": ("一般", "Normal"), "warning": ("重要", "Important"), "critical": ("紧急", "Critical")}
ACTORS = {"user": ("用户", "User"), "agent": ("代理", "Agent"), "system": ("系统", "System")}

NOTIFICATIONS = (
    Column("created_at", "时间", "Time"),
    Column("level", "级别", "Level", words=LEVELS),
    Column("title", "标题", "Title"),
    Column("body", "内容", "Text"),
    Column("category", "类别", "Category"),
    Column("read_at", "阅读时间", "Read at"),
    Column("id", "标识", "ID", extra=True),
)
USERS = (
    Column("username", "用户名", "User name"),
    Column("name", "姓名", "Name"),
    Column("organisation", "单位", "Organisation", "organisation.name"),
    Column("posts", "岗位", "Posts"),
    Column("employee_no", "工号", "Employee number"),
    Column("phone", "手机", "Phone", personal=True),
    Column("landline", "办公电话", "Office phone", personal=True),
    Column("mail", "邮箱", "Mail", personal=True),
    Column("valid_to", "有效期至", "Valid to", extra=True),
    Column("active", "启用", "Active"),
    Column("id", "标识", "ID", extra=True),
)
ORGANISATION_KINDS = {
    "authority": ("管理单位", "Managing authority"),
    "department": ("使用单位", "User department"),
    "provider": ("服务商", "Provider"),
    "supervisor": ("监理单位", "Supervisor"),
}
DIVISIONS = {
    "province": ("省", "Province"),
    "city": ("市", "City"),
    "county": ("区县", "County"),
    "township": ("乡镇", "Township"),
    "": ("", ""),
}
ORGANISATIONS = (
    Column("code", "编码", "Code"),
    Column("name", "名称", "Name"),
    Column("short_name", "简称", "Short name"),
    Column("parent", "上级机构", "Parent", "parent.name"),
    Column("kind", "类型", "Kind", words=ORGANISATION_KINDS),
    Column("division_level", "行政区划级别", "Administrative level", words=DIVISIONS),
    Column("division_code", "行政区划代码", "Division code"),
    Column("uscc", "统一社会信用代码", "USCC"),
    Column("valid_from", "设立日期", "Since"),
    Column("valid_to", "撤销日期", "Ended"),
    Column("id", "标识", "ID", extra=True),
)
GROUPS = (
    Column("code", "编码", "Code"),
    Column("name", "名称", "Name"),
    Column("description", "说明", "Description"),
    Column("organisation", "归口机构", "Organisation", "organisation.name"),
    Column("members", "成员数", "Members"),
    Column("active", "启用", "Active"),
)
POSTS = (
    Column("code", "编码", "Code"),
    Column("name", "名称", "Name"),
    Column("description", "说明", "Description"),
    Column("holders", "在任人数", "Held by"),
    Column("active", "启用", "Active"),
)
APPOINTMENTS = (
    Column("user", "人员", "Person", "user.name"),
    Column("username", "用户名", "User name", "user.username"),
    Column("post", "岗位", "Post", "post.name"),
    Column("organisation", "机构", "Organisation", "organisation.name"),
    Column("since", "起", "From"),
    Column("until", "止", "Until"),
)
AUDIT = (
    Column("seq", "序号", "No."),
    Column("at", "时间", "Time"),
    Column("actor_kind", "主体类型", "Actor kind", words=ACTORS),
    Column("actor_name", "操作人", "Actor"),
    Column("ip", "来源地址", "Address"),
    Column("action", "操作", "Action"),
    Column("target_kind", "对象类型", "Target kind"),
    Column("target_label", "对象", "Target"),
    Column("delta", "变更内容", "Changes"),
    Column("request_id", "请求编号", "Request"),
    Column("stream", "审计流", "Stream", extra=True),
    Column("target_id", "对象标识", "Target ID", extra=True),
    Column("digest", "摘要（SM3）", "Digest (SM3)", extra=True),
)
FILE_STATES = {
    "waiting": ("查毒中", "Scanning"),
    "ready": ("可用", "Ready"),
    "quarantined": ("已隔离", "Quarantined"),
    "removed": ("已删除", "Removed"),
}
FILES = (
    Column("name", "文件名", "Name"),
    Column("size", "大小（字节）", "Size (bytes)"),
    Column("state", "状态", "State", words=FILE_STATES),
    Column("target_kind", "所属类型", "Record kind"),
    Column("target_label", "所属记录", "Record"),
    Column("owner_name", "上传人", "Uploaded by"),
    Column("uploaded_at", "上传时间", "Uploaded"),
    Column("finding", "查毒结果", "Finding"),
    Column("removed_by", "删除人", "Removed by"),
    Column("removed_at", "删除时间", "Removed at"),
    Column("sha256", "SHA-256", "SHA-256", extra=True),
    Column("sm3", "SM3", "SM3", extra=True),
    Column("id", "标识", "ID", extra=True),
)
TOKEN_KINDS = {"agent": ("代理", "Agent"), "user": ("接口", "Program")}
TOKEN_STATES = {"active": ("有效", "Active"), "expired": ("已过期", "Expired"), "revoked": ("已吊销", "Revoked")}

TOKENS = (
    Column("name", "名称", "Name"),
    Column("kind", "类型", "Kind", words=TOKEN_KINDS),
    Column("user", "所属用户", "User", "user.name"),
    Column("state", "状态", "State", words=TOKEN_STATES),
    Column("scopes", "权限", "Scopes"),
    Column("created_at", "签发时间", "Issued"),
    Column("expires_at", "到期时间", "Expires"),
    Column("last_used_at", "最近使用", "Last used"),
    Column("last_used_ip", "最近使用地址", "Last address"),
    Column("revoked_at", "吊销时间", "Revoked"),
)
STAGES = {
    "ready": ("已登录", "Signed in"),
    "second-factor": ("待验证第二因素", "Second factor missing"),
    "enrol": ("待登记第二因素", "To enrol a second factor"),
    "password": ("待更换密码", "To change the password"),
}
FACTORS = {
    "totp": ("动态口令", "One-time password"),
    "webauthn": ("通行密钥", "Passkey"),
    "recovery": ("恢复码", "Recovery code"),
    "provider": ("统一认证", "Identity provider"),
    "": ("无", "None"),
}
SESSIONS = (
    Column("user", "用户", "User", "user.name"),
    Column("username", "用户名", "User name", "user.username"),
    Column("organisation", "单位", "Organisation", "user.organisation.name"),
    Column("ip", "来源地址", "Address"),
    Column("user_agent", "终端", "Device"),
    Column("method", "登录方式", "Method"),
    Column("second_factor", "第二因素", "Second factor", words=FACTORS),
    Column("stage", "登录进度", "Stage", words=STAGES),
    Column("created_at", "登录时间", "Signed in"),
    Column("seen_at", "最近活动", "Last seen"),
)
CALLS = (
    Column("at", "时间", "Time"),
    Column("method", "方法", "Method"),
    Column("route", "接口", "Interface"),
    Column("status", "状态码", "Status"),
    Column("ms", "耗时（毫秒）", "Time (ms)"),
    Column("bytes_in", "请求字节", "Bytes in"),
    Column("bytes_out", "响应字节", "Bytes out"),
    Column("actor_kind", "调用者类型", "Caller kind", words=ACTORS),
    Column("actor_name", "调用者", "Caller"),
    Column("ip", "来源地址", "Address"),
    Column("request_id", "请求编号", "Request"),
)
ANNOUNCEMENT_STATES = {
    "draft": ("草稿", "Draft"),
    "in_review": ("待审核", "In review"),
    "scheduled": ("待发布", "Scheduled"),
    "published": ("已发布", "Published"),
    "withdrawn": ("已撤下", "Withdrawn"),
    "expired": ("已到期", "Expired"),
}
ANNOUNCEMENTS = (
    Column("title", "标题", "Title"),
    Column("board", "栏目", "Board", "board.title"),
    Column("summary", "摘要", "Summary"),
    Column("published_at", "发布时间", "Published"),
    Column("organisation", "发布单位", "Organisation", "organisation.name"),
    Column("must_read", "必读", "Must be read"),
    Column("read_at", "我的阅读时间", "Read at"),
)
ANNOUNCEMENT_DESK = (
    Column("title", "标题", "Title"),
    Column("board", "栏目", "Board", "board.title"),
    Column("state", "状态", "State", words=ANNOUNCEMENT_STATES),
    Column("must_read", "必读", "Must be read"),
    Column("publish_at", "计划发布时间", "To be published"),
    Column("published_at", "发布时间", "Published"),
    Column("expires_at", "到期时间", "Expires"),
    Column("organisation", "起草单位", "Organisation", "organisation.name"),
    Column("author_name", "起草人", "Author"),
    Column("reviewer_name", "审核人", "Reviewer"),
    Column("updated_at", "更新时间", "Updated"),
    Column("remark", "退回或撤下原因", "Remark"),
)
READERS = (
    Column("name", "姓名", "Name"),
    Column("username", "用户名", "User name"),
    Column("organisation", "单位", "Organisation", "organisation.name"),
    Column("read_at", "阅读时间", "Read at"),
)
DICTIONARIES = (
    Column("key", "标识", "Key"),
    Column("title", "名称", "Title"),
    Column("title_en", "英文名称", "English title"),
    Column("description", "说明", "Description"),
    Column("pack", "内容包", "Pack"),
    Column("entries", "项数", "Entries"),
    Column("retired", "已停用", "Out of use"),
    Column("updated_at", "更新时间", "Updated"),
)
#: The headings that the import understands, so that an exported table can come back.
DICTIONARY_ENTRIES = (
    Column("code", "编码", "Code"),
    Column("title", "名称", "Title"),
    Column("title_en", "英文名称", "English title"),
    Column("parent", "上级编码", "Parent"),
    Column("position", "排序", "Order"),
    Column("valid_from", "生效日期", "Valid from"),
    Column("valid_to", "失效日期", "Valid to"),
    Column("enabled", "启用", "In use"),
    Column("note", "备注", "Remark"),
    Column("parent_title", "上级名称", "Parent title", extra=True),
    Column("usable", "当前可选", "Can be chosen", extra=True),
)
REALMS = {
    "business": ("业务", "Business"),
    "shared": ("通用", "Shared"),
    "system": ("系统管理", "System"),
    "security": ("安全管理", "Security"),
    "audit": ("审计管理", "Audit"),
}
HOLDERS = {"user": ("人员", "Person"), "group": ("用户组", "Group"), "post": ("岗位", "Post")}
SCOPES = {
    "own": ("本人", "Own records"),
    "organisation": ("本组织", "Own organisation"),
    "below": ("本组织及下级", "Own and below"),
    "named": ("指定组织", "Named organisations"),
    "all": ("全部", "Everything"),
}
ROLES = (
    Column("title", "名称", "Title"),
    Column("key", "标识", "Key"),
    Column("realm", "类别", "Realm", words=REALMS),
    Column("permissions", "权限", "Permissions"),
    Column("grants", "授权数", "Grants"),
    Column("built_in", "内置", "Built in"),
    Column("description", "说明", "Description"),
)
GRANTS = (
    Column("holder", "授予对象", "Holder", "holder.name"),
    Column("kind", "对象类型", "Kind", "holder.kind", words=HOLDERS),
    Column("role", "角色", "Role", "role.title"),
    Column("realm", "类别", "Realm", "role.realm", words=REALMS),
    Column("scope", "数据范围", "Scope", words=SCOPES),
    Column("organisations", "指定组织", "Named organisations"),
    Column("granted_by", "授权人", "Granted by"),
    Column("created_at", "授权时间", "Granted at"),
)
ABSENCES = {
    "leave": ("休假", "Leave"),
    "sick": ("病假", "Sick"),
    "travel": ("出差", "Travel"),
    "training": ("培训", "Training"),
    "other": ("其他", "Other"),
}
SUBSTITUTION_STATES = {
    "planned": ("未开始", "Planned"),
    "running": ("生效中", "Running"),
    "over": ("已结束", "Over"),
    "cancelled": ("已取消", "Cancelled"),
}
SUBSTITUTIONS = (
    Column("absent", "离岗人", "Absent", "absent.name"),
    Column("substitute", "代理人", "Substitute", "substitute.name"),
    Column("state", "状态", "State", words=SUBSTITUTION_STATES),
    Column("starts_at", "起", "From"),
    Column("ends_at", "止", "Until"),
    Column("reason", "原因", "Reason", words=ABSENCES),
    Column("note", "备注", "Note"),
)
IMPORT_KINDS = {"organisations": ("组织机构", "Organisations"), "users": ("人员", "People")}
IMPORTS = import_columns(Column("kind", "类型", "Kind", words=IMPORT_KINDS))
IMPORT_ROWS = import_row_columns()
PROVIDER_KINDS = {key: (key.upper(), key.upper()) for key in ("oidc", "saml", "cas", "ldap", "scim")}
PROVIDERS = (
    Column("title", "名称", "Title"),
    Column("title_en", "英文名称", "English title", extra=True),
    Column("key", "标识", "Key"),
    Column("kind", "类型", "Kind", words=PROVIDER_KINDS),
    Column("enabled", "启用", "Enabled"),
    Column("provisions", "同步账号", "Provisions"),
    Column("people", "关联人数", "People"),
    Column("synced_at", "最近同步", "Last sync"),
)
CIRCUITS = {"closed": ("正常", "Normal"), "open": ("已熔断", "Open")}
CHANNELS = (
    Column("name", "名称", "Name"),
    Column("kind", "类型", "Kind"),
    Column("enabled", "启用", "Enabled"),
    Column("circuit", "状态", "State", words=CIRCUITS),
    Column("waiting", "待发送", "Waiting"),
    Column("last_success_at", "最近成功", "Last success"),
    Column("last_error", "最近错误", "Last error"),
)
DELIVERY_STATES = {
    "waiting": ("待发送", "Waiting"),
    "sending": ("发送中", "Sending"),
    "sent": ("已发送", "Sent"),
    "failed": ("失败", "Failed"),
    "skipped": ("未发送", "Skipped"),
}
DELIVERIES = (
    Column("created_at", "时间", "Time"),
    Column("title", "标题", "Title"),
    Column("user", "接收人", "Recipient", "user.name"),
    Column("channel", "渠道", "Channel", "channel_name"),
    Column("state", "状态", "State", words=DELIVERY_STATES),
    Column("level", "级别", "Level", words=LEVELS),
    Column("category", "类别", "Category"),
    Column("tries", "次数", "Tries"),
    Column("error", "错误", "Error"),
    Column("finished_at", "完成时间", "Finished"),
    Column("id", "标识", "ID", extra=True),
)
LIST_VIEWS = (
    Column("list", "列表", "List"),
    Column("name", "名称", "Name"),
    Column("owner", "保存人", "Owner", "owner.name"),
    Column("organisation", "共享机构", "Shared with", "organisation.name"),
    Column("changed_at", "修改时间", "Changed"),
)
