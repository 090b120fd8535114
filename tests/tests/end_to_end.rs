//! All four endpoints over loopback, on both transports, through the generated types: what the platform verified, what
//! it counted and refused, and that nothing secret was printed on the way.

use signwright_client::suning::order_status_query::{
    OrderSource, OrderStatusQuery, OrderStatusQueryRequired, QueryType,
};
use signwright_client::wangdian_enterprise::trade_push::{
    DeliveryTerm, Order, OrderRequired, PayStatus, RefundStatus, Trade, TradePush, TradePushRequired, TradeRequired,
    TradeStatus,
};
use signwright_client::wangdian_enterprise::vip_trade_modify::{FlagCover, VipTradeModify, VipTradeModifyRequired};
use signwright_client::wangdian_flagship::trade_to_exception::{TradeToException, TradeToExceptionRequired};
use signwright_client::{APIS, suning, wangdian_enterprise, wangdian_flagship};
use signwright_runtime::model::{DocumentFormat, ErrorClass, Platform};
use signwright_runtime::reply::RawAnswer;
use signwright_runtime::transport::{Async, Blocking, Transport as _};
use signwright_runtime::{
    CallOptions, Client, Credentials, DateTime, Decimal, Endpoint, Error, Fields as _, FileJournal, Limits, Node,
    Redaction, Reply, SigningTime, interpret, prepare_node,
};
use signwright_sandbox::{Options, Sandbox, Verdict};

/// One sandbox, called on both transports.
struct Both {
    sandbox: Sandbox,
    runtime: tokio::runtime::Runtime,
}

#[derive(Clone, Copy, PartialEq, Debug)]
enum Over {
    Blocking,
    Async,
}

impl Both {
    fn start() -> Self {
        let sandbox =
            Sandbox::start(APIS.apis().expect("the texts are read"), Options::default()).expect("the sandbox starts");
        let runtime = signwright_tests::runtime();
        Self { sandbox, runtime }
    }

    fn client<T>(&self, platform: &'static Platform<'static>, transport: T) -> Client<T> {
        let credentials = self.sandbox.credentials(platform.name);
        Client::new(platform, credentials, &self.sandbox.environment(platform.name), transport).expect("an address")
    }

    fn call<R: Endpoint + Sync>(&self, over: Over, request: &R) -> Result<Reply<R::Response>, Error> {
        match over {
            Over::Blocking => self.client(R::platform().expect("a platform"), Blocking::new()).call(request),
            Over::Async => self.runtime.block_on(async {
                let transport = Async::new();
                self.client(R::platform().expect("a platform"), transport).call_async(request).await
            }),
        }
    }

    fn last(&self) -> (Verdict, String) {
        let entry = self.sandbox.log().pop().expect("a call was logged");
        (entry.verdict, entry.to_string())
    }
}

fn time(text: &str) -> DateTime {
    DateTime::parse(text, wangdian_enterprise::ZONE).expect("a time")
}

fn now_ms() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("after 1970");
    since.as_millis().try_into().expect("before the year 292 million")
}

fn amount(text: &str) -> Decimal {
    text.parse().expect("an amount")
}

/// One paid trade of one line: 2 × 199.50 − 10 + 12 = 401.00.
fn trade(tid: &str) -> Trade {
    let mut order = Order::new(OrderRequired {
        oid: format!("{tid}-1"),
        num: 2.into(),
        price: amount("199.50"),
        status: TradeStatus::AwaitingShipment.into(),
        refund_status: RefundStatus::NoRefund.into(),
        goods_id: "E166D18B".into(),
        adjust_amount: 0.into(),
        discount: 10.into(),
        share_discount: 0.into(),
    });
    order.spec_no = Some("9787533951092".into());
    order.goods_name = Some("情商是什么?——关于生活智慧的44个故事".into());
    let mut trade = Trade::new(TradeRequired {
        tid: tid.into(),
        trade_status: TradeStatus::AwaitingShipment.into(),
        pay_status: PayStatus::Paid.into(),
        delivery_term: DeliveryTerm::Prepaid.into(),
        trade_time: time("2024-05-01 10:21:00"),
        buyer_nick: "三国杀😀".into(),
        receiver_address: "北京 北京市 海淀区 花园路1号".into(),
        post_amount: 12.into(),
        cod_amount: 0.into(),
        ext_cod_fee: 0.into(),
        paid: amount("401.00"),
        order_list: vec![order],
    });
    trade.pay_time = Some(time("2024-05-01 10:22:30"));
    trade.receiver_name = Some("亚历山大".into());
    trade
}

