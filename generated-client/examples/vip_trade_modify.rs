//! 修改订单标记: sets a flag and a waybill number on a trade; then the same with the mistake that the page warns of.
//!
//! `cargo run -p signwright-client --example vip_trade_modify`

use signwright_client::Blocking;
use signwright_client::Client;
use signwright_client::wangdian_enterprise::PLATFORM;
use signwright_client::wangdian_enterprise::vip_trade_modify::{FlagCover, VipTradeModify, VipTradeModifyRequired};
use signwright_sandbox::{Options, Sandbox};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let sandbox = Sandbox::start(signwright_client::APIS.apis()?, Options::default())?;
    let client = Client::new(
        &PLATFORM,
        sandbox.credentials(PLATFORM.platform()?.name),
        &sandbox.environment(PLATFORM.platform()?.name),
        Blocking::new(),
    )?;

    let mut change = VipTradeModify::new(VipTradeModifyRequired { trade_no: "JY201902260005".into() });
    change.flag_name = Some("小麦测试专用标".into());
    change.logistics_code = Some("JITXXX".into());
    change.logistics_no = Some("ceshi01".into());
    change.cs_remark = Some("好评👍,优先发货".into());
    change.flag_cover = Some(FlagCover::Overwrite.into());
    let reply = client.call(&change)?;
    println!("the platform answered {:?}", reply.response);

    // A waybill number without its carrier: the vendor's table forbids it.
    let mut lonely = VipTradeModify::new(VipTradeModifyRequired { trade_no: "JY201902260006".into() });
    lonely.logistics_no = Some("ceshi02".into());
    if let Err(error) = client.call(&lonely) {
        println!("\nnot sent:\n{error:#}");
    }
    println!("\nthe sandbox's log:");
    for entry in sandbox.log() {
        println!("  {entry}");
    }
    Ok(())
}
