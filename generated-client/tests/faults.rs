//! Every fault that a sandbox knows, on calls of the shipped platforms: whatever happens, a client tells no outcome that is
//! better than the truth, and none that is worse where the answer says all.
#![cfg(all(feature = "suning", feature = "wangdian-enterprise", feature = "wangdian-flagship"))]

use signwright_client::suning::order_status_query::{OrderSource, OrderStatusQueryRequired, QueryType};
use signwright_client::suning::{OrderStatusQuery, ZONE};
use signwright_client::wangdian_enterprise::VipTradeModify;
use signwright_client::wangdian_enterprise::vip_trade_modify::VipTradeModifyRequired;
use signwright_client::wangdian_flagship::TradeToException;
use signwright_client::wangdian_flagship::trade_to_exception::TradeToExceptionRequired;
use signwright_client::{APIS, Client, Error};
use signwright_runtime::{DateTime, Endpoint};
use signwright_sandbox::{Fault, InProcess, Options, PlanError};

/// Makes a call that meets each fault, and compares what the client says of it with what was done: how often, and whether
/// the call does anything at all.
fn calls<R: Endpoint>(platform: &'static str, request: &R, does: bool) -> usize {
    let mut planned = 0;
    for fault in Fault::all() {
        let mock = InProcess::start(APIS.apis().expect("the texts are read"), Options::default());
        let endpoint = R::endpoint().expect("a table").name;
        match mock.next_call().of(endpoint).inject(fault.clone()) {
            Err(PlanError::Inexpressible(..)) => continue,
            result => result.expect("it can be planned"),
        }
        planned += 1;
        let model = R::platform().expect("a platform");
        let client = Client::new(model, mock.credentials(platform), &mock.environment(platform), mock.clone());
        let result = client.expect("an address").call(request);
        assert_eq!(mock.script().history(), [format!("call 1 of {endpoint}: {fault}")]);
        let done: u64 = mock.rows(platform, endpoint).iter().map(|row| row.executions).sum();
        match &result {
            // A repetition of what works once is answered as one, and nothing is done twice.
            Ok(_) | Err(Error::Decode(_)) => assert!(done > 0 || !does, "{fault}: told as done"),
            Err(Error::Refused(refusal)) => {
                let is_second = fault == Fault::Twice(signwright_sandbox::Answered::Second);
                assert!(done == 0 || is_second, "{fault}: told as refused: {refusal}");
            }
            Err(Error::Unknown(_)) => {}
            Err(error) => panic!("{fault}: {error}"),
        }
    }
    planned
}

#[test]
fn no_fault_is_told_as_better_than_it_is() {
    let modify = VipTradeModify::new(VipTradeModifyRequired { trade_no: "JY单号🍵1".into() });
    let hold = TradeToException::new(TradeToExceptionRequired { trade_no: "JY202311100033".into() });
    let moment = |text| DateTime::parse(text, ZONE).expect("a moment");
    let query = OrderStatusQuery::new(OrderStatusQueryRequired {
        order_source: OrderSource::Tmall.into(),
        start_time: moment("2014-01-14 12:20:00"),
        end_time: moment("2014-01-15 12:20:00"),
        query_type: QueryType::All.into(),
    });
    let planned = [
        calls("wangdian-enterprise", &modify, true),
        calls("wangdian-flagship", &hold, true),
        calls("suning", &query, false),
    ];
    // What each table can express: a clock's refusal, and pages that move.
    let all = Fault::all().len();
    assert!(planned.iter().all(|planned| *planned >= all - 5), "{planned:?} of {all}");
}
