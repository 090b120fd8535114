//! Phrasings of coded values as vendors write them, and prose that only looks like them.

use super::*;

fn listed(text: &str) -> String {
    let line = |pairs: Vec<Pair>| {
        pairs.into_iter().map(|(code, title)| format!("{code}={title}")).collect::<Vec<_>>().join(";")
    };
    match read(text) {
        Listing::None => String::new(),
        Listing::One(pair) => format!("?{}", line(vec![pair])),
        Listing::Many(pairs) => line(pairs),
    }
}

#[test]
fn lists_in_many_phrasings() {
    for (text, codes) in [
        ("0：其它\n1：销售货品", "0=其它;1=销售货品"),
        (
            "10未确认 20待尾款 90已关闭(付款前取消)，单据状态变更点击文档查看",
            "10=未确认;20=待尾款;90=已关闭(付款前取消)",
        ),
        ("1在线支付 2现金,3银行转账，4邮局汇款", "1=在线支付;2=现金;3=银行转账;4=邮局汇款"),
        ("支付方式:  1在线支付 2现金 8微信支付  不传默认为1 在线支付", "1=在线支付;2=现金;8=微信支付"),
        ("0未付款1部分付款2已付款", "0=未付款;1=部分付款;2=已付款"),
        ("0无退款1取消退款,2已申请退款,3等待退货", "0=无退款;1=取消退款;2=已申请退款;3=等待退货"),
        ("10:已取消;40已推送:80:已结算;81:待回传", "10=已取消;40=已推送;80=已结算;81=待回传"),
        ("70:已完成80:待推送  ;90:委外待加工", "70=已完成;80=待推送;90=委外待加工"),
        ("1.入库   2.出库   不传为出入库", "1=入库;2=出库"),
        ("类型，1、入库 2、出库", "1=入库;2=出库"),
        (
            "状态:\n10=已取消，20=编辑中，30=待审核/待处理，37=待质检 ，40=质检待确认",
            "10=已取消;20=编辑中;30=待审核/待处理;37=待质检;40=质检待确认",
        ),
        ("标旗（1 红、2 黄、3 绿 无则填0）", "1=红;2=黄;3=绿;0=无"),
        ("是否有手工标记:0 无 1 有 默认为0(当传1时,则该备注不会被更新)", "0=无;1=有"),
        ("是否覆盖:0.不允许覆盖,1.允许覆盖,默认为0", "0=不允许覆盖;1=允许覆盖"),
        ("是否自动(1:是 0:不是 不传默认0),否则一定不要传值", "1=是;0=不是"),
        ("0:商家->买家\n1:买家->商家", "0=商家->买家;1=买家->商家"),
        (
            "01:待处理 02:处理完成 03:处理异常04:处理失败 05取消成功",
            "01=待处理;02=处理完成;03=处理异常;04=处理失败;05=取消成功",
        ),
        ("作业类型。0 配送 ;1仓库; 2售后", "0=配送;1=仓库;2=售后"),
        ("查询类型 1:发货 2:退货 0全部", "1=发货;2=退货;0=全部"),
        (
            "201 甲店,214乙店, 206 ebay,208 一号店 210 丙店 202 1688,301 其他",
            "201=甲店;214=乙店;206=ebay;208=一号店;210=丙店;202=1688;301=其他",
        ),
        ("颜色,取值0至2对应的颜色依次为灰(无)、红、黄,不传默认0", "0=灰(无);1=红;2=黄"),
        ("1:款到发货,2:货到付款(包含部分货到付款),3:分期付款", "1=款到发货;2=货到付款(包含部分货到付款);3=分期付款"),
        (
            "0：非严格模式\n1：严格模式（单品不存在时会报错，创建失败）\n默认0",
            "0=非严格模式;1=严格模式（单品不存在时会报错，创建失败）",
        ),
        ("0：默认排序\n1：修改时间降序", "0=默认排序;1=修改时间降序"),
        ("32阶梯满赠 \n64CRM追加 \n65 主品", "32=阶梯满赠;64=CRM追加;65=主品"),
        ("-1：未知 😀：1：好评", "-1=未知 😀;1=好评"),
        ("1:普通（内部）,4:甲仓.6:乙仓", "1=普通（内部）;4=甲仓;6=乙仓"),
        ("1：身份证(不传默认为0)", "?1=身份证"),
        ("201 金壬", "?201=金壬"),
        ("0 closed, 1 open, 2 to be checked", "0=closed;1=open;2=to be checked"),
        ("State: 0 closed 1 open", "0=closed;1=open"),
        ("1: from the shop 2: to the shop", "1=from the shop;2=to the shop"),
    ] {
        assert_eq!(listed(text), codes, "{text}");
    }
}

#[test]
fn prose_with_numbers_is_no_list() {
    for text in [
        "分页编号，标准接口page_no从0开始",
        "Weight in grams, between 1 and 30000. Default: 500",
        "Max 35 characters, at least 2 letters",
        "Up to 60 characters or 120 bytes",
        "1 to 20 parcels; keep from 2 to 5 in stock",
        "需要计算则1, 否则填0",
        "大于0表示已删除，删除后自增生成的id值",
        "14天销量",
        "每次最多50条,最多10个仓库",
        "为11位手机号码，示例【13888888888】",
        "2012-01-01 00:00:00(1325347200), 时间差120s内",
        "V1.4.9.1版本以上非必传",
        "重量回传2",
        "取值范围:大于零的整数;最大值:50。默认值:10。",
        "若pay_term=2，则为应付金额，否则则为0",
        "例如优惠10,分摊可以是:3/3/4,或者3.33/3.33/3.34",
        "最小值10, 最大值5000",
        "",
    ] {
        assert_eq!(listed(text), "", "{text}");
    }
}

#[test]
fn what_is_no_single_code_is_known() {
    assert!(is_joined("英文逗号拼接的状态值: 10=已取消，20=编辑中"));
    let pair = |code: &str| (code.to_owned(), "甲".to_owned());
    assert!(is_mask("ticket_mask", "1甲;2乙", &[pair("1"), pair("2")]));
    assert!(is_mask("flags", "1甲 2乙 可相加", &[pair("1"), pair("2")]));
    assert!(!is_mask("ticket_mask", "0甲;1乙", &[pair("0"), pair("1")]));
    assert!(!is_mask("status", "1甲;2乙", &[pair("1"), pair("2")]));
}

#[test]
fn hostile_texts_are_read_in_no_time() {
    for one in ["1:是", "1", "（", "0 ", "-1", "依次为"] {
        read(&one.repeat(20_000));
    }
}

#[test]
fn codes_may_be_words() {
    let pairs = |text| match read(text) {
        Listing::Many(pairs) => {
            pairs.iter().map(|(code, title)| format!("{code}={title}")).collect::<Vec<_>>().join(" ")
        }
        _ => String::new(),
    };
    assert_eq!(pairs("person：个人\ncompany：企业"), "person=个人 company=企业");
    assert_eq!(pairs("SALE:销售; RETURN_BACK:退货；"), "SALE=销售 RETURN_BACK=退货");
    assert_eq!(pairs("true：是\nfalse：否"), "");
    assert_eq!(pairs("url：地址"), "");
    assert_eq!(pairs("格式：json\nurl：地址"), "");
    assert_eq!(pairs("a：甲\na：乙"), "");
}
