//! A program that uses everything the base spec's client has, in the ways it is meant to be used.

use client::acme::order_push::{Kind, Line, LineRequired, OrderPush, OrderPushRequired, OrderPushResponse, Row, State};
use client::terrace::order_get::{OrderGet, OrderGetRequired, OrderGetResponse, Total};
use client::terrace::records;
use client::meadow::state_query::{StateQuery, StateQueryRequired, StateQueryResponse};
use signwright_runtime::{Coded, DateTime, Decimal, Fields as _};

pub fn credentials() -> (client::acme::Credentials, client::meadow::Credentials) {
    let acme = client::acme::Credentials { key: "k".into(), secret: "s".into(), token: Some("t".into()) };
    (acme, client::meadow::Credentials { app: "a".into(), secret: "s".into() })
}

pub fn request(at: DateTime, price: Decimal) -> OrderPush {
    let line = Line::new(LineRequired { sku: "货品".into(), price }).with(|line| line.note = Some("附言".into()));
    let required = OrderPushRequired { shop_no: "店铺".into(), lines: vec![line], memo: String::new() };
    let mut request = OrderPush::new(required);
    request.kind = Some(Kind::Gift.into());
    request.remark = Some("备注".into());
    request.buyer = Some("买家".into());
    (request.paid, request.weight) = (Some(price), Some(5));
    (request.since, request.until) = (Some(at), Some(at));
    request.free = Some("文本".into());
    request.tags = Some(vec!["标签".to_owned()]);
    request.serial = Some(7.into());
    request
}

pub fn read(request: &OrderPush) -> (&str, &[Line], Option<&str>, Option<i64>) {
    (&request.shop_no, &request.lines, request.remark.as_deref(), request.weight)
}

pub fn kind(kind: Coded<Kind>) -> i64 {
    match kind {
        Coded::Listed(Kind::Gift) => 0,
        Coded::Listed(Kind::Normal) => 1,
        Coded::Listed(Kind::Preset) => 2,
        Coded::Listed(_) => -1,
        Coded::Other(code) => code,
    }
}

pub fn state(row: &Row) -> Option<&str> {
    row.sku.as_deref().zip(row.state.as_ref()).map(|(sku, state)| match state {
        Coded::Listed(State::Open) => sku,
        Coded::Listed(State::Closed) => "B",
        Coded::Listed(_) => "",
        Coded::Other(code) => code.as_str(),
    })
}

pub fn answer(answer: &OrderPushResponse) -> (Option<i64>, Option<&str>, Option<i64>, Vec<Option<&str>>) {
    let rows: &[Row] = &answer.rows;
    (answer.code, answer.message.as_deref(), answer.created, rows.iter().map(state).collect())
}

pub fn query() -> StateQuery {
    StateQuery::new(StateQueryRequired { no: "单号".into() })
}

pub fn found(answer: StateQueryResponse) -> (Option<i64>, Option<String>) {
    (answer.code, answer.state)
}

fn main() {
    let _ = (&client::APIS, &client::acme::API, &client::acme::PLATFORM, &client::meadow::API);
}

pub fn addressed(at: signwright_runtime::Time) -> OrderGet {
    let mut request = OrderGet::new(OrderGetRequired { order_id: "订单".into() });
    (request.amount, request.paid_at) = (Some(1), Some(at));
    request.code = Some("A1".into());
    request.fields = Some(vec!["tid".to_owned()]);
    request.trace = Some("t".into());
    request
}

pub fn total(answer: OrderGetResponse) -> Option<records::Total> {
    let total: Option<Total> = answer.total;
    total.filter(|total| total.count.is_some())
}
