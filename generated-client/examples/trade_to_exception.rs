//! 订单转异常订单: turns an order into an exceptional one, twice. The second time the refusal hides in an answer
//! whose status is 0, and is still an error here.
//!
//! `cargo run -p signwright-client --example trade_to_exception`

use signwright_client::Blocking;
use signwright_client::Client;
use signwright_client::wangdian_flagship::PLATFORM;
use signwright_client::wangdian_flagship::trade_to_exception::{TradeToException, TradeToExceptionRequired};
use signwright_sandbox::{Options, Sandbox};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let sandbox = Sandbox::start(signwright_client::APIS.apis()?, Options::default())?;
    let client = Client::new(
        &PLATFORM,
        sandbox.credentials(PLATFORM.platform()?.name),
        &sandbox.environment(PLATFORM.platform()?.name),
        Blocking::new(),
    )?;
    let request = TradeToException::new(TradeToExceptionRequired { trade_no: "JY202311100033".into() });

    let reply = client.call(&request)?;
    println!("first:  done, {:?}", reply.response);
    match client.call(&request) {
        Ok(_) => println!("second: done"),
        Err(error) => println!("second: {error}"),
    }
    println!("\nthe sandbox's log:");
    for entry in sandbox.log() {
        println!("  {entry}");
    }
    Ok(())
}
