//! The consumer calls its own platform, over loopback against a sandbox of the same generated tables. Nothing of this
//! platform exists outside this crate.

use signwright_consumer::APIS;
use signwright_consumer::acme::goods_push::{Grade, Item, ItemRequired};
use signwright_consumer::acme::{Credentials, GoodsPush, PLATFORM};
use signwright_runtime::transport::Blocking;
use signwright_runtime::{Client, Error, Fields as _};
use signwright_sandbox::{Options, Sandbox, Verdict};

fn goods(skus: &[&str]) -> GoodsPush {
    let item = |sku: &&str| {
        Item::new(ItemRequired { sku: (*sku).into(), price: "12.3400".parse().expect("an amount") })
            .with(|item| item.remark = Some("易碎🍵".into()))
    };
    let required = signwright_consumer::acme::goods_push::GoodsPushRequired {
        name: "龙井茶，明前".into(),
        items: skus.iter().map(item).collect(),
    };
    let mut push = GoodsPush::new(required);
    push.grade = Some(Grade::Premium.into());
    push
}

fn client(sandbox: &Sandbox, key: &str) -> Client<Blocking> {
    let credentials = Credentials { app: "acme-test".into(), key: key.into() };
    Client::new(
        &PLATFORM,
        credentials,
        &sandbox.environment(PLATFORM.platform().expect("a platform").name),
        Blocking::new(),
    )
    .expect("an address")
}

#[test]
fn a_private_endpoint_is_called() {
    let sandbox =
        Sandbox::start(APIS.apis().expect("the texts are read"), Options::default()).expect("the sandbox starts");
    let client = client(&sandbox, "acme-secret");
    let reply = client.call(&goods(&["甲", "乙"])).expect("accepted");
    assert_eq!((reply.response.ok, reply.response.count), (Some(true), Some(2)));
    let reply = client.call(&goods(&["乙", "丙"])).expect("accepted");
    assert_eq!(reply.response.count, Some(1), "乙 was there");
    assert!(sandbox.log().iter().all(|entry| entry.verdict == Verdict::Accepted));
}

#[test]
fn its_table_holds_before_sending() {
    let sandbox =
        Sandbox::start(APIS.apis().expect("the texts are read"), Options::default()).expect("the sandbox starts");
    let mut long = goods(&["甲"]);
    long.name = "茶".repeat(41);
    long.items[0].price = "0.00001".parse().expect("an amount");
    let error = client(&sandbox, "acme-secret").call(&long).expect_err("both are against the table");
    let Error::Invalid(violations) = &error else { panic!("{error}") };
    let found: Vec<_> = violations.iter().map(|one| (one.path.as_str(), one.rule)).collect();
    assert_eq!(found, [("name", "length"), ("items[0].price", "scale")]);
    assert!(sandbox.log().is_empty());
}

#[test]
fn its_refusals_are_understood() {
    let sandbox =
        Sandbox::start(APIS.apis().expect("the texts are read"), Options::default()).expect("the sandbox starts");
    let error = client(&sandbox, "another-secret").call(&goods(&["甲"])).expect_err("signed with another key");
    let Error::Refused(refusal) = &error else { panic!("{error}") };
    assert_eq!((refusal.code.as_str(), refusal.message.as_str()), ("bad_signature", "签名错误"));
    assert!(!format!("{error} {error:?}").contains("another-secret"));
}
