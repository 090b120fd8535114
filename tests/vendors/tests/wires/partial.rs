//! Rows that a vendor's sandbox fails inside a success, as a typed client reads them: each with its place in the request.

use signwright_runtime::model::{Api, ApiText, PlatformText};
use signwright_runtime::reply::RowFailure;
use signwright_runtime::transport::Blocking;
use signwright_runtime::{Endpoint, FillFields, Limits, Reply, SigningTime, json};
use signwright_sandbox::{Options, Sandbox, Time};

use signwright_vendors as vendors;

use crate::typed::{Call, client_of, filled};

const NOW: i64 = 1_760_000_000_000;

/// Calls an endpoint's sandbox, with what a client that validates nothing can send too.
fn called<R>(
    api: &'static ApiText,
    platform: &'static PlatformText,
    request: &str,
    options: Options,
) -> Reply<R::Response>
where
    R: Endpoint<Response: Send> + FillFields + Sync,
{
    let api = api.api().expect("the tables");
    let name = api.platform.name;
    let apis: &'static [&'static Api<'static>] = vec![api].leak();
    let sandbox = Sandbox::start(apis, options.strict(true).time(Time::Fixed(NOW))).expect("a sandbox");
    let call = Call {
        environment: sandbox.environment(name),
        credentials: sandbox.credentials(name),
        signing_time: SigningTime::new(NOW, "n"),
        vars: Vec::new(),
    };
    let request = json::parse_strict(request.as_bytes(), Limits::default()).expect("a request");
    let request: R = filled(&request).expect("a typed request");
    let client = client_of(&call, platform, Blocking::new()).expect("a client").unchecked();
    client.call(&request).unwrap_or_else(|error| panic!("{error}\n{:?}", sandbox.log()))
}

/// Place, key, code and message of each.
fn failed<T>(reply: &Reply<T>) -> Vec<(usize, &str, &str, &str)> {
    let rows = reply.failed().iter().map(|RowFailure { index, key, code, message }| {
        (index.expect("a place"), key.as_str(), code.as_str(), message.as_str())
    });
    rows.collect()
}

#[test]
fn shopee_lists_the_models_that_failed_beside_those_that_did_not() {
    let stock = |model: &str, stock: &str| format!(r#"{{{model}"seller_stock":[{{"stock":{stock}}}]}}"#);
    let rows = [
        stock(r#""model_id":11,"#, "5"),
        stock(r#""model_id":12,"#, "0"),
        stock("", "1"),
        r#"{"model_id":13,"seller_stock":[]}"#.to_owned(),
    ];
    let request = format!(r#"{{"item_id":1,"stock_list":[{}]}}"#, rows.join(","));
    let options = Options::default().failing("12", "", "stock invalid").failing("0", "", "no such model");
    let reply = called::<vendors::shopee::update_stock::UpdateStock>(
        &vendors::shopee::API,
        &vendors::shopee::PLATFORM,
        &request,
        options,
    );
    let [twelve, zero, thirteen] = failed(&reply).try_into().expect("three rows");
    assert_eq!((twelve, zero), ((1, "12", "", "stock invalid"), (2, "0", "", "no such model")));
    assert_eq!((thirteen.0, thirteen.1), (3, "13"));
    assert!(thirteen.3.contains("stock_list[3].seller_stock"), "{}", thirteen.3);
    let listed = |rows: Vec<Option<i64>>| rows.into_iter().flatten().collect::<Vec<_>>();
    let response = &reply.response;
    assert_eq!(listed(response.success_list.iter().map(|row| row.model_id).collect()), [11]);
    assert_eq!(listed(response.failure_list.iter().map(|row| row.model_id).collect()), [12, 0, 13]);
}

#[test]
fn tiktok_shop_tells_each_sku_by_a_key_of_another_name() {
    let sku = |id: u32, pieces: i32| format!(r#"{{"id":"{id}","inventory":[{{"quantity":{pieces}}}]}}"#);
    let request = format!(r#"{{"product_id":"9","skus":[{},{},{}]}}"#, sku(21, 1), sku(22, -1), sku(23, 2));
    let reply = called::<vendors::tiktok_shop::inventory_update::InventoryUpdate>(
        &vendors::tiktok_shop::API,
        &vendors::tiktok_shop::PLATFORM,
        &request,
        Options::default().failing("23", "", ""),
    );
    let [broken, asked] = failed(&reply).try_into().expect("two rows");
    assert_eq!(asked, (2, "23", "12019110", "warehouse not found"));
    assert_eq!((broken.0, broken.1, broken.2), (1, "22", "36009004"), "{}", broken.3);
    assert_eq!(reply.response.errors.iter().filter_map(|row| row.code).collect::<Vec<_>>(), [36_009_004, 12_019_110]);
}

#[test]
fn jushuitan_has_a_row_for_each_order_and_says_of_each_whether_it_was_done() {
    let order = |number: &str, pieces: u8| {
        format!(
            r#"{{"shop_id":1,"so_id":"{number}","order_date":"2025-10-09 16:53:20","shop_status":"TRADE_FINISHED","items":[{{"sku_id":"红","qty":{pieces},"amount":1.5}}]}}"#
        )
    };
    let request = format!(r#"{{"orders":[{},{},{}]}}"#, order("单1", 1), order("单2", 2), order("单3", 0));
    let reply = called::<vendors::jushuitan::orders_upload::OrdersUpload>(
        &vendors::jushuitan::API,
        &vendors::jushuitan::PLATFORM,
        &request,
        Options::default().failing("单2", "", "店铺不存在"),
    );
    let [asked, broken] = failed(&reply).try_into().expect("two rows");
    assert_eq!(asked, (1, "单2", "", "店铺不存在"));
    assert_eq!((broken.0, broken.1), (2, "单3"));
    assert!(broken.3.contains("orders[2].items[0].qty"), "{}", broken.3);
    let rows = reply.response.datas.iter();
    let rows: Vec<_> = rows.map(|row| (row.so_id.as_deref(), row.issuccess, row.o_id)).collect();
    assert_eq!(
        rows,
        [(Some("单1"), Some(true), Some(501)), (Some("单2"), Some(false), None), (Some("单3"), Some(false), None)]
    );
}
