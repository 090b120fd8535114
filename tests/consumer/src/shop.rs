//! A program of this consumer, with unit tests that need no socket and no server: the sandbox is the client's transport.

use signwright_runtime::transport::Transport;
use signwright_runtime::{Client, Error, Repeatable};

use crate::acme::GoodsPush;

/// What became of goods that were pushed.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Pushed {
    /// How many items are new to the warehouse.
    pub created: i64,
    /// The names of those that it refused, each with its code.
    pub refused: Vec<(String, String)>,
    /// The names of those to push again later: nobody knows what became of them, or nothing was sent.
    pub open: Vec<String>,
}

/// Pushes goods one after another. What is refused stays out, and what is open stops nobody: a push may be repeated.
pub fn push_goods(client: &Client<impl Transport>, goods: &[GoodsPush]) -> Pushed {
    let mut pushed = Pushed::default();
    for push in goods {
        match client.call(push) {
            Ok(reply) => pushed.created += reply.response.count.unwrap_or(0),
            Err(Error::Refused(refusal)) => pushed.refused.push((push.name.clone(), refusal.code)),
            Err(error) if error.repeatable() != Repeatable::Pointless => pushed.open.push(push.name.clone()),
            Err(error) => pushed.refused.push((push.name.clone(), error.to_string())),
        }
    }
    pushed
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use signwright_sandbox::{Executed, Fault, InProcess, Options, Time};

    use super::*;
    use crate::APIS;
    use crate::acme::PLATFORM;
    use crate::acme::goods_push::{GoodsPushRequired, Item, ItemRequired};

    fn warehouse() -> (InProcess, Client<InProcess>) {
        // 2024-05-01 12:00 in the warehouse; from there on time passes by waiting alone.
        let options = Options::default().time(Time::Fixed(1_714_536_000_000));
        let mock = InProcess::start(APIS.apis().expect("the texts are read"), options);
        let client = Client::new(&PLATFORM, mock.credentials("acme"), &mock.environment("acme"), mock.clone());
        let client = client.expect("an address").with_clock(mock.clock());
        (mock, client)
    }

    fn goods(names: &[&str]) -> Vec<GoodsPush> {
        let item = |name: &str| Item::new(ItemRequired { sku: name.into(), price: "8.8".parse().expect("an amount") });
        let push = |name: &&str| GoodsPushRequired { name: (*name).into(), items: vec![item(name)] };
        names.iter().map(|name| GoodsPush::new(push(name))).collect()
    }

    #[test]
    fn the_second_is_refused_and_the_others_are_pushed() {
        let (mock, client) = warehouse();
        mock.on_call(2).inject(Fault::refused("no_room")).expect("the platform has codes");
        let pushed = push_goods(&client, &goods(&["龙井茶", "普洱茶", "铁观音🍵"]));
        let refused = vec![("普洱茶".to_owned(), "no_room".to_owned())];
        assert_eq!(pushed, Pushed { created: 2, refused, open: vec![] });
        let kept: Vec<_> = mock.rows("acme", "goods/push").into_iter().map(|row| row.key).collect();
        assert_eq!(kept, ["龙井茶", "铁观音🍵"]);
    }

    #[test]
    fn what_was_done_without_an_answer_is_open_and_a_second_push_of_it_creates_nothing() {
        let (mock, client) = warehouse();
        mock.next_call().inject(Fault::Reset(Executed::Yes)).expect("HTTP has resets");
        let tea = goods(&["龙井茶"]);
        assert_eq!(push_goods(&client, &tea), Pushed { open: vec!["龙井茶".to_owned()], ..Pushed::default() });
        assert_eq!(push_goods(&client, &tea), Pushed::default());
        let rows = mock.rows("acme", "goods/push");
        assert_eq!((rows[0].created, rows[0].executions), (1, 2));
    }

    #[test]
    fn a_slow_warehouse_is_waited_for_without_waiting() {
        let (mock, client) = warehouse();
        mock.next_calls(2).inject(Fault::Delay(Duration::from_mins(1))).expect("any call may be late");
        let pushed = push_goods(&client.with_attempts(3), &goods(&["龙井茶"]));
        assert_eq!((pushed, mock.count()), (Pushed::default(), 3));
        assert!(mock.waited() >= Duration::from_mins(1), "30 seconds are waited for each first byte");
    }
}
