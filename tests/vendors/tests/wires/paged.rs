//! Each endpoint whose answers come in pages, paged against its sandbox through its types: all rows come, and none twice.

use signwright_runtime::model::{
    Api, Behaviour, Endpoint, EndpointSandbox, NextPage, Offset, PlatformText, Shape, Type,
};
use signwright_runtime::{Client, DateTime, Endpoint as _, Fields, FillFields, Limits, Node, Pages, Value as _, json};
use signwright_sandbox::{InProcess, Options, Time};

use signwright_vendors as vendors;

use crate::typed::filled;

const NOW: i64 = 1_760_000_000_000;

/// So many rows of the sandbox's own kind, which differ in what identifies them.
fn many(rows: &str, id: &str, count: usize) -> String {
    let sample: Vec<serde_json::Value> = serde_json::from_str(rows).expect("a list");
    let mut row = sample.into_iter().next().expect("a row");
    let rows: Vec<String> = (1..=count)
        .map(|number| {
            let of_row = row.as_object_mut().expect("a record");
            if let Some(value) = of_row.get_mut(id) {
                *value = if value.is_number() { number.into() } else { format!("{number}").into() };
            }
            row.to_string()
        })
        .collect();
    format!("[{}]", rows.join(","))
}

/// The tables of a platform, with rows that are made of its sandbox's own.
fn served(
    api: &Api<'static>,
    endpoint: &'static Endpoint<'static>,
    rows_of: impl FnOnce(&str, &str) -> String,
) -> Option<&'static Api<'static>> {
    let sandbox = endpoint.sandbox?;
    let Behaviour::Query { rows, filter, page } = sandbox.behaviour else { return None };
    let paging = endpoint.facts.paging?;
    let rows: &'static str = rows_of(rows, paging.id).leak();
    let behaviour = Behaviour::Query { rows, filter, page };
    let sandbox = Some(EndpointSandbox { behaviour, ..sandbox });
    let endpoint: &'static Endpoint<'static> = Box::leak(Box::new(Endpoint { sandbox, ..*endpoint }));
    let endpoints = api.endpoints.iter().copied();
    let endpoints = endpoints.map(|served| if served.name == endpoint.name { endpoint } else { served });
    let endpoints: &'static [_] = endpoints.collect::<Vec<_>>().leak();
    Some(Box::leak(Box::new(Api { platform: api.platform, endpoints })))
}

/// What identifies the rows of the pages, and how many pages there were.
fn read<A: Fields + Send>(pages: Pages<'_, A>, endpoint: &Endpoint<'_>) -> Result<(Vec<String>, u64), String> {
    let paging = endpoint.facts.paging.ok_or("it does not come in pages")?;
    let (mut ids, mut count) = (Vec::new(), 0);
    for page in pages {
        let page = page.map_err(|error| error.to_string())?;
        count = page.number();
        let node = page.reply.response.node().into_owned();
        let (rows, row) = column(&node, endpoint.response(), paging.rows);
        let row = row.ok_or("no table")?;
        let id =
            |node: &Node<'static>| column(node, row, paging.id).0.first().and_then(Node::as_text).map(String::from);
        ids.extend(rows.iter().map(|node| id(node).unwrap_or_default()));
    }
    Ok((ids, count))
}

/// What stands at a path of a typed record, and the table of it.
fn column<'m>(node: &Node<'static>, shape: Shape<'m>, path: &str) -> (Vec<Node<'static>>, Option<Shape<'m>>) {
    let (mut node, mut shape) = (node.clone(), Some(shape));
    for name in path.split('.') {
        let (Node::Record(nodes), Some(of)) = (&node, shape) else { return (Vec::new(), None) };
        let Some(place) = of.record().fields.iter().position(|field| field.name == name) else {
            return (Vec::new(), None);
        };
        shape = match of.record().fields[place].ty {
            Type::Record(id) | Type::List(&Type::Record(id), _) => Some(of.at(id)),
            _ => None,
        };
        node = nodes[place].clone();
    }
    match node {
        Node::List(rows) => (rows.into_vec(), shape),
        node => (vec![node], shape),
    }
}

fn client_in(sandbox: &InProcess, platform: &'static PlatformText, name: &str) -> Client<InProcess> {
    let client = Client::new(platform, sandbox.credentials(name), &sandbox.environment(name), sandbox.clone());
    client.expect("a client").with_clock(sandbox.clock())
}

fn request_of<R: signwright_runtime::Endpoint + FillFields>(document: &str) -> R {
    filled(&json::parse_strict(document.as_bytes(), Limits::default()).expect("a request")).expect("a typed request")
}

