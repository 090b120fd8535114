//! Secrets and personal data, planted with marks that stand nowhere else, in calls that meet every fault and every echo: all
//! that can be printed of them is searched for the marks in any spelling.

mod echo;
mod marks;

use std::collections::BTreeMap;
use std::fmt::{Debug, Write as _};
use std::time::Duration;

use signwright_client::{suning, wangdian_enterprise, wangdian_flagship};
use signwright_runtime::model::{ApiText, OfPlatform};
use signwright_runtime::{
    Client, Credentials, Endpoint, Error, Event, FillFields, Limits, PlatformTokens, Reply, Step, fill_request, json,
};
use signwright_sandbox::{Faults, InProcess, Options, Rates, Time};
use signwright_tests::logs;

use super::{met, number};
use crate::START;
use crate::shijie::order_note::{OrderNote, OrderNoteRequired};
use crate::shijie::order_push::{Order, OrderPush, OrderPushRequired, OrderRequired};
use crate::shijie::order_query::OrderQuery;
use crate::shijie::token_refresh::{TokenRefresh, TokenRefreshRequired};
use echo::Echoing;
use marks::Marks;

/// Of ten thousand calls, how many meet a fault.
const FAULTY: u32 = 5_000;

/// What was seen.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    /// Calls that were made.
    pub calls: u64,
    /// How they ended: done, or the kind of error.
    pub kinds: BTreeMap<&'static str, u64>,
    /// Bytes that were printed and searched.
    pub bytes: u64,
    /// How often something was left out of them.
    pub hidden: u64,
    /// Marks that were found: which, and what stands around it.
    pub found: Vec<String>,
}

impl Figures {
    /// Whether the bar is met: nothing was found, in what shows that there was something to hide.
    pub fn are_good(&self) -> bool {
        self.found.is_empty() && self.hidden > 0 && self.kinds.len() >= 6
    }
}

/// All that is called, with the marks in its credentials and requests.
struct Shop {
    seed: u64,
    printed: String,
    kinds: BTreeMap<&'static str, u64>,
    runtime: tokio::runtime::Runtime,
}

/// So many calls, in turn of each endpoint. Only one run in a process can listen to what its libraries say.
pub fn measure(calls: u64, seed: u64) -> Figures {
    logs::listen();
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime without I/O");
    let mut shop = Shop { seed, printed: String::new(), kinds: BTreeMap::new(), runtime };
    let clients = Clients::new(seed);
    let marks = Marks::new();
    let mut figures = Figures { calls, ..Figures::default() };
    for call in 0..calls {
        clients.call(&mut shop, call);
        shop.printed.push_str(&logs::take());
        let printed = std::mem::take(&mut shop.printed);
        figures.bytes += printed.len() as u64;
        figures.hidden += u64::from(printed.contains("<redacted>"));
        for found in marks.within(&printed, &echo::signatures()) {
            if figures.found.len() < 20 {
                figures.found.push(format!("call {call}: {found}"));
            }
        }
    }
    figures.kinds = shop.kinds;
    figures
}

/// A client for each platform, over a sandbox with faults.
struct Clients {
    pushes: Client<Echoing>,
    flagship: Client<Echoing>,
    queries: Client<Echoing>,
    invented: Client<Echoing>,
}

