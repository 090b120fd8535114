//! A shop's night: 120 trades pushed through an outage, and an order query read page by page.
use std::time::Duration;

use signwright_client::suning::order_status_query::OrderStatusQuery;
use signwright_client::wangdian_enterprise::TradePush;
use signwright_client::{APIS, Blocking, Client, LocalJournal, suning, wangdian_enterprise};
use signwright_sandbox::{Fault, Options, Sandbox};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // At the vendors': `Client::new(&PLATFORM, Credentials { … }, "production", Blocking::new())`.
    let sandbox = Sandbox::start(APIS.apis()?, Options::default())?;
    let at = |name: &str| (sandbox.credentials(name), sandbox.environment(name));
    let (credentials, address) = at("wangdian-enterprise");
    let erp = Client::new(&wangdian_enterprise::PLATFORM, credentials, &address, Blocking::new())?
        .with_attempts(5)
        .with_pauses(Duration::from_millis(20), Duration::from_secs(10));

    let mut push: TradePush = serde_json::from_str(include_str!("trade_push.json"))?;
    let template = push.trade_list.remove(0);
    for number in 1..=120 {
        let mut trade = template.clone();
        trade.tid = format!("AT{number}");
        trade.buyer_nick = format!("买家{number}😀");
        trade.order_list[0].oid = format!("AT{number}-1");
        push.trade_list.push(trade);
    }
    sandbox.next_calls(3).inject("503".parse::<Fault>()?)?;
    let journal = LocalJournal::default(); // `FileJournal::open(path)?` outlasts the program
    let report = erp.batch(&push).journal(&journal, "2024-05-01").send()?;
    println!("{report}");
    report.unknown().for_each(|(row, why)| println!("look at {}: {why:?}", push.trade_list[row].tid));

    let (credentials, address) = at("suning");
    let orders = Client::new(&suning::PLATFORM, credentials, &address, Blocking::new())?;
    let query: OrderStatusQuery = serde_json::from_str(include_str!("order_status_query.json"))?;
    for page in orders.pages(&query) {
        println!("{} orders", page?.progress.rows);
    }
    Ok(())
}
