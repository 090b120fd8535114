//! Text of generated code that is not understood: nothing is sent, and an answer is not read by it.
#![allow(
    clippy::needless_update,
    reason = "as in generated code: a copy names the fields that are more than bits, be it all"
)]

use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};

use bytes::Bytes;
use http::{Request, Response};
use signwright_runtime::model::v1::{platform, tables};
use signwright_runtime::model::{self, PlatformText, Tables};
use signwright_runtime::transport::{Bounds, Transport, TransportError};
use signwright_runtime::{Client, Credentials, Decimal, Endpoint, Error, NotSent};

const PLATFORM_TEXT: &str = r#"
platform: acme
zone: +08:00
environments: { test: "https://acme.example/api" }
credentials: { key: secret }
common: { $in: form, sign: { type: "varchar! = {signature}" } }
wire: { verb: POST, url: "{environment}", body: form }
signing: { signature: "{credential.key}{param.tid}{credential.key | md5 | hex}" }
reply: { success: code = 0, code: code, message: message }
"#;

const TABLES_TEXT: &str = "
endpoint
  name  order.push

request
  tid   varchar(40)!   单号
  paid  decimal(19,4)  已付 😀

response
  code     int      状态
  message  varchar  说明
";

/// Answers everything with success, and counts.
#[derive(Default)]
struct Counted(AtomicU32);

impl Transport for Counted {
    fn send(&self, _: Request<Bytes>, _: Bounds) -> Result<Response<Bytes>, TransportError> {
        self.0.fetch_add(1, Ordering::Relaxed);
        Ok(Response::new(Bytes::from_static("{\"code\":0,\"message\":\"成功\"}".as_bytes())))
    }
}

/// A request of one field order, and the answer in another one, over these texts; what a call of it says.
macro_rules! call {
    ($platform:expr, $tables:expr, [$($field:ident: $ty:ty = $first:expr),*], [$($answered:ident: $of:ty),*]) => {{
        // What serde reads the zone of.
        static PLATFORM: PlatformText = platform(PLATFORM_TEXT);
        static ALTERED: LazyLock<PlatformText> = LazyLock::new(|| platform($platform));
        static TABLES: LazyLock<Tables> = LazyLock::new(|| tables($tables));

        pub struct Push { $($field: $ty),* }

        signwright_runtime::request! {
            Push = TABLES[0]:
            $($field.clone(): $first,)*
        }

        pub struct Pushed { $($answered: Option<$of>),* }

        signwright_runtime::response! {
            Pushed = TABLES[1]:
            $($answered.clone(): None,)*
        }

        impl Endpoint for Push {
            type Response = Pushed;

            fn platform() -> model::PlatformResult {
                ALTERED.platform()
            }

            fn endpoint() -> model::EndpointResult {
                TABLES.endpoint()
            }
        }

        let transport = Counted::default();
        let credentials = Credentials::new([("key", "密钥")]);
        let client = Client::new(&*ALTERED, credentials, "test", &transport);
        let answer = client.and_then(|client| client.call(&Push::new()).map(|_| ()));
        (answer, transport.0.load(Ordering::Relaxed))
    }};
}

macro_rules! call_over {
    ($platform:expr, $tables:expr) => {
        call!(
            $platform,
            $tables,
            [tid: String = "单1".to_owned(), paid: Option<Decimal> = None],
            [code: i64, message: String]
        )
    };
}

fn changed(text: &str, from: &str, to: &str) -> &'static str {
    assert!(text.contains(from), "{from}");
    text.replacen(from, to, 1).leak()
}

/// Nothing was sent, for this reason.
#[track_caller]
fn assert_not_sent((answer, sent): (Result<(), Error>, u32), why: &str) {
    let error = answer.expect_err(why);
    assert!(matches!(error, Error::NotSent(NotSent::Notation(_))), "{error:?}");
    assert!(error.to_string().contains(why), "{error}");
    assert_eq!(sent, 0, "{why}");
}

#[test]
fn sound_texts_are_sent() {
    let (answer, sent) = call_over!(PLATFORM_TEXT, TABLES_TEXT);
    assert_eq!((answer, sent), (Ok(()), 1));
}

#[test]
fn a_word_of_another_version_is_not_guessed_at() {
    assert_not_sent(call_over!(PLATFORM_TEXT, changed(TABLES_TEXT, "varchar(40)", "varchr(40)")), "varchr");
    assert_not_sent(call_over!(PLATFORM_TEXT, changed(TABLES_TEXT, "varchar(40)!", "varchar(40)! hidden")), "hidden");
    assert_not_sent(
        call_over!(
            PLATFORM_TEXT,
            changed(TABLES_TEXT, "\n\nresponse", "\n  $rules:\n    - { twice: tid }\n\nresponse")
        ),
        "twice",
    );
    assert_not_sent(call_over!(changed(PLATFORM_TEXT, "md5 | hex", "md5 | hex | salted"), TABLES_TEXT), "salted");
    assert_not_sent(
        call_over!(changed(PLATFORM_TEXT, "signing:", "sealing:"), TABLES_TEXT),
        "the key `signing` is missing",
    );
    assert_not_sent(call_over!("", TABLES_TEXT), "");
}