impl Clients {
    fn new(seed: u64) -> Self {
        let secret = |name: &str| format!("{}{name}-盐{}", marks::SECRET, marks::PERSONAL);
        let enterprise = Credentials::new([
            ("sid", "acme".to_owned()),
            ("appkey", "open-key".to_owned()),
            ("appsecret", format!("{}/+=:{}", secret("a"), secret("b"))),
        ]);
        let flagship = Credentials::new([
            ("sid", "acme".to_owned()),
            ("key", "open-key".to_owned()),
            ("appsecret", format!("{}/+=:{}", secret("c"), secret("d"))),
        ]);
        let suning = Credentials::new([
            ("appKey", "open-key".to_owned()),
            ("appSecret", secret("e")),
            ("access_token", format!("{}token", marks::SECRET)),
        ]);
        let invented = Credentials::new([
            ("appkey", "open-key".to_owned()),
            ("secret", secret("f")),
            ("access_token", String::new()),
            ("refresh_token", secret("g")),
        ]);
        let invented_client = client(&crate::shijie::API, &crate::shijie::PLATFORM, invented, seed);
        let tokens = PlatformTokens::of(&crate::shijie::API).expect("its text is read");
        Self {
            pushes: client(&wangdian_enterprise::API, &wangdian_enterprise::PLATFORM, enterprise, seed + 1),
            flagship: client(&wangdian_flagship::API, &wangdian_flagship::PLATFORM, flagship, seed + 2),
            queries: client(&suning::API, &suning::PLATFORM, suning, seed + 3),
            invented: invented_client.with_tokens(tokens),
        }
    }

    fn call(&self, shop: &mut Shop, call: u64) {
        let personal = |of: &str| format!("{of}{}{}", marks::PERSONAL, marks::PERSONAL_LETTERS);
        match call % 8 {
            0 | 1 => {
                let request: wangdian_enterprise::TradePush = filled(&trade_push(call, &personal));
                shop.call(&self.pushes, &request, call);
            }
            2 => {
                let request = r#"{"trade_no":"JY1","logistics_no":"SF1001","logistics_code":"SF","flag_cover":"1"}"#;
                let request: wangdian_enterprise::VipTradeModify = filled(request);
                shop.call(&self.pushes, &request, call);
            }
            3 => {
                let request: wangdian_flagship::TradeToException = filled(r#"{"trade_no":"JY202311100033"}"#);
                shop.call(&self.flagship, &request, call);
            }
            4 => {
                let request: suning::OrderStatusQuery = filled(
                    r#"{"orderSource":"201","startTime":"2014-01-14 12:20:00","endTime":"2014-01-15 12:20:00","queryType":"0"}"#,
                );
                shop.call(&self.queries, &request, call);
            }
            5 | 6 => {
                let order = |number: u64| {
                    let mut order = Order::new(OrderRequired { tid: format!("单{call}-{number}"), version: 1 });
                    order.buyer = Some(personal("张"));
                    // Now and then one that breaks its table, and is not sent.
                    if call % 32 == 5 {
                        order.buyer = Some(personal("张").repeat(2));
                    }
                    order
                };
                let orders = vec![order(1), order(2)];
                shop.call(&self.invented, &OrderPush::new(OrderPushRequired { orders }), call);
            }
            _ if call % 16 == 7 => {
                let required = OrderNoteRequired { tid: format!("单{call}"), note: "加急，谢谢！".to_owned() };
                let client = match call % 64 {
                    7 => self.invented.clone().with_deadline(Duration::ZERO),
                    23 => {
                        // Someone's address with a password in it, and without TLS.
                        let address = format!("http://user:{0}@gateway.example/{0}?key={0}", marks::SECRET);
                        self.invented.clone().with_environment(&address).expect("an address")
                    }
                    _ => self.invented.clone(),
                };
                shop.call(&client, &OrderNote::new(required), call);
            }
            _ if call % 32 == 15 => shop.call(&self.invented, &OrderQuery::new(), call),
            // As a person does who looks after tokens without the client.
            _ => {
                let refresh_token = format!("{}ticket{}", marks::SECRET, marks::PERSONAL);
                let request = TokenRefresh::new(TokenRefreshRequired { refresh_token });
                shop.call(&self.invented, &request, call);
            }
        }
    }
}

fn client(
    api: &'static ApiText,
    platform: &'static impl OfPlatform,
    credentials: Credentials,
    seed: u64,
) -> Client<Echoing> {
    let api = api.api().expect("its text is read");
    let name = api.platform.name;
    let faults = Faults::seeded(seed, Rates::all(FAULTY));
    let options = Options::default().time(Time::Fixed(START)).faults(faults).credentials(name, credentials.clone());
    let mock = InProcess::start(&[api], options);
    let (environment, clock) = (mock.environment(name), mock.clock());
    let client = Client::new(platform, credentials, &environment, Echoing::new(mock, seed)).expect("an address");
    client.with_clock(clock).with_attempts(3).with_observer(observe)
}

/// A request of JSON.
fn filled<R: Endpoint + FillFields>(request: &str) -> R {
    let node = json::parse(request.as_bytes(), Limits::default()).expect("JSON");
    fill_request(&node, R::platform().expect("its text is read").zone).expect("a request")
}

fn trade_push(call: u64, personal: &dyn Fn(&str) -> String) -> String {
    format!(
        r#"{{ "shop_no": "api_test", "trade_list": [{{ "tid": "AT{call}", "trade_status": 30, "pay_status": 2,
            "delivery_term": 1, "trade_time": "2024-05-01 10:21:00", "buyer_nick": "{0} & \"friends\"",
            "receiver_name": "{1}", "receiver_mobile": "13800138001", "receiver_address": "{2} 花园路1号",
            "pay_account": "{3}+san@example.com", "buyer_message": "{4}", "post_amount": 12, "cod_amount": 0,
            "ext_cod_fee": 0, "paid": 401.00, "order_list": [{{ "oid": "AT{call}-1", "num": 2, "price": 199.50,
            "status": 30, "refund_status": 0, "goods_id": "E166D18B", "spec_no": "9787533951092", "adjust_amount": 0,
            "discount": 10, "share_discount": 0 }}] }}] }}"#,
        personal("三国杀"),
        personal("张"),
        personal("北京市 "),
        personal("zhang"),
        personal("请"),
    )
}

