//! Each endpoint of the platforms as a program sees it: through its generated types.

use signwright_runtime::model::{ApiText, DocumentFormat, PlatformText};
use signwright_runtime::reply::{RawAnswer, RowFailure};
use signwright_runtime::transport::{Async, Blocking};
use signwright_runtime::{
    Client, Credentials, Endpoint, FillFields, Limits, Node, Redaction, SigningTime, Value, client, fill_request,
};

use signwright_vendors as vendors;

/// A typed response as JSON, and the rows in it that failed.
type Read = Result<(serde_json::Value, Vec<RowFailure>), String>;

/// What a test does with the types of one endpoint.
pub struct Typed {
    /// The platform and the file of the endpoint.
    pub name: (&'static str, &'static str),
    /// The platform's tables.
    pub api: &'static ApiText,
    /// A request through its type and back.
    pub through: fn(&Node<'_>) -> Result<Node<'static>, String>,
    /// Reads an answer.
    pub read: fn(RawAnswer) -> Read,
    /// A call over both transports.
    pub call: fn(&Node<'_>, &Call) -> Result<(), String>,
}

/// How a call is made.
pub struct Call {
    /// Where.
    pub environment: String,
    /// By whom.
    pub credentials: Credentials,
    /// When.
    pub signing_time: SigningTime,
    /// Values of the call.
    pub vars: Vec<(String, String)>,
}

/// A request of a type, from its document.
pub fn filled<R: Endpoint + FillFields>(document: &Node<'_>) -> Result<R, String> {
    let zone = R::platform().map_err(std::string::ToString::to_string)?.zone;
    fill_request(document, zone).map_err(|violations| violations.to_string())
}

fn through<R: Endpoint + FillFields + Value>(document: &Node<'_>) -> Result<Node<'static>, String> {
    Ok(filled::<R>(document)?.node().into_owned())
}

fn read<R>(answer: RawAnswer) -> Read
where
    R: Endpoint<Response: serde::Serialize>,
{
    let reply = client::interpret::<R>(answer, Some(DocumentFormat::Json), Limits::default(), &Redaction::default());
    let reply = reply.map_err(|error| error.to_string())?;
    let failed = reply.failed().to_vec();
    let response = serde_json::to_value(&reply.response).map_err(|error| error.to_string())?;
    Ok((response, failed))
}

/// A client as a call wants it.
pub fn client_of<T>(call: &Call, platform: &'static PlatformText, transport: T) -> Result<Client<T>, String> {
    let client = Client::new(platform, call.credentials.clone(), &call.environment, transport);
    let signing_time = call.signing_time.clone();
    let client = client.map_err(|error| error.to_string())?.with_clock(move || signing_time.clone());
    Ok(call.vars.iter().fold(client, |client, (name, value)| client.var(name, value)))
}

fn call<R>(document: &Node<'_>, call: &Call, platform: &'static PlatformText) -> Result<(), String>
where
    R: Endpoint<Response: Send> + FillFields + Sync,
{
    let request: R = filled(document)?;
    let blocking = client_of(call, platform, Blocking::new())?.call(&request);
    blocking.map_err(|error| format!("blocking: {error}"))?;
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|error| error.to_string())?;
    let client = client_of(call, platform, Async::new())?;
    runtime.block_on(client.call_async(&request)).map(drop).map_err(|error| format!("async: {error}"))
}

macro_rules! endpoints {
    ($($platform:ident $folder:literal { $($module:ident :: $request:ident),* $(,)? })*) => {
        /// Every endpoint that there is.
        pub const ENDPOINTS: &[Typed] = &[$($(
            Typed {
                name: ($folder, stringify!($module)),
                api: &vendors::$platform::API,
                through: through::<vendors::$platform::$module::$request>,
                read: read::<vendors::$platform::$module::$request>,
                call: |document, call| {
                    self::call::<vendors::$platform::$module::$request>(document, call, &vendors::$platform::PLATFORM)
                },
            },
        )*)*];
    };
}

endpoints! {
    alipay "alipay" { deloauth_detail_query::DeloauthDetailQuery, trade_refund::TradeRefund }
    aliyun "aliyun" { describe_instances::DescribeInstances, run_instances::RunInstances }
    amazon_sp "amazon-sp" { get_orders::GetOrders, patch_listing::PatchListing }
    binance "binance" { my_trades::MyTrades, new_order::NewOrder }
    cainiao "cainiao" { waybill_subscription::WaybillSubscription, waybill_update::WaybillUpdate }
    doudian "doudian" { order_search::OrderSearch, sync_stock::SyncStock }
    jd "jd" { order_search::OrderSearch, order_shipment::OrderShipment }
    jushuitan "jushuitan" { orders_query::OrdersQuery, orders_upload::OrdersUpload }
    kuaishou "kuaishou" { order_cursor_list::OrderCursorList, split_deliver::SplitDeliver }
    lazada "lazada" { orders::Orders, price_quantity::PriceQuantity }
    pinduoduo "pinduoduo" { logistics_send::LogisticsSend, order_list::OrderList }
    sf_express "sf-express" { create_order::CreateOrder, search_order::SearchOrder }
    shopee "shopee" { get_order_list::GetOrderList, update_stock::UpdateStock }
    shopify "shopify" { inventory_set::InventorySet, orders::Orders }
    stripe "stripe" { create_payment_intent::CreatePaymentIntent, list_charges::ListCharges }
    taobao_top "taobao-top" { item_quantity_update::ItemQuantityUpdate, trades_sold_get::TradesSoldGet }
    tencent_cloud "tencent-cloud" { describe_instances::DescribeInstances, run_instances::RunInstances }
    tiktok_shop "tiktok-shop" { inventory_update::InventoryUpdate, orders_search::OrdersSearch }
    wechat_pay "wechat-pay" { refund::Refund, transfer_batch::TransferBatch }
    youzan "youzan" { token::Token, trades_sold::TradesSold }
}
