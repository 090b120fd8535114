//! An endpoint whose fields travel in the forms of its vendor: instants, a none that is stated, records without names, a
//! record and codes of the platform. Sent over loopback, read by the sandbox, and its answer read as typed values.

use signwright_consumer::APIS;
use signwright_consumer::acme::stock_move::{Address, AddressRequired, Move, MoveRequired, Quality, StockMoveRequired};
use signwright_consumer::acme::{Credentials, PLATFORM, StockMove};
use signwright_runtime::transport::Blocking;
use signwright_runtime::{Client, Error, Fields as _, Nullable, Time};
use signwright_sandbox::{Options, Sandbox, Verdict};

fn stock_move() -> StockMove {
    let row = |sku: &str, count| Move::new(MoveRequired { sku: sku.into(), count });
    let required = StockMoveRequired {
        at: Time::from_unix(1_714_536_000).expect("a time"),
        serial: u64::MAX,
        code: "A001".into(),
        to: Address::new(AddressRequired { city: "杭州".into() }),
        rows: vec![row("茶", 2).with(|row| row.grade = Some(Quality::Damaged.into())), row("茶🍵", 3)],
    };
    StockMove::new(required).with(|request| {
        request.until = Some("2024-05-02T12:00:00.5+08:00".parse().expect("a time"));
        request.day = Some("2024-05-01".parse().expect("a day"));
        request.cents = Some(1999);
        request.urgent = Some(true);
        request.memo = Some(Nullable::Null);
        request.tags = Some([("色".to_owned(), "绿".to_owned())].into());
    })
}

fn sandbox() -> (Sandbox, Client<Blocking>) {
    let sandbox = Sandbox::start(APIS.apis().expect("the texts are read"), Options::default()).expect("it starts");
    let credentials = Credentials { app: "acme-test".into(), key: "acme-secret".into() };
    let environment = sandbox.environment(PLATFORM.platform().expect("a platform").name);
    let client = Client::new(&PLATFORM, credentials, &environment, Blocking::new()).expect("an address");
    (sandbox, client)
}

#[test]
fn typed_values_travel_in_the_forms_of_the_vendor() {
    let (sandbox, client) = sandbox();
    let reply = client.call(&stock_move()).expect("accepted");
    assert_eq!(reply.response.at, Time::from_unix(1_714_536_000));
    assert_eq!(reply.response.serial, Some(u64::MAX));
    let rows: Vec<_> = reply.response.rows.iter().map(|row| (row.sku.as_deref(), row.count)).collect();
    assert_eq!(rows, [(Some("茶"), Some(2)), (Some("茶🍵"), Some(3))]);
    assert_eq!(reply.response.rows[0].grade, Some(Quality::Fine.into()));
    assert!(sandbox.log().iter().all(|entry| entry.verdict == Verdict::Accepted), "{:?}", sandbox.log());
}

#[test]
fn what_breaks_a_form_is_told_before_it_is_sent() {
    let (sandbox, client) = sandbox();
    let mut request = stock_move();
    request.at = Time::from_unix_ms(1_714_536_000_500).expect("a time");
    request.code = "茶001".into();
    request.cents = Some(0);
    request.tags = Some((0..3).map(|number| (number.to_string(), "绿".to_owned())).collect());
    let Error::Invalid(violations) = client.call(&request).expect_err("against the table") else { panic!("sent") };
    let told: Vec<_> = violations.iter().map(|told| (told.path.as_str(), told.rule)).collect();
    assert_eq!(told, [("at", "format"), ("cents", "range"), ("code", "pattern"), ("tags", "count")]);
    assert!(sandbox.log().is_empty());
}