/// All that an observer can print.
fn observe(event: &Event<'_>) {
    let bodies = match &event.step {
        Step::Sends(request) => format!("{} {} {}", request.verb(), request.address(), request.body()),
        Step::Answered(answer) => format!("{:?} {}", answer.request_id(), answer.body()),
        _ => String::new(),
    };
    tracing::trace!("{event:?} {event:#?} {bodies}");
}

impl Shop {
    fn call<R>(&mut self, client: &Client<Echoing>, request: &R, call: u64)
    where
        R: Endpoint<Response: Debug> + Sync,
    {
        let is_blocking = super::vendor::mixed(self.seed ^ call).is_multiple_of(2);
        let result = if is_blocking { client.call(request) } else { self.runtime.block_on(client.call_async(request)) };
        *self.kinds.entry(result.as_ref().err().map_or("done", Error::kind)).or_default() += 1;
        self.print(&result);
        if call.is_multiple_of(16) {
            let prepared = client.dry_run(request);
            self.write(&[&client, &client.transport(), &prepared]);
            if let Ok(prepared) = &prepared {
                self.write(&[&prepared.request, &prepared.redaction, &prepared.rows]);
            }
        }
    }

    fn write(&mut self, all: &[&dyn Debug]) {
        for shown in all {
            let _ = writeln!(self.printed, "{shown:?} {shown:#?}");
        }
    }

    fn print<T: Debug>(&mut self, result: &Result<Reply<T>, Error>) {
        match result {
            Ok(reply) => self.write(&[reply, &reply.warnings, &reply.notes, &reply.failed()]),
            Err(error) => {
                self.write(&[error]);
                let mut source: Option<&dyn std::error::Error> = Some(error);
                while let Some(error) = source {
                    let _ = writeln!(self.printed, "{error} {error:#} {error:?} {error:#?}");
                    source = error.source();
                }
            }
        }
    }
}

/// Calls and the seed.
pub fn run(numbers: &[u64]) -> bool {
    let figures = measure(number(numbers, 0, 10_000), number(numbers, 1, 1));
    println!(
        "{} calls, {:?}; {} MB were printed, {} calls of which show that something was left out",
        figures.calls,
        figures.kinds,
        figures.bytes / 1_000_000,
        figures.hidden
    );
    for found in &figures.found {
        println!("  LEAK {found}");
    }
    met("no mark in any spelling", figures.are_good())
}
