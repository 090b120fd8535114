//! 订单状态查询: asks for the orders of a source page by page, in XML and in JSON, and for a source without orders.
//!
//! `cargo run -p signwright-client --example order_status_query`

use signwright_client::Blocking;
use signwright_client::Client;
use signwright_client::DocumentFormat;
use signwright_client::suning::order_status_query::{
    OrderSource, OrderStatusQuery, OrderStatusQueryRequired, ProcessingStatus, QueryType,
};
use signwright_client::suning::{PLATFORM, ZONE};
use signwright_client::{Coded, DateTime};
use signwright_sandbox::{Options, Sandbox};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let sandbox = Sandbox::start(signwright_client::APIS.apis()?, Options::default())?;
    for format in [DocumentFormat::Xml, DocumentFormat::Json] {
        let client = Client::new(
            &PLATFORM,
            sandbox.credentials(PLATFORM.platform()?.name),
            &sandbox.environment(PLATFORM.platform()?.name),
            Blocking::new(),
        )?
        .format(format);
        println!("{}:", format.name());
        for source in [OrderSource::Tmall, OrderSource::Jd] {
            let mut query = query(source)?;
            query.page_size = Some(1);
            let reply = client.call(&query)?;
            let orders = reply.response.sn_body.map(|body| body.query_order_status).unwrap_or_default();
            println!("  {:?}: {} on the first page", Coded::from(source), orders.len());
            for order in orders {
                // An answer may leave anything out, so its fields are optional.
                let id = order.order_id.as_deref().unwrap_or("without an id");
                let status = match order.order_status {
                    Some(Coded::Listed(ProcessingStatus::Completed)) => "done".to_owned(),
                    Some(Coded::Other(code)) => format!("with {code}, which the page does not list"),
                    Some(status) => format!("{status:?}"),
                    None => "without a status".to_owned(),
                };
                println!("    {id}: {status}, {} jobs", order.job_list.len());
            }
        }
    }

    // The start after the end: refused here, with the page's own sentence.
    let mut backwards = query(OrderSource::Tmall)?;
    std::mem::swap(&mut backwards.start_time, &mut backwards.end_time);
    let client = Client::new(
        &PLATFORM,
        sandbox.credentials(PLATFORM.platform()?.name),
        &sandbox.environment(PLATFORM.platform()?.name),
        Blocking::new(),
    )?;
    if let Err(error) = client.call(&backwards) {
        println!("\nnot sent:\n{error:#}");
    }
    println!("\nthe sandbox's log:");
    for entry in sandbox.log() {
        println!("  {entry}");
    }
    Ok(())
}

fn query(source: OrderSource) -> Result<OrderStatusQuery, Box<dyn std::error::Error>> {
    Ok(OrderStatusQuery::new(OrderStatusQueryRequired {
        order_source: source.into(),
        start_time: DateTime::parse("2014-01-14 12:20:00", ZONE)?,
        end_time: DateTime::parse("2014-01-15 12:20:00", ZONE)?,
        query_type: QueryType::All.into(),
    }))
}
