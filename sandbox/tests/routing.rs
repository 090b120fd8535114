//! Which platform and endpoint a request is for.

mod acme;

use acme::calls::{ORDERS, accepted, hold, push, query, query_json, refused, service, text};
use acme::client::Call;
use acme::{NOW, mall, shop, store};
use signwright_runtime::model::{
    Api, Common, CommonField, DocumentFormat, Endpoint, Environment, Input, Part, Platform, RefusalReason, Template,
};
use signwright_sandbox::{HttpRequest, Options, Service, Verdict};

#[test]
fn every_environment_of_a_platform_is_served_as_clients_join_its_paths() {
    let service = service();
    for address in ["https://test.acme.example/open/", "http://127.0.0.1:8080/v2/open/", "http://127.0.0.1//open//"] {
        accepted(&service, &push(ORDERS).environment(address).received());
    }
    let answer = service.answer(&push(ORDERS).environment("http://127.0.0.1/elsewhere/").received(), NOW);
    assert_eq!((answer.status, answer.entry.verdict), (404, Verdict::NotServed));
    let body = text(&answer);
    assert!(body.contains("acme-shop  /open/") && body.contains("/v2/open/order_push.php"), "{body}");
}

#[test]
fn an_endpoint_that_nobody_knows_is_refused_in_the_vendors_shape() {
    let service = service();
    let unknown = refused(&service, &Call::new(&shop::API, "没有.php").received(), RefusalReason::Method);
    assert!(unknown.contains(r#""code":"method""#), "{unknown}");
    let unknown =
        refused(&service, &Call::new(&store::API, "order.nothing").body("[]").received(), RefusalReason::Method);
    assert_eq!(unknown, r#"{"status":100,"message":"there is no endpoint order.nothing"}"#);
}

#[test]
fn platforms_with_one_path_are_told_apart_by_their_names() {
    let service = Service::new(&[&shop::API, &shop::API, &store::API], Options::default());
    let served: Vec<_> = service.served("http://127.0.0.1:1").into_iter().map(|served| served.environment).collect();
    assert_eq!(
        served,
        ["http://127.0.0.1:1/open/", "http://127.0.0.1:1/acme-shop/open/", "http://127.0.0.1:1/gateway"]
    );
    accepted(&service, &push(ORDERS).environment("http://127.0.0.1:1/acme-shop/open/").received());
}

#[test]
fn a_platform_may_live_at_the_root_and_name_its_endpoint_inside_another_word() {
    let named = Template(&[Part::Text("urn:"), Part::Value(Input::Endpoint, &[])]);
    let fields: Vec<CommonField<'_>> = store::API.platform.common.fields.to_vec();
    let fields: Vec<_> = fields
        .into_iter()
        .map(|field| CommonField { value: if field.name == "method" { named } else { field.value }, ..field })
        .collect();
    let environments = [Environment { name: "test", url: "https://acme.example", title: "测试" }];
    let common = Common { fields: &fields, ..store::API.platform.common };
    let platform = Platform { environments: &environments, common, ..*store::API.platform };
    let api = Api { platform: &platform, ..store::API };
    let service = Service::new(&[&api], Options::default());

    let call = hold(r#"["单1"]"#).environment("http://127.0.0.1:1").param("method", "urn:order.hold");
    for path in ["", "/"] {
        let request = HttpRequest { path: path.to_owned(), ..call.received() };
        assert_eq!(service.answer(&request, NOW).status, 200);
    }
    assert_eq!(service.answer(&HttpRequest { path: "/other".to_owned(), ..call.received() }, NOW).status, 404);
    let plain = hold(r#"["单1"]"#).environment("http://127.0.0.1:1");
    refused(&service, &plain.received(), RefusalReason::Method);
}

#[test]
fn an_endpoint_that_nothing_names_is_found_by_its_body() {
    let fields: Vec<_> =
        mall::API.platform.common.fields.iter().copied().filter(|field| field.name != "AppMethod").collect();
    let common = Common { fields: &fields, ..mall::API.platform.common };
    let platform = Platform { common, ..*mall::API.platform };
    let other = Endpoint { name: "acme.order.other", vars: &[("node", "另一个")], ..*mall::API.endpoints[0] };
    let api = Api { platform: &platform, endpoints: &[&other, mall::API.endpoints[0]] };
    let service = Service::new(&[&api], Options::default());
    let answer = service.answer(&query_json("").received(), NOW);
    assert_eq!((answer.entry.endpoint.as_str(), answer.entry.verdict), ("acme.order.query", Verdict::Accepted));
    let nobodys = query(DocumentFormat::Json, r#"{"request":{"body":{"没有":{}}}}"#);
    refused(&service, &nobodys.received(), RefusalReason::Method);
}
