//! Records that the platform's endpoints share are one type for all of them: a program makes one value for two requests, and
//! reads two answers by one function.

use signwright_consumer::APIS;
use signwright_consumer::acme::goods_push::{self, GoodsPushRequired, Item, ItemRequired};
use signwright_consumer::acme::records::{Address, AddressRequired, AddressResponse, Quality, Receipt};
use signwright_consumer::acme::stock_move::{self, Move, MoveRequired, StockMoveRequired};
use signwright_consumer::acme::{Credentials, GoodsPush, PLATFORM, StockMove};
use signwright_runtime::transport::Blocking;
use signwright_runtime::{Client, Error, Fields as _, Time};
use signwright_sandbox::{Options, Sandbox, Verdict};

fn hangzhou() -> Address {
    Address::new(AddressRequired { city: "杭州".into() }).with(|address| address.street = Some("龙井路1号".into()))
}

fn push(from: Address) -> GoodsPush {
    let item = Item::new(ItemRequired { sku: "茶".into(), price: "12.34".parse().expect("an amount") });
    let push = GoodsPush::new(GoodsPushRequired { name: "龙井茶".into(), items: vec![item] });
    push.with(|push| push.from = Some(from))
}

fn stock_move(to: Address) -> StockMove {
    let row = Move::new(MoveRequired { sku: "茶".into(), count: 1 });
    StockMove::new(StockMoveRequired {
        at: Time::from_unix(1_714_536_000).expect("a time"),
        serial: 1,
        code: "A001".into(),
        to,
        rows: vec![row.with(|row| row.grade = Some(Quality::Fine.into()))],
    })
}

fn sandbox() -> (Sandbox, Client<Blocking>) {
    let sandbox = Sandbox::start(APIS.apis().expect("the texts are read"), Options::default()).expect("it starts");
    let credentials = Credentials { app: "acme-test".into(), key: "acme-secret".into() };
    let environment = sandbox.environment(PLATFORM.platform().expect("a platform").name);
    let client = Client::new(&PLATFORM, credentials, &environment, Blocking::new()).expect("an address");
    (sandbox, client)
}

/// What an answer says of where it came to, whichever endpoint it is of.
fn told(receipt: Option<&Receipt>) -> (Option<&str>, Option<&str>) {
    let city = |address: &AddressResponse| address.city.is_some();
    let receipt = receipt.filter(|receipt| receipt.to.as_ref().is_some_and(city));
    let to = receipt.and_then(|receipt| receipt.to.as_ref()).and_then(|to| to.city.as_deref());
    (receipt.and_then(|receipt| receipt.no.as_deref()), to)
}

#[test]
fn one_value_goes_to_two_endpoints_and_one_function_reads_both_answers() {
    let (sandbox, client) = sandbox();
    let address = hangzhou();
    let pushed = client.call(&push(address.clone())).expect("accepted");
    let moved = client.call(&stock_move(address)).expect("accepted");
    assert_eq!(told(pushed.response.receipt.as_ref()), (Some("G1"), Some("杭州")));
    assert_eq!(told(moved.response.receipt.as_ref()), (Some("M1"), Some("上海")));
    assert_eq!(moved.response.receipt.and_then(|receipt| receipt.at), Time::from_unix(1_714_539_600));
    assert!(sandbox.log().iter().all(|entry| entry.verdict == Verdict::Accepted), "{:?}", sandbox.log());
}

#[test]
fn the_rows_of_the_platform_hold_in_each_endpoint() {
    let (sandbox, client) = sandbox();
    let mut address = hangzhou();
    address.city = "杭".repeat(21);
    let path = |error: Error| match error {
        Error::Invalid(violations) => violations.iter().map(|told| (told.path.clone(), told.rule)).collect::<Vec<_>>(),
        other => panic!("{other}"),
    };
    let pushed = client.call(&push(address.clone())).expect_err("too long");
    assert_eq!(path(pushed), [("from.city".to_owned(), "length")]);
    let moved = client.call(&stock_move(address)).expect_err("too long");
    assert_eq!(path(moved), [("to.city".to_owned(), "length")]);
    assert!(sandbox.log().is_empty());
}

#[test]
fn the_module_of_an_endpoint_names_what_it_shares() {
    let address: goods_push::Address = hangzhou();
    let address: stock_move::Address = address;
    assert_eq!(format!("{address:?}"), r#"Address { city: "杭州", street: "龙井路1号" }"#);
    assert_eq!(
        address,
        Address::new(stock_move::AddressRequired { city: "杭州".into() }).with(|address| {
            address.street = Some("龙井路1号".into());
        })
    );
    assert_eq!(stock_move::Quality::Damaged, Quality::Damaged);
    assert_eq!(format!("{:?}", Quality::Damaged), "damaged(2)");
}
