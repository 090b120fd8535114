//! A request of which a part travels in the query, beside positional arguments.

use signwright_runtime::decode::{Parts, request};
use signwright_runtime::encode::{Unsigned, encode};
use signwright_runtime::model::{
    Bounds, DocumentFormat, Endpoint, RecordId, Repeat, Type, int, list, optional, record, required, varchar,
};
use signwright_runtime::{
    CallOptions, Credentials, Error, Leniency, Limits, Node, SigningTime, conform_positional, json, prepare_node,
    validate,
};

use crate::platforms::LIST;

const NAME: Type<'static> = varchar(9);

/// The pager stands between the arguments, to show that it has no position.
static SEARCH: Endpoint<'static> = Endpoint {
    name: "order.search",
    title: "订单查询",
    docs: "",
    vars: &[],
    repeat: Repeat::Read.always(),
    records: &[
        record(
            "request",
            &[
                required("shop", varchar(9), "店铺"),
                required("pager", Type::Record(RecordId(1)), "分页").in_query(),
                optional("names", list(&NAME, Bounds::ANY), "名称"),
                optional("params", Type::Record(RecordId(2)), "参数"),
            ],
            &[],
        ),
        record(
            "Pager",
            &[required("page_no", int(0, 999), "页号"), optional("page_size", int(1, 200), "大小").default("40")],
            &[],
        ),
        record("Params", &[optional("status", int(0, 9), "状态")], &[]),
        record("response", &[], &[]),
    ],
    request: RecordId(0),
    response: RecordId(3),
    root: None,
    data: None,
    success: None,
    partial: None,
    message: "",
    errors: &[],
    ..Endpoint::PLAIN
};

fn node(document: &str) -> Node<'_> {
    json::parse(document.as_bytes(), Limits::default()).unwrap()
}

fn encoded(document: &str) -> Unsigned {
    encode(&LIST, &SEARCH, node(document), DocumentFormat::Json, &[]).unwrap()
}

const ASKED: &str = r#"{"shop":"店铺😀","pager":{"page_no":0,"page_size":50},"params":{"status":1}}"#;

#[test]
fn the_pager_is_no_argument() {
    let unsigned = encoded(ASKED);
    assert_eq!(unsigned.body.as_ref(), r#"["店铺😀",null,{"status":1}]"#.as_bytes());
    let pairs = [("page_no", "0"), ("page_size", "50")].map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(unsigned.params, pairs);
    assert_eq!(encoded(r#"{"shop":"店"}"#).params, []);
    let error = encode(&LIST, &SEARCH, node(r#"{"pager":{"page_no":[0]}}"#), DocumentFormat::Json, &[]).unwrap_err();
    assert_eq!(error.path, "pager.page_no");
}

#[test]
fn the_query_is_signed_with_the_pager() {
    let credentials = Credentials::new([("sid", "s"), ("secret", "密")]);
    let (options, signing_time) = (CallOptions::default(), SigningTime::new(1_470_042_310_000, ""));
    let call = |document| prepare_node(&LIST, &SEARCH, node(document), &credentials, "test", &options, &signing_time);
    let url = call(ASKED).unwrap().request.url;
    assert!(url.contains("page_no=0&page_size=50"), "{url}");
    let Err(Error::Invalid(violations)) = call(r#"{"shop":"店","pager":{"page_size":201}}"#) else {
        panic!("page_no is required")
    };
    let paths: Vec<_> = violations.0.iter().map(|one| format!("{} {}", one.path, one.rule)).collect();
    assert_eq!(paths, ["pager.page_no required", "pager.page_size range"]);
}

#[test]
fn a_server_reads_the_pager_back() {
    let unsigned = encoded(ASKED);
    let mut params = unsigned.params;
    params.push(("sid".to_owned(), "s".to_owned()));
    let back = |body: &[u8]| {
        let request =
            request(&LIST, &SEARCH, &Parts { query: &params, body, ..Parts::default() }, Limits::default()).unwrap();
        let (node, found) = request.conform(SEARCH.request(), Leniency::default(), LIST.zone);
        (node.into_owned(), found.into_iter().map(|one| format!("{} {}", one.path, one.rule)).collect::<Vec<_>>())
    };
    let (node, found) = back(&unsigned.body);
    assert_eq!(found, Vec::<String>::new());
    let again = encode(&LIST, &SEARCH, node, DocumentFormat::Json, &[]).unwrap();
    assert_eq!((again.params.len(), again.body), (2, unsigned.body));
    let (_, found) = back(br#"["a",[],{},1]"#);
    assert_eq!(found, ["[3] unknown"], "the pager takes no place in the list");
}

#[test]
fn what_came_beside_the_arguments_is_held_to_the_table() {
    let beside = |pairs: &[(&'static str, &'static str)]| {
        let beside = pairs.iter().map(|(name, value)| ((*name).into(), Node::text(*value))).collect();
        let arguments = node(r#"["店",["甲"]]"#);
        let strict = Leniency::default();
        let (node, mut found) = conform_positional(SEARCH.request(), arguments, beside, strict, LIST.zone);
        found.extend(validate(SEARCH.request(), &node, LIST.zone));
        found.into_iter().map(|one| format!("{} {}", one.path, one.rule)).collect::<Vec<_>>()
    };
    assert_eq!(beside(&[("page_no", "0")]), Vec::<String>::new());
    assert_eq!(beside(&[]), ["pager.page_no required"]);
    assert_eq!(beside(&[("page_no", "零")]), ["pager.page_no type"]);
    assert_eq!(beside(&[("page_no", "1000"), ("calc", "1")]), ["calc unknown", "pager.page_no range"]);
}
