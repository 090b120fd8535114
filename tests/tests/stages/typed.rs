//! Requests and answers as a program sees them: through the types of the generated client.

use signwright_client::suning::order_status_query::OrderStatusQuery;
use signwright_client::wangdian_enterprise::{trade_push::TradePush, vip_trade_modify::VipTradeModify};
use signwright_client::wangdian_flagship::trade_to_exception::TradeToException;
use signwright_runtime::model::DocumentFormat;
use signwright_runtime::reply::RawAnswer;
use signwright_runtime::{Endpoint, FillFields, Limits, Node, Redaction, Value, client, fill_request};

/// A request through the generated types and back.
pub(crate) fn request(endpoint: &str, document: &Node<'_>) -> Result<Node<'static>, String> {
    match endpoint {
        "trade_push.php" => through::<TradePush>(document),
        "vip_trade_modify.php" => through::<VipTradeModify>(document),
        "sales.TradeEdit.toException" => through::<TradeToException>(document),
        "suning.fourps.orderstatus.query" => through::<OrderStatusQuery>(document),
        _ => Err(format!("no generated client of {endpoint} is known to this test")),
    }
}

fn through<R: Endpoint + FillFields + Value>(document: &Node<'_>) -> Result<Node<'static>, String> {
    let request: R =
        fill_request(document, R::platform().expect("a platform").zone).map_err(|violations| violations.to_string())?;
    Ok(request.node().into_owned())
}

/// The typed response of a successful answer. An optional field that is absent is left out or `null`.
pub(crate) fn response(
    endpoint: &str,
    answer: &RawAnswer,
    format: DocumentFormat,
) -> Result<serde_json::Value, String> {
    let read = match endpoint {
        "trade_push.php" => read::<TradePush>,
        "vip_trade_modify.php" => read::<VipTradeModify>,
        "sales.TradeEdit.toException" => read::<TradeToException>,
        "suning.fourps.orderstatus.query" => read::<OrderStatusQuery>,
        _ => return Err(format!("no generated client of {endpoint} is known to this test")),
    };
    read(answer.clone(), format)
}

fn read<R>(answer: RawAnswer, format: DocumentFormat) -> Result<serde_json::Value, String>
where
    R: Endpoint<Response: serde::Serialize>,
{
    let reply = client::interpret::<R>(answer, Some(format), Limits::default(), &Redaction::default())
        .map_err(|error| error.to_string())?;
    serde_json::to_value(&reply.response).map_err(|error| error.to_string())
}
