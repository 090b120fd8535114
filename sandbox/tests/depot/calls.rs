//! Clients of the platform, in process and over a socket, and what they call.

use signwright_runtime::transport::Blocking;
use signwright_runtime::{Client, Error};
use signwright_sandbox::{InProcess, Options, Sandbox, Time};

use super::{APIS, Import, Line, List, PLATFORM, Push, Stock};

pub const NOW: i64 = 1_772_337_600_000;

pub fn mock(options: Options) -> InProcess {
    InProcess::start(APIS.apis().expect("the texts are read"), options)
}

/// In virtual time, from a moment that is the same in each run.
pub fn fixed(options: Options) -> (InProcess, Client<InProcess>) {
    let mock = mock(options.time(Time::Fixed(NOW)));
    let client = client(&mock).with_clock(mock.clock());
    (mock, client)
}

pub fn client(mock: &InProcess) -> Client<InProcess> {
    Client::new(&PLATFORM, mock.credentials("depot"), &mock.environment("depot"), mock.clone()).expect("an address")
}

pub fn over_socket(sandbox: &Sandbox) -> Client<Blocking> {
    let (credentials, environment) = (sandbox.credentials("depot"), sandbox.environment("depot"));
    Client::new(&PLATFORM, credentials, &environment, Blocking::new()).expect("an address")
}

pub fn stock(sku: &str, num: i64) -> Stock {
    Stock { sku: sku.to_owned(), num, lot: None, most: None }
}

pub fn push(skus: &[&str]) -> Push {
    Push { stocks: skus.iter().map(|sku| stock(sku, 1)).collect() }
}

pub fn import(skus: &[&str]) -> Import {
    Import { stocks: skus.iter().map(|sku| Line { sku: (*sku).to_owned() }).collect() }
}

pub fn page(page: i64) -> List {
    List { page, size: 2, since: None, until: None }
}

/// What a caller has to know of an outcome, in a word or two.
pub fn told<T>(result: &Result<T, Error>) -> String {
    match result {
        Ok(_) => "done".to_owned(),
        Err(Error::Refused(refusal)) => format!("refused {} {:?}", refusal.code, refusal.retry_after),
        Err(Error::Unknown(unknown)) => format!("unknown: {} {:?}", unknown.reason, unknown.status),
        Err(Error::Decode(_)) => "done, not read".to_owned(),
        Err(error) => format!("{error}"),
    }
}