/// Pages an endpoint whose request is this, and sees that so many rows came on so many pages.
macro_rules! paged {
    ($test:ident, $platform:ident :: $module:ident :: $request:ident, $document:literal, $rows:literal on $pages:literal) => {
        #[test]
        fn $test() {
            type Request = vendors::$platform::$module::$request;
            let endpoint = Request::endpoint().expect("the tables");
            let paging = endpoint.facts.paging.expect("pages");
            assert!(!paging.id.is_empty() && !matches!(paging.next, NextPage::Link(_) | NextPage::LinkHeader(_)));
            let api =
                served(vendors::$platform::API.api().expect("the tables"), endpoint, |rows, id| many(rows, id, $rows))
                    .expect("rows");
            let name = api.platform.name;
            let sandbox = InProcess::start(&[api], Options::default().strict(true).time(Time::Fixed(NOW)));
            let client = client_in(&sandbox, &vendors::$platform::PLATFORM, name);
            let request: Request = request_of($document);
            let (ids, pages) = read(client.pages(&request), endpoint).unwrap_or_else(|error| panic!("{error}"));
            let expected: Vec<String> = (1..=$rows).map(|number: usize| number.to_string()).collect();
            assert_eq!((ids, pages), (expected, $pages));
        }
    };
}

paged!(binance, binance::my_trades::MyTrades, r#"{"symbol":"ETHBTC","limit":3,"startTime":1759990000000}"#, 7 on 3);
paged!(doudian, doudian::order_search::OrderSearch, r#"{"size":3,"page":0}"#, 7 on 3);
paged!(jd, jd::order_search::OrderSearch, r#"{"order_state":["FINISHED_L"],"optional_fields":["orderId"],"page":"1","page_size":"3"}"#, 7 on 3);
paged!(jushuitan, jushuitan::orders_query::OrdersQuery, r#"{"so_ids":["订单😀1"],"page_size":3}"#, 7 on 3);
paged!(kuaishou, kuaishou::order_cursor_list::OrderCursorList, r#"{"pageSize":3,"beginTime":1759990000000,"endTime":1759990001000}"#, 7 on 3);
paged!(lazada, lazada::orders::Orders, r#"{"created_after":"2025-10-02T08:00:00+08:00","limit":3}"#, 7 on 3);
paged!(pinduoduo, pinduoduo::order_list::OrderList, r#"{"start_confirm_at":1759990000,"end_confirm_at":1759990100,"order_status":5,"refund_status":5,"page":1,"page_size":3}"#, 7 on 3);
paged!(shopee, shopee::get_order_list::GetOrderList, r#"{"time_range_field":"create_time","time_from":1759990000,"time_to":1759990100,"page_size":3}"#, 7 on 3);
paged!(stripe, stripe::list_charges::ListCharges, r#"{"limit":3}"#, 7 on 3);
paged!(taobao_top, taobao_top::trades_sold_get::TradesSoldGet, r#"{"fields":["tid","status"],"page_size":3}"#, 7 on 3);
paged!(tencent_cloud, tencent_cloud::describe_instances::DescribeInstances, r#"{"Limit":3}"#, 7 on 3);
paged!(tiktok_shop, tiktok_shop::orders_search::OrdersSearch, r#"{"page_size":3}"#, 7 on 3);
paged!(wechat_pay, wechat_pay::transfer_batch::TransferBatch, r#"{"batch_id":"1","need_query_detail":true,"limit":20}"#, 41 on 3);
paged!(amazon_sp, amazon_sp::get_orders::GetOrders, r#"{"MarketplaceIds":["A1F83G8C2ARO7P"],"CreatedAfter":"2025-10-02T08:00:00Z","MaxResultsPerPage":3}"#, 7 on 3);

#[test]
fn a_month_of_jushuitan_comes_in_its_windows_whichever_way_their_ends_count() {
    type Request = vendors::jushuitan::orders_query::OrdersQuery;
    let endpoint = Request::endpoint().expect("the tables");
    let at = |day: i64| DateTime::from_unix(NOW / 1000 + day * 86_400, Offset::hours(8)).expect("a moment");
    // One order a day, so that some stand where windows of seven days meet.
    let row = |day: i64| format!(r#"{{"o_id":{},"so_id":"订单😀{day}","modified":"{}"}}"#, day + 1, at(day));
    for includes_end in [true, false] {
        let rows = format!("[{}]", (0..30).map(row).collect::<Vec<_>>().join(","));
        let api = served(vendors::jushuitan::API.api().expect("the tables"), endpoint, |_, _| rows).expect("rows");
        let options = Options::default().strict(true).time(Time::Fixed(NOW));
        let sandbox =
            InProcess::start(&[api], options.window("modified_begin", "modified_end", "modified", includes_end));
        let client = client_in(&sandbox, &vendors::jushuitan::PLATFORM, "jushuitan");
        let request: Request = request_of(r#"{"page_size":3}"#);
        let mut pages = client.windows(&request, at(0), at(30));
        let mut orders: Vec<i64> = Vec::new();
        for page in &mut pages {
            let page = page.unwrap_or_else(|error| panic!("{error}"));
            orders.extend(page.reply.response.orders.iter().filter_map(|order| order.o_id));
        }
        assert_eq!(orders, (1..=30).collect::<Vec<i64>>(), "{includes_end}");
        let progress = pages.progress();
        assert_eq!((progress.windows, progress.repeated), (5, if includes_end { 4 } else { 0 }));
    }
}
