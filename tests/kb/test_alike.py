"""Whether two reports are one trouble: a wrong *sure* stops somebody's promise, so none may be; the rest a person is asked about."""

import pytest

from kb.search.alike import Alike, alike

SAME = """
系统登录不了 | 登录不上系统，一直提示失败
登录界面转圈进不去 | 登不上去，页面一直转圈
打印机打不出凭证 | 凭证打印不出来
凭证打不出来了 | 凭证没法打印
加密锁红灯亮，软件打不开 | 加密狗亮红灯，打不开软件
结账时提示系统错误 | 月末结账报错
月结不了，一直报错 | 期末结账失败
发票开不出来 | 开票失败，开不了发票
发票上传失败 | 发票一直传不上去
报表打开很慢 | 打开报表要等好久
报表导出是空白的 | 导出的报表什么都没有
服务器连不上 | 连接不到服务器
网页打不开，显示502 | 网站进不去，报502
库存查询卡死 | 查库存的时候卡住不动
收不到验证码 | 短信验证码没收到
手机收不到验证短信 | 验证码发不到手机上
审核按钮是灰的，点不了 | 审核按钮灰色不能点
银行对账单导入失败 | 导入银行对账单报错
工资条发不出去 | 工资条发送失败
采购订单保存不了 | 采购订单点保存没反应
科目余额表打不开 | 打不开科目余额表
系统登不上去了 | 登录页面一直转圈进不去
软件登录不了 | 系统登不上去了
加密锁红灯亮，打不开账套 | 账套打不开，加密锁红灯亮着
用友进不去了，大家都进不去 | 所有人都登录不了
资产负债表导出失败 | 导出资产负债表报错
打印发票没反应 | 发票打印不了
仓库入库单保存报错 | 入库单保存不了
刷卡机读不出卡 | 读卡器读不了卡
扫码枪扫不出来 | 扫描枪扫不上
cannot log in to the system | login does not work since this morning
nobody can sign in | we all fail to log in
vouchers do not print | printing a voucher fails
the printer prints no vouchers | we cannot print vouchers
dongle shows a red light, program will not open | the licence key blinks red and the software does not start
month end close shows an error | closing the month fails with an error
invoice upload fails | we cannot upload invoices
invoices cannot be issued | issuing an invoice is impossible
reports open very slowly | it takes ages to open a report
exported report is empty | the report export is blank
the server is not reachable | we cannot connect to the server
website down, it says 502 | 502 on the website since nine
inventory query hangs | querying the inventory freezes
no verification code arrives | we do not receive the verification code
the approve button is greyed out | approve button is grey and cannot be pressed
importing the bank statement fails | bank statement import gives an error
payslips are not sent | sending payslips fails
purchase orders cannot be saved | saving a purchase order does nothing
trial balance will not open | cannot open the trial balance
sync with the phone app stopped | phone app does not sync any more
nobody in our office can sign in | cannot log in to the system
printing is stuck for all of us | nothing prints any more
VAT return cannot be submitted | submitting the VAT return fails
goods receipt cannot be saved | saving the goods receipt gives an error
barcode scanner does not read | scanner cannot read barcodes
email notifications are not sent | no email notification is sent
payroll calculation hangs | payroll calculation is stuck
系统登录不了 | cannot log in to the system
登不上去，转圈 | nobody can sign in
凭证打不出来了 | vouchers do not print
加密锁红灯亮 | the dongle shows a red light
月末结账报错 | month end close shows an error
发票开不出来 | invoices cannot be issued
发票上传失败 | invoice upload fails
报表打开很慢 | reports open very slowly
服务器连不上 | we cannot connect to the server
收不到验证码 | no verification code arrives
手机APP闪退 | phone app crashes
采购订单保存不了 | purchase orders cannot be saved
银行对账单导入失败 | bank statement import fails
库存查询卡死 | inventory query hangs
系统登不上去了 | nobody in our office can sign in
登录页面一直转圈进不去 | cannot log in to the system
打印发票没反应 | invoices do not print
"""
OTHER = """
凭证号不连续 | 凭证打不出来
凭证审核不了 | 凭证打不出来
凭证打印格式怎么改 | 凭证号断号了
登录密码忘了 | 登录后首页是空白的
登录密码怎么修改 | 系统登录不了
新员工怎么开通登录账号 | 登录页面打不开
发票税率不对 | 发票开不出来
发票抬头怎么改 | 发票上传失败
发票打印偏了 | 发票查验失败
月末结账报错 | 怎么反结账
结账后凭证还能改吗 | 结账时提示有未记账凭证
报表取数不对 | 报表打不开
报表导出是空白的 | 资产负债表不平
资产负债表不平 | 现金流量表取不到数
库存数量不对 | 库存查询卡死
库存成本算错了 | 盘点单不能审核
打印机卡纸 | 打印出来是乱码
打印机换了怎么设置 | 打印预览是空白
加密锁丢了 | 加密锁红灯亮
加密锁到期了怎么续 | 加密锁插上没反应
工资条发不出去 | 工资个税算得不对
采购订单保存不了 | 采购订单怎么作废
采购订单价格带不出来 | 采购入库单审核不了
银行对账单导入失败 | 银行余额调节表不平
手机APP闪退 | 手机APP怎么绑定公司
收不到验证码 | 验证码输入提示错误
客户档案导入失败 | 客户档案怎么合并
固定资产折旧没有计提 | 固定资产卡片怎么删除
用户权限怎么设置 | 用户被锁定了
服务器连不上 | 服务器硬盘满了
审核按钮是灰的 | 怎么取消审核
系统登录很慢 | 登录不了，提示用户被锁
导入excel报错 | 导出excel乱码
销售订单怎么关闭 | 销售订单打印不出来
科目余额表打不开 | 科目怎么新增
税控盘读不出来 | 加密锁读不出来
增值税申报失败 | 个税申报失败
上海分公司的库存看不到 | 上海分公司的应收看不到
出库单打印不了 | 入库单打印不了
应收账龄报错 | 应付账龄报错
张三的账号登录不了 | 管理员账号登录不了，提示密码错误
员工李四登录不了考勤机 | 系统登录不了
进销存打不开 | 总账打不开
利润表打开报错 | 现金流量表打开报错
工资条发不出去 | 快递单发不出去
工资计算报错 | 成本计算报错
邮件发不出去 | 短信发不出去
凭证导入失败 | 科目导入失败
凭证保存不了 | 凭证删除不了
采购入库单保存不了 | 销售出库单保存不了
月末结账报错 | 年末结账报错
审批流不能提交 | 报销单不能提交
生产订单下达不了 | 生产订单完工不了
打印机连不上 | 扫描枪连不上
电脑连不上网 | 服务器连不上
电子发票下载不了 | 电子发票红冲不了
银行流水下载失败 | 银行付款失败
附件上传不了 | 发票上传不了
结账时提示有未审核单据 | 结账时提示系统错误
登录提示密码错误 | 登录提示证书过期
凭证打印不了 | 打印不了
盘点机同步不了 | 手机同步不了
微信扫码登录不了 | 账号密码登录不了
医保刷卡失败 | 会员刷卡失败
客户档案保存不了 | 供应商档案保存不了
新增存货报错 | 新增客户报错
voucher numbers are not consecutive | vouchers do not print
a voucher cannot be approved | vouchers do not print
how do I change the voucher print layout | voucher numbers have gaps
I forgot my login password | the home page is blank after login
how do I change my login password | cannot log in to the system
how does a new colleague get a login | the login page is broken
the tax rate on the invoice is wrong | invoices cannot be issued
how to change the title of an invoice | invoice upload fails
invoice printout is shifted | invoice verification fails
month end close shows an error | how do I reopen a closed month
can I change vouchers after closing | closing says there are unposted vouchers
the report shows wrong figures | the report does not open
the exported report is empty | balance sheet does not balance
balance sheet does not balance | cash flow statement shows no figures
stock quantity is wrong | inventory query hangs
stock cost is computed wrong | stock count cannot be approved
paper jam in the printer | the printout is garbled
how to set up a new printer | print preview is empty
we lost the dongle | the dongle shows a red light
the dongle licence expires, how to renew | dongle does nothing when plugged in
payslips are not sent | income tax on the payslip is wrong
purchase orders cannot be saved | how to cancel a purchase order
price missing on the purchase order | purchase receipt cannot be approved
bank statement import fails | bank reconciliation does not match
phone app crashes | how do I bind the phone app to my company
no verification code arrives | verification code is said to be wrong
customer list import fails | how do I merge two customers
depreciation was not posted | how to delete an asset card
how to set user permissions | a user is locked
the server cannot be reached | the disk of the server is full
approve button is greyed out | how to undo an approval
login is very slow | cannot log in, it says user locked
excel import gives an error | excel export is garbled
how to close a sales order | sales order does not print
trial balance will not open | how do I add an account
sales order cannot be saved | purchase order cannot be saved
goods receipt does not print | delivery note does not print
receivables aging gives an error | payables aging gives an error
payslips are not sent | parcel labels are not sent
VAT return fails | income tax return fails
email is not sent | sms is not sent
scanner does not connect | printer does not connect
cannot log in to the time clock | cannot log in to the system
general ledger does not open | inventory module does not open
voucher import fails | account import fails
voucher cannot be saved | voucher cannot be deleted
attachments cannot be uploaded | invoices cannot be uploaded
customer card cannot be saved | supplier card cannot be saved
login says password wrong | login says certificate expired
my colleague Anna cannot log in | nobody can log in
year end close shows an error | month end close shows an error
wage calculation gives an error | cost calculation gives an error
the till in Suzhou does not print | the till in Wuxi does not print
profit report gives an error | cash flow report gives an error
purchase order cannot be approved | leave request cannot be approved
bank payment fails | bank statement download fails
wechat login does not work | password login does not work
production order cannot be released | production order cannot be finished
card reader at the canteen does not work | card reader at the gate does not work
hard disk cannot be read | dongle cannot be read
凭证号不连续 | vouchers do not print
凭证打不出来 | a voucher cannot be approved
登录密码怎么修改 | cannot log in to the system
系统登录不了 | how do I change my login password
登录后首页是空白的 | nobody can sign in
发票税率不对 | invoices cannot be issued
发票开不出来 | the tax rate on the invoice is wrong
报表取数不对 | the report does not open
打印机卡纸 | the printout is garbled
加密锁丢了 | the dongle shows a red light
加密锁红灯亮 | we lost the dongle
采购订单保存不了 | how to cancel a purchase order
收不到验证码 | verification code is said to be wrong
库存数量不对 | inventory query hangs
怎么反结账 | month end close shows an error
月末结账报错 | how do I reopen a closed month
服务器连不上 | the disk of the server is full
导入excel报错 | excel export is garbled
工资条发不出去 | income tax on the payslip is wrong
用户权限怎么设置 | a user is locked
出库单打印不了 | goods receipt does not print
应收账龄报错 | payables aging gives an error
采购订单保存不了 | sales order cannot be saved
打印机连不上 | scanner does not connect
张三的账号登录不了 | cannot log in to the system
税控盘读不出来 | dongle cannot be read
工资条发不出去 | parcel labels are not sent
凭证保存不了 | voucher cannot be deleted
总账打不开 | inventory module does not open
年末结账报错 | month end close shows an error
"""
MOSTLY = 0.8  # of those that are the same; the others are proposed


def rows(text: str) -> list[tuple[str, str]]:
    halves = [line.split(" | ") for line in text.strip().splitlines()]
    return [(one.strip(), other.strip()) for one, other in halves]


@pytest.mark.parametrize(("one", "other"), rows(OTHER))
def test_another_trouble_is_never_surely_the_same(one: str, other: str) -> None:
    assert alike(one, [other])[0] < Alike.SURE
    assert alike(other, [one], {0})[0] < Alike.SURE  # whatever was declined


def test_the_same_trouble_is_mostly_sure_and_else_proposed() -> None:
    found = [alike(one, [other])[0] for one, other in rows(SAME)]
    assert Alike.NO not in found
    assert found.count(Alike.SURE) >= MOSTLY * len(found)
