//! Requests and credentials for the platform of this crate.

use signwright_runtime::{Client, Credentials};

use crate::shijie::PLATFORM;
use crate::shijie::order_note::{OrderNote, OrderNoteRequired};
use crate::shijie::order_push::{Order, OrderPush, OrderPushRequired, OrderRequired};

pub(super) const DONE: &str = r#"{"code":0,"message":"成功 😀","data":{"created":1,"updated":0,"failed":[]}}"#;

/// A push of one order, which may be made again.
pub(super) fn push(tid: &str) -> OrderPush {
    let mut order = Order::new(OrderRequired { tid: tid.to_owned(), version: 1 });
    order.buyer = Some("张三（北京）😀".to_owned());
    OrderPush::new(OrderPushRequired { orders: vec![order] })
}

/// A note to an order, of which nobody knows what a second time does.
pub(super) fn note(tid: &str) -> OrderNote {
    OrderNote::new(OrderNoteRequired { tid: tid.to_owned(), note: "加急，谢谢！".to_owned() })
}

pub(super) fn credentials() -> Credentials {
    Credentials::new([
        ("appkey", "应用1"),
        ("secret", "盐"),
        ("access_token", "第一个令牌"),
        ("refresh_token", "第一张券"),
    ])
}

pub(super) fn client<T>(transport: T) -> Client<T> {
    Client::new(&PLATFORM, credentials(), "test", transport).expect("the platform names its test environment")
}