fn push(trades: Vec<Trade>) -> TradePush {
    TradePush::new(TradePushRequired { shop_no: "api_test".into(), trade_list: trades })
}

#[test]
fn a_record_where_a_list_is_demanded_is_refused_however_lenient() {
    let trade = r#"{"tid":"T1"}"#;
    let endpoint = TradePush::endpoint().expect("a table");
    let options = CallOptions { unchecked: true, ..CallOptions::default() };
    for strict in [false, true] {
        let sandbox = Sandbox::start(APIS.apis().expect("the texts are read"), Options::default().strict(strict))
            .expect("the sandbox starts");
        let platform = TradePush::platform().expect("a platform");
        for (list, named) in [
            (trade.to_owned(), "expected a list, found a record"),
            (format!(r#"{{"0":{trade}}}"#), "(a list with keys)"),
            (format!("{:?}", format!("[{trade}]")), "(JSON encoded twice)"),
            (format!("[{trade:?}]"), "(JSON encoded twice)"),
        ] {
            let fields =
                vec![("shop_no".into(), Node::text("api_test")), ("trade_list".into(), Node::text(list.clone()))];
            let signing_time = SigningTime::new(now_ms(), "nonce");
            let address = sandbox.environment(platform.name);
            let credentials = sandbox.credentials(platform.name);
            let request =
                prepare_node(platform, endpoint, Node::map(fields), &credentials, &address, &options, &signing_time);
            let request = request.expect("prepared").request.into_http().expect("HTTP carries it");
            let answer = Blocking::new().send(request, 10_000.into()).expect("an answer");
            let (status, body) = (answer.status().as_u16(), answer.into_body());
            let read =
                interpret::<TradePush>(RawAnswer::new(status, body), None, Limits::default(), &Redaction::default());
            assert!(matches!(&read, Err(Error::Refused(_))), "{strict} {list}: {read:?}");
            let entry = sandbox.log().pop().expect("a call was logged").to_string();
            assert!(entry.contains(named), "{strict} {list}: {entry}");
        }
    }
}

#[test]
fn a_push_creates_and_then_updates() {
    for over in [Over::Blocking, Over::Async] {
        let both = Both::start();
        let reply = both.call(over, &push(vec![trade("甲-1"), trade("甲-2")])).expect("accepted");
        assert_eq!((reply.response.new_count, reply.response.chg_count), (Some(2), Some(0)), "{over:?}");
        assert!(reply.warnings.is_empty() && reply.notes.is_empty());
        let reply = both.call(over, &push(vec![trade("甲-2"), trade("甲-3")])).expect("accepted");
        assert_eq!((reply.response.new_count, reply.response.chg_count), (Some(1), Some(1)), "{over:?}");
        assert_eq!(both.last().0, Verdict::Accepted);
    }
}

#[test]
fn a_wrong_sum_is_told_and_passes() {
    let both = Both::start();
    let mut short = trade("乙-1");
    short.paid = amount("400.99");
    let reply = both.call(Over::Blocking, &push(vec![short])).expect("sums warn");
    let paths: Vec<_> = reply.warnings.iter().map(|one| (one.path.as_str(), one.rule)).collect();
    assert_eq!(paths, [("trade_list[0].paid", "equals")]);
}

#[test]
fn what_is_wrong_is_told_before_a_byte_is_sent() {
    let both = Both::start();
    let mut wrong = trade("丙-1");
    wrong.id_card = Some("110101199003070000".into());
    wrong.receiver_address = "海".repeat(257);
    let error = both.call(Over::Blocking, &push(vec![wrong])).expect_err("refused here");
    let Error::Invalid(violations) = &error else { panic!("{error}") };
    let found: Vec<_> = violations.iter().map(|one| (one.path.as_str(), one.rule)).collect();
    assert_eq!(found, [("trade_list[0].receiver_address", "length"), ("trade_list[0].id_card", "forbidden")]);
    assert!(both.sandbox.log().is_empty(), "nothing was sent");
    // Neither the number of the card nor the address is printed.
    let printed = format!("{error} {error:?}");
    assert!(!printed.contains("110101199003070000") && !printed.contains("海海"), "{printed}");
}

#[test]
fn a_flag_is_set() {
    for over in [Over::Blocking, Over::Async] {
        let both = Both::start();
        let mut change = VipTradeModify::new(VipTradeModifyRequired { trade_no: "JY201902260005".into() });
        change.flag_name = Some("小麦测试专用标".into());
        change.logistics_code = Some("JITXXX".into());
        change.logistics_no = Some("ceshi01".into());
        change.flag_cover = Some(FlagCover::Overwrite.into());
        let reply = both.call(over, &change).expect("accepted");
        assert_eq!(reply.response.message.as_deref(), Some("OK"));
    }
}

#[test]
fn an_order_turns_exceptional_once() {
    for over in [Over::Blocking, Over::Async] {
        let both = Both::start();
        let request = TradeToException::new(TradeToExceptionRequired { trade_no: "JY202311100033".into() });
        both.call(over, &request).expect("the first time");
        let error = both.call(over, &request).expect_err("the second time is refused inside an answer of status 0");
        let Error::Refused(refusal) = &error else { panic!("{error}") };
        assert_eq!(refusal.message, "订单状态不正确");
        assert_eq!(both.last().0, Verdict::Repeated);
    }
}

fn query(source: OrderSource) -> OrderStatusQuery {
    OrderStatusQuery::new(OrderStatusQueryRequired {
        order_source: source.into(),
        start_time: time("2014-01-14 12:20:00"),
        end_time: time("2014-01-15 12:20:00"),
        query_type: QueryType::All.into(),
    })
}

#[test]
fn a_query_is_answered_in_both_formats() {
    for format in [DocumentFormat::Xml, DocumentFormat::Json] {
        let both = Both::start();
        let client = both.client(OrderStatusQuery::platform().expect("a platform"), Blocking::new()).format(format);
        let first = query(OrderSource::Tmall).with(|query| query.page_size = Some(1));
        let reply = client.call(&first).expect("accepted");
        let (head, body) = (reply.response.sn_head.expect("a head"), reply.response.sn_body.expect("a body"));
        assert_eq!(head.page_total, Some(2), "{format:?}");
        assert_eq!(body.query_order_status.len(), 1);
        assert_eq!(body.query_order_status[0].job_list.len(), 2);
        assert_eq!(body.query_order_status[0].order_id.as_deref(), Some("1245"));

        // 拍拍 has no orders: the code that says so is an empty success.
        let reply = client.call(&query(OrderSource::Paipai)).expect("an empty result is no error");
        assert!(reply.is_empty);
    }
}

#[test]
fn a_wrong_secret_is_refused_and_explained_by_the_catalogue() {
    let both = Both::start();
    let right = both.sandbox.credentials("suning");
    let wrong =
        Credentials::new([("appKey", right.get("appKey").unwrap_or_default()), ("appSecret", "not-the-secret")]);
    let address = both.sandbox.environment("suning");
    let client = Client::new(&suning::PLATFORM, wrong, &address, Blocking::new()).expect("an address");
    let error = client.call(&query(OrderSource::Tmall)).expect_err("refused");
    let Error::Refused(refusal) = &error else { panic!("{error}") };
    assert_eq!(refusal.code, "sys.check.app-sign:error");
    assert_eq!(refusal.causes.iter().map(|cause| cause.cause.as_str()).collect::<Vec<_>>(), ["签名信息错误"]);
    let printed = format!("{error} {error:?} {client:?} {:?}", both.last());
    assert!(!printed.contains("not-the-secret"), "{printed}");
    let secret = right.get("appSecret").unwrap_or_default();
    assert!(!secret.is_empty() && !printed.contains(secret), "{printed}");
}

#[test]
fn a_stale_clock_is_refused_as_one_that_may_be_repeated() {
    let both = Both::start();
    let client = both
        .client(OrderStatusQuery::platform().expect("a platform"), Blocking::new())
        .with_clock(|| signwright_runtime::SigningTime::new(1_389_673_200_000, "n"));
    let error = client.call(&query(OrderSource::Tmall)).expect_err("2014 is long ago");
    let Error::Refused(refusal) = &error else { panic!("{error}") };
    assert_eq!((refusal.code.as_str(), refusal.class), ("sys.check.app-time:error", ErrorClass::Clock));
}

#[test]
fn nothing_listening_is_not_sent() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address");
    let credentials = Credentials::new([("sid", "s"), ("key", "k"), ("appsecret", "geheim:salt")]);
    let client =
        Client::new(&wangdian_flagship::PLATFORM, credentials, &format!("http://{free}/openapi"), Blocking::new())
            .expect("an address");
    let request = TradeToException::new(TradeToExceptionRequired { trade_no: "JY1".into() });
    let error = client.call(&request).expect_err("nobody is there");
    assert!(matches!(error, Error::NotSent(_)), "{error}");
    assert!(!format!("{error} {error:?}").contains("geheim"));
}

#[test]
fn a_hundred_and_twenty_trades_go_out_in_calls_of_fifty_and_of_thirty_of_one_buyer() {
    let both = Both::start();
    let dir = tempfile::tempdir().expect("a folder");
    let journal = FileJournal::open(dir.path().join("trades.journal")).expect("a journal");
    for over in [Over::Blocking, Over::Async] {
        let trades = (0..120).map(|number| {
            let nick = if number < 70 { "三国杀😀".to_owned() } else { format!("买家{number}") };
            trade(&format!("{over:?}-{number}")).with(|trade| trade.buyer_nick = nick)
        });
        let mut push = push(trades.collect());
        push.trade_list[87].receiver_address = "很长".repeat(200);
        let platform = &wangdian_enterprise::PLATFORM;
        let platform = platform.platform().expect("a platform");
        let report = match over {
            Over::Blocking => {
                let client = both.client(platform, Blocking::new());
                client.batch(&push).journal(&journal, "阻塞").send()
            }
            Over::Async => both.runtime.block_on(async {
                let client = both.client(platform, Async::new());
                client.batch(&push).journal(&journal, "异步").send_async().await
            }),
        };
        let report = report.expect("a report");
        assert_eq!(report.to_string(), "120 rows: 119 applied, 1 rejected, 0 unknown, 0 not attempted");
        let (row, why) = report.rejected().next().expect("the one that is too long");
        assert!(row == 87 && why.to_string().starts_with("trade_list[87].receiver_address: "), "{why}");
        let sizes: Vec<_> = report.calls().iter().map(|call| call.rows.len()).collect();
        assert_eq!(sizes, [50, 50, 19]);
        let created: Vec<_> =
            report.calls().iter().map(|call| call.result.as_ref().expect("done").response.new_count).collect();
        assert_eq!(created, [Some(50), Some(50), Some(19)], "{over:?}");
    }
}
