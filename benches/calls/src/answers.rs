//! The answers that are read into the typed responses: a page of orders in both formats, and a short one.

use signwright_client::suning::order_status_query::OrderStatusQuery;
use signwright_client::wangdian_enterprise::vip_trade_modify::VipTradeModify;
use signwright_client::{Bytes, DocumentFormat, Limits, RawAnswer, Redaction, interpret};

/// A body as a transport hands it over.
pub fn answer(text: String) -> Bytes {
    Bytes::from(text)
}

/// Reads a page of orders; gives how many jobs its rows have.
pub fn orders(body: &Bytes, is_json: bool) -> usize {
    let format = if is_json { DocumentFormat::Json } else { DocumentFormat::Xml };
    let answer = RawAnswer::new(200, body.clone());
    let reply = interpret::<OrderStatusQuery>(answer, Some(format), Limits::default(), &Redaction::default());
    let body = reply.ok().and_then(|reply| reply.response.sn_body);
    body.iter().flat_map(|body| &body.query_order_status).map(|row| row.job_list.len()).sum()
}

/// Reads a short answer; gives 1 if it says success.
pub fn small(body: &Bytes) -> usize {
    let answer = RawAnswer::new(200, body.clone());
    let reply = interpret::<VipTradeModify>(answer, None, Limits::default(), &Redaction::default());
    usize::from(reply.is_ok_and(|reply| reply.response.message.is_some()))
}