#[test]
fn a_cut_text_is_not_read() {
    assert_not_sent(
        call_over!(PLATFORM_TEXT, changed(TABLES_TEXT, "  message  varchar  说明\n", "  message  varch")),
        "is cut off",
    );
    assert_not_sent(call_over!(changed(PLATFORM_TEXT, "message: message }\n", "mess"), TABLES_TEXT), "");
}

#[test]
fn rows_in_another_order_than_the_fields_of_a_program_are_not_sent() {
    let swapped = call!(
        PLATFORM_TEXT,
        TABLES_TEXT,
        [paid: Option<Decimal> = None, tid: String = "单1".to_owned()],
        [code: i64, message: String]
    );
    assert_not_sent(swapped, "`paid` is field 1 of `request` in the program");
    let missing = call!(PLATFORM_TEXT, TABLES_TEXT, [tid: String = "单1".to_owned()], [code: i64, message: String]);
    assert_not_sent(missing, "`request` has 2 rows here and 1 fields in the program");
}

#[test]
fn an_answer_with_rows_in_another_order_is_unknown() {
    let (answer, sent) = call!(
        PLATFORM_TEXT,
        TABLES_TEXT,
        [tid: String = "单1".to_owned(), paid: Option<Decimal> = None],
        [message: String, code: i64]
    );
    assert_eq!(sent, 1);
    let error = answer.expect_err("the message stands in the code's place");
    assert!(matches!(error, Error::Unknown(_)), "{error:?}");
    assert!(error.to_string().contains("`message` is field 1 of `response` in the program"), "{error}");
}

#[test]
fn a_field_of_another_name_than_its_row_is_that_of_its_row() {
    let renamed = call!(
        PLATFORM_TEXT,
        TABLES_TEXT,
        [r#type: String = "单1".to_owned(), paid_: Option<Decimal> = None],
        [code: i64, text: String]
    );
    assert_eq!(renamed, (Ok(()), 1));
}

/// What two endpoints share.
macro_rules! over_shared {
    ($record:ident { $($field:ident),* }, $answered:ident { $($field_answered:ident),* }) => {{
        static PLATFORM: PlatformText = platform(PLATFORM_TEXT);
        static SHARED: Tables = tables("
Address
  city    varchar(20)  城市
  street  varchar(20)  街道
");
        static TABLES: Tables = tables("
endpoint
  name  order.push

request
  to    Address  收货地

response
  code  int      状态
  from  Address  发货地

Address shared
").sharing(&SHARED);

        pub struct $record { $($field: Option<String>),* }

        signwright_runtime::request! { $record = SHARED[0]: $($field.clone(): Some("杭州".to_owned())),* }

        pub struct $answered { $($field_answered: Option<String>),* }

        signwright_runtime::response! { $answered = SHARED[0]: $($field_answered.clone(): None),* }

        pub struct Push { to: Option<$record> }

        signwright_runtime::request! { Push = TABLES[0]: to.clone(): Some($record::new()) }

        pub struct Pushed { code: Option<i64>, from: Option<$answered> }

        signwright_runtime::response! { Pushed = TABLES[1]: code: None, from.clone(): None }

        impl Endpoint for Push {
            type Response = Pushed;

            fn platform() -> model::PlatformResult {
                PLATFORM.platform()
            }

            fn endpoint() -> model::EndpointResult {
                TABLES.endpoint()
            }
        }

        struct Answers(AtomicU32);

        impl Transport for Answers {
            fn send(&self, _: Request<Bytes>, _: Bounds) -> Result<Response<Bytes>, TransportError> {
                self.0.fetch_add(1, Ordering::Relaxed);
                let answer = r#"{"code":0,"from":{"street":"南京路","city":"上海"}}"#;
                Ok(Response::new(Bytes::from_static(answer.as_bytes())))
            }
        }

        let transport = Answers(AtomicU32::new(0));
        let credentials = Credentials::new([("key", "密钥")]);
        let client = Client::new(&PLATFORM, credentials, "test", &transport);
        let reply = client.and_then(|client| client.call(&Push::new()));
        let from = reply.map(|reply| reply.response.from.map(|from| format!("{from:?}")));
        (from, transport.0.load(Ordering::Relaxed))
    }};
}

#[test]
fn a_record_that_endpoints_share_is_compared_with_its_rows() {
    let (from, sent) = over_shared!(Address { city, street }, AddressAnswered { city, street });
    assert_eq!(from, Ok(Some(r#"AddressAnswered { city: "上海", street: "南京路" }"#.to_owned())));
    assert_eq!(sent, 1);
    let (from, sent) = over_shared!(Address { street, city }, AddressAnswered { city, street });
    assert_not_sent((from.map(drop), sent), "`street` is field 1 of `Address` in the program");
    let (from, sent) = over_shared!(Address { city, street }, AddressAnswered { street, city });
    let error = from.expect_err("the street stands in the city's place");
    assert!(matches!(error, Error::Unknown(_)), "{error:?}");
    assert!(error.to_string().contains("`street` is field 1 of `Address` in the program"), "{error}");
    assert_eq!(sent, 1);
}
