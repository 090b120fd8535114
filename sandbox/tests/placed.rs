//! What a scheme sends beside the common parameters is neither a field of the request nor out of the checks' sight.

mod acme;

use acme::calls::{accepted, refused};
use acme::client::Call;
use acme::{ENDPOINT, NOW, SIGNATURE, UNIX, common, credential, shop};
use signwright_runtime::model::{
    Api, Body, Clock, Common, DocumentFormat, Input, Location, Part, Platform, RefusalReason, SentParameter, Signing,
    Template, When, Wire,
};
use signwright_sandbox::{Options, Service};

const ORDERS: &str = r#"[{"order_no":"A1","paid":1.50,"goods_no":"货1"}]"#;

const KEY: Template<'static> = Template(&[Part::Value(Input::Credential("key"), &[])]);
const SHOP: Template<'static> = Template(&[Part::Value(Input::Credential("shop"), &[])]);

const fn placed(location: Location, name: &'static str, value: Template<'static>) -> SentParameter<'static> {
    SentParameter { location, name, value, when: When(&[]) }
}

/// A form with the signature and a version in it, the caller's key and the time in headers.
static HEADERS: Platform<'static> = Platform {
    common: Common { location: Some(Location::Form), fields: &[common("shop", SHOP)] },
    signing: Signing {
        parameters: &[
            placed(Location::Header, "X-Key", KEY),
            placed(Location::Header, "X-Time", UNIX),
            placed(Location::Form, "version", Template(&[Part::Text("2")])),
            placed(Location::Form, "sign", SIGNATURE),
        ],
        ..shop::API.platform.signing
    },
    clock: Some(Clock { param: "X-Time", tolerance: 300 }),
    ..*shop::API.platform
};

/// A document that is the request itself, with everything about the caller among its members.
static MEMBERS: Platform<'static> = Platform {
    common: Common { location: Some(Location::Header), fields: &[] },
    credentials: &[credential("key", false), credential("secret", true)],
    wire: Wire { body: Body::Envelope { path: &[], formats: &[DocumentFormat::Json] }, ..shop::API.platform.wire },
    signing: Signing {
        parameters: &[
            placed(Location::Json, "key", KEY),
            placed(Location::Json, "time", UNIX),
            placed(Location::Json, "sign", SIGNATURE),
        ],
        ..shop::API.platform.signing
    },
    clock: Some(Clock { param: "time", tolerance: 300 }),
    ..*shop::API.platform
};

static BY_HEADERS: Api<'static> = Api { platform: &HEADERS, ..shop::API };
static BY_MEMBERS: Api<'static> = Api { platform: &MEMBERS, ..shop::API };

fn service(api: &'static Api<'static>) -> Service<'static> {
    Service::new(&[api], Options::default().strict(true))
}

fn form() -> Call {
    Call::new(&BY_HEADERS, "order_push.php").param("shop_no", "网店一号").param("order_list", ORDERS)
}

fn document() -> Call {
    Call::new(&BY_MEMBERS, "order_push.php").body(&format!(r#"{{"shop_no":"网店一号","order_list":{ORDERS}}}"#))
}

#[test]
fn what_the_scheme_sends_is_no_unknown_field() {
    accepted(&service(&BY_HEADERS), &form().received());
    accepted(&service(&BY_MEMBERS), &document().received());
    let extra = form().param("versions", "2").received();
    assert!(refused(&service(&BY_HEADERS), &extra, RefusalReason::UnknownField).contains("versions"));
}

#[test]
fn the_caller_and_the_clock_are_checked_wherever_they_stand() {
    for (service, call) in [(service(&BY_HEADERS), form()), (service(&BY_MEMBERS), document())] {
        accepted(&service, &call.clone().at(NOW - 299_000).received());
        refused(&service, &call.clone().at(NOW - 301_000).received(), RefusalReason::Clock);
        refused(&service, &call.clone().credential("key", "nobody").received(), RefusalReason::Credential);
        refused(&service, &call.credential("secret", "wrong").received(), RefusalReason::Signature);
    }
}

#[test]
fn the_endpoint_is_found_by_the_name_that_the_scheme_sends() {
    static PLATFORM: Platform<'static> = Platform {
        wire: Wire { url: Template(&[Part::Value(Input::Environment, &[])]), ..HEADERS.wire },
        signing: Signing {
            parameters: &[
                placed(Location::Header, "X-Key", KEY),
                placed(Location::Header, "X-Time", UNIX),
                placed(Location::Header, "X-Method", ENDPOINT),
                placed(Location::Form, "sign", SIGNATURE),
            ],
            ..HEADERS.signing
        },
        ..HEADERS
    };
    static API: Api<'static> = Api { platform: &PLATFORM, ..shop::API };
    let service = service(&API);
    for (endpoint, known) in [("order_push.php", true), ("remark_set.php", true), ("nothing.php", false)] {
        let answer = service.answer(&Call::new(&API, endpoint).param("shop_no", "网店一号").received(), NOW);
        let is_method = answer.entry.verdict.name() == "method";
        assert_eq!((answer.entry.endpoint.as_str(), !is_method), (endpoint, known), "{}", answer.entry);
    }
}

#[test]
fn an_unsigned_request_lacks_its_signature() {
    let mut request = form().received();
    let form = String::from_utf8(request.body.to_vec()).expect("a form is ASCII");
    request.body = form.split('&').filter(|pair| !pair.starts_with("sign=")).collect::<Vec<_>>().join("&").into();
    assert_eq!(service(&BY_HEADERS).answer(&request, NOW).entry.verdict.name(), "missing_signature");
}
