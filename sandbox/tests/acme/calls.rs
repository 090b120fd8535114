//! Calls of the three platforms, and what a test says of their answers.

use signwright_runtime::model::{DocumentFormat, RefusalReason};
use signwright_sandbox::{Answer, HttpRequest, Options, Service, Verdict};

use super::client::Call;
use super::{APIS, NOW, mall, shop, store};

pub(crate) const ORDERS: &str = r#"[{"order_no":"A1","paid":1.50,"goods_no":"货1","receiver":"张三"},{"order_no":"A2","paid":"2","spec_no":"规1"}]"#;

pub(crate) fn service() -> Service<'static> {
    Service::new(APIS, Options::default())
}

pub(crate) fn strict() -> Service<'static> {
    Service::new(APIS, Options::default().strict(true))
}

pub(crate) fn text(answer: &Answer) -> &str {
    std::str::from_utf8(&answer.body).expect("answers are UTF-8")
}

pub(crate) fn push(orders: &str) -> Call {
    Call::new(&shop::API, "order_push.php").param("shop_no", "网店一号").param("order_list", orders)
}

pub(crate) fn hold(arguments: &str) -> Call {
    Call::new(&store::API, "order.hold").body(arguments)
}

pub(crate) fn search(pager: &[(&str, &str)]) -> Call {
    let call = Call::new(&store::API, "order.search").body(r#"["网店一号"]"#);
    pager.iter().fold(call, |call, (name, value)| call.param(name, value))
}

pub(crate) fn query(format: DocumentFormat, body: &str) -> Call {
    Call::new(&mall::API, "acme.order.query").format(format).body(body)
}

pub(crate) fn query_json(page: &str) -> Call {
    let body = format!(
        r#"{{"request": {{"body": {{"queryOrder": {{"source": "201", "startTime": "2026-01-01 00:00:00", "endTime": "2026-02-01 00:00:00"{page}}}}}}}}}"#
    );
    query(DocumentFormat::Json, &body)
}

#[track_caller]
pub(crate) fn refused(service: &Service<'_>, request: &HttpRequest, reason: RefusalReason) -> String {
    let answer = service.answer(request, NOW);
    assert_eq!(answer.status, 200);
    assert_eq!(answer.entry.verdict, Verdict::Refused(reason), "{}", answer.entry);
    text(&answer).to_owned()
}

#[track_caller]
pub(crate) fn accepted(service: &Service<'_>, request: &HttpRequest) -> String {
    let answer = service.answer(request, NOW);
    assert_eq!(answer.entry.verdict, Verdict::Accepted, "{}", answer.entry);
    text(&answer).to_owned()
}
