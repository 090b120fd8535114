//! Tokens are obtained and renewed once for all who wait, ahead of their end or after a refusal, and no renewal is lost.

use std::sync::atomic::{AtomicI64, AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::join_all;
use signwright_runtime::transport::{Bounds, BoxFuture, Transport, TransportError};
use signwright_runtime::{
    Client, Credentials, Error, Lanes, Limiter, LocalLanes, LocalLimiter, LocalTokens, NotSent, PlatformTokens,
    Repeatable, SigningTime, StoreError, Token, TokenRequest, TokenSource, TokenStore,
};

use crate::world::{API, Came, DONE, PLATFORM, START, Sent, World, credentials, dated, push, says};

const EXPIRED: &str = r#"{"code":40,"message":"令牌过期"}"#;

/// A platform that takes the latest token alone, and each refresh token once.
fn platform(lasts: u64) -> (World, Arc<Issued>) {
    let issued = Arc::new(Issued::default());
    let inside = Arc::clone(&issued);
    let world = World::new(move |came| (Duration::from_millis(200), inside.answer(came, lasts)));
    (world, issued)
}

#[derive(Default)]
struct Issued {
    number: AtomicU64,
    /// A refresh token that came twice.
    twice: AtomicU32,
    used: Mutex<Vec<String>>,
    /// So many calls for a token are not answered from now on.
    silent: AtomicU32,
}

impl Issued {
    fn answer(&self, came: &Came, lasts: u64) -> Sent {
        if came.get("method") == "order.push" {
            let latest = self.number.load(Ordering::Relaxed);
            let is_latest = latest > 0 && came.get("access_token") == format!("令牌{latest}");
            return says(if is_latest { DONE } else { EXPIRED });
        }
        if self.silent.load(Ordering::Relaxed) > 0 {
            self.silent.fetch_sub(1, Ordering::Relaxed);
            return Err(TransportError::unknown("没有应答"));
        }
        let ticket = came.get("refresh_token").to_owned();
        let mut used = self.used.lock().unwrap();
        if used.contains(&ticket) && !ticket.is_empty() {
            self.twice.fetch_add(1, Ordering::Relaxed);
            return says(r#"{"code":41,"message":"券已用过"}"#);
        }
        used.push(ticket);
        let next = self.number.fetch_add(1, Ordering::Relaxed) + 1;
        says(&format!(
            r#"{{"code":0,"data":{{"token":"令牌{next}","refresh_token":"券{next}","expires_in":{lasts}}}}}"#
        ))
    }
}

fn tokens() -> PlatformTokens {
    PlatformTokens::of(&API).unwrap().param("grant_type", "client_credentials")
}

#[tokio::test(start_paused = true)]
async fn sixty_four_calls_with_an_expired_token_renew_it_once() {
    let (world, issued) = platform(3600);
    let client = world.client().with_tokens(tokens()).with_limiter(Unlimited);
    let requests: Vec<_> = (0..64).map(|number| push(&format!("单{number}"))).collect();
    let results = join_all(requests.iter().map(|request| client.call_async(request))).await;
    assert!(results.iter().all(Result::is_ok), "{:?}", results.iter().find(|result| result.is_err()));
    assert_eq!(world.came_to("token.refresh").len(), 1);
    // Each was refused once at most, and the vendor's first ticket was used.
    assert!(world.came_to("order.push").len() <= 128);
    assert_eq!(world.came_to("token.refresh")[0].get("refresh_token"), "第一张券");
    assert_eq!(issued.twice.load(Ordering::Relaxed), 0);
}

#[tokio::test(start_paused = true)]
async fn a_token_is_renewed_ahead_of_its_end_and_used_until_then_if_that_fails() {
    let (world, issued) = platform(1000);
    let client = world.client().with_tokens(tokens());
    assert!(client.call_async(&push("单1")).await.is_ok());
    tokio::time::sleep(Duration::from_secs(890)).await;
    assert!(client.call_async(&push("单2")).await.is_ok());
    assert_eq!(world.came_to("token.refresh").len(), 1, "nine tenths of its life are not over");
    // Now they are; the first try is not answered, which hurts nobody.
    tokio::time::sleep(Duration::from_secs(15)).await;
    issued.silent.store(1, Ordering::Relaxed);
    assert!(client.call_async(&push("单3")).await.is_ok());
    assert!(client.call_async(&push("单4")).await.is_ok());
    assert_eq!(world.came_to("token.refresh").len(), 2, "and is not made again at once");
    tokio::time::sleep(Duration::from_secs(31)).await;
    let refused = world.came_to("order.push").len();
    assert!(client.call_async(&push("单5")).await.is_ok());
    assert_eq!(world.came_to("token.refresh").len(), 3);
    assert_eq!(world.came_to("order.push").len(), refused + 1, "no call was refused for it");
    assert_eq!(issued.twice.load(Ordering::Relaxed), 0);
}

#[tokio::test(start_paused = true)]
async fn a_first_token_is_obtained_where_an_endpoint_gives_it() {
    let (world, _) = platform(3600);
    let client = world
        .client()
        .with_tokens(tokens())
        .with_credentials(Credentials::new([("appkey", "应用1"), ("secret", "盐")]));
    assert!(client.call_async(&push("单1")).await.is_ok());
    let created = world.came_to("token.create");
    assert_eq!((created.len(), created[0].get("grant_type")), (1, "client_credentials"));
    assert_eq!(world.came_to("order.push").len(), 1, "nothing was refused before");
}

#[tokio::test(start_paused = true)]
async fn a_token_without_what_renews_it_is_obtained_anew() {
    let (world, _) = platform(3600);
    let only_token = [("appkey", "应用1"), ("secret", "盐"), ("access_token", "旧令牌")];
    let client = world.client().with_tokens(tokens()).with_credentials(Credentials::new(only_token));
    let done = client.call_async(&push("单1")).await;
    assert!(done.is_ok(), "{done:?}");
    assert_eq!((world.came_to("token.create").len(), world.came_to("token.refresh").len()), (1, 0));
}

#[tokio::test(start_paused = true)]
async fn shops_of_one_application_have_their_own_tokens() {
    let world = World::new(|came| {
        let ticket = came.get("refresh_token");
        let answer = match came.get("method") {
            "order.push" if came.get("access_token").starts_with("新") => DONE.to_owned(),
            "order.push" => EXPIRED.to_owned(),
            _ => {
                format!(r#"{{"code":0,"data":{{"token":"新{ticket}","refresh_token":"下{ticket}","expires_in":99}}}}"#)
            }
        };
        (Duration::from_millis(5), says(&answer))
    });
    let client = world.client().with_tokens(tokens()).with_limiter(Unlimited);
    let shop = |name: &str| {
        let mut of_shop = credentials();
        of_shop.set("refresh_token", format!("券{name}"));
        client.clone().with_credentials(of_shop).with_account(name)
    };
    for _ in 0..2 {
        for name in ["甲", "乙", "丙"] {
            assert!(shop(name).call_async(&push("单1")).await.is_ok());
        }
    }
    let tickets: Vec<_> =
        world.came_to("token.refresh").iter().map(|came| came.get("refresh_token").to_owned()).collect();
    assert_eq!(tickets, ["券甲", "券乙", "券丙"]);
    let last = world.came().last().map(|came| came.get("access_token").to_owned());
    assert_eq!(last.as_deref(), Some("新券丙"));
}

#[tokio::test(start_paused = true)]
async fn a_token_that_was_got_while_the_clock_was_put_right_lasts_as_long_as_it_says() {
    // The platform is two hours ahead, and says so when it refuses.
    let world = World::new(|came| {
        let at: i64 = came.get("timestamp").parse().unwrap();
        let theirs = START / 1000 + 7200 + i64::try_from(came.at.as_secs()).unwrap();
        let answer = match came.get("method") {
            _ if (theirs - at).abs() > 300 => r#"{"code":45,"message":"时间误差大"}"#.to_owned(),
            "order.push" if came.get("access_token") == "新令牌" => DONE.to_owned(),
            "order.push" => EXPIRED.to_owned(),
            _ => r#"{"code":0,"data":{"token":"新令牌","refresh_token":"新券","expires_in":600}}"#.to_owned(),
        };
        (Duration::from_millis(5), says(&answer).map(|answer| dated(answer, theirs)))
    });
    let mut without_token = credentials();
    without_token.set("access_token", "");
    let client = world.client().with_tokens(tokens()).with_credentials(without_token);
    for _ in 0..3 {
        let done = client.call_async(&push("单1")).await;
        assert!(done.is_ok(), "{done:?}");
    }
    assert_eq!(world.came_to("token.refresh").len(), 2, "one was refused for its time");
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_jumps_from_one_end_of_time_to_the_other_is_survived() {
    let at = Arc::new(AtomicI64::new(i64::MIN));
    let clock = Arc::clone(&at);
    let world = World::new(|_| (Duration::from_millis(5), says(EXPIRED)));
    let client = world.client().with_tokens(tokens());
    let client = client.with_clock(move || SigningTime::new(clock.load(Ordering::Relaxed), "nonce"));
    for now in [i64::MIN, i64::MAX, 0] {
        at.store(now, Ordering::Relaxed);
        let error = client.call_async(&push("单1")).await.map(drop).unwrap_err();
        assert!(matches!(error, Error::NotSent(NotSent::Token(_))), "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_clients_share_may_be_shared_as_a_trait_object() {
    let (world, _) = platform(3600);
    let store: Arc<dyn TokenStore> = Arc::new(LocalTokens::default());
    let source: Arc<dyn TokenSource> = Arc::new(tokens().stored_in(store));
    let lanes: Arc<dyn Lanes> = Arc::new(LocalLanes::default());
    let limiter: Arc<dyn Limiter> = Arc::new(LocalLimiter::default());
    for _ in 0..2 {
        let client = world.client().with_tokens(Arc::clone(&source)).with_lanes(Arc::clone(&lanes));
        assert!(client.with_limiter(Arc::clone(&limiter)).call_async(&push("单1")).await.is_ok());
    }
    assert_eq!(world.came_to("token.refresh").len(), 1, "two clients have one token");
    let within = world.came().iter().filter(|came| came.at < Duration::from_secs(1)).count();
    assert_eq!(within, 3, "and one rate");
}

/// Blocks for as long as it may, and has no answer then.
#[derive(Clone, Default)]
struct Silent(Arc<Mutex<Vec<Duration>>>);

impl Transport for Silent {
    fn send(&self, _: http::Request<Bytes>, bounds: Bounds) -> Sent {
        let left = bounds.time.unwrap_or(Duration::MAX);
        self.0.lock().unwrap().push(left);
        std::thread::sleep(left.min(Duration::from_millis(50)));
        Err(TransportError::unknown("没有应答"))
    }
}

#[test]
fn a_call_for_a_token_that_blocks_has_what_is_left_of_the_time_of_the_call_that_needs_it() {
    struct Tired(PlatformTokens);
    impl TokenSource for Tired {
        fn credentials<'a>(&'a self, request: TokenRequest<'a>) -> BoxFuture<'a, Result<Credentials, Error>> {
            std::thread::sleep(Duration::from_millis(50));
            self.0.credentials(request)
        }
    }
    let silent = Silent::default();
    let without = Credentials::new([("appkey", "应用1"), ("secret", "盐")]);
    let client = Client::new(&PLATFORM, without, "test", silent.clone()).unwrap();
    let deadline = Duration::from_mins(2);
    let error = client.with_tokens(Tired(tokens())).with_deadline(deadline).call(&push("单1")).map(drop).unwrap_err();
    assert!(matches!(error, Error::NotSent(NotSent::Token(_))), "{error}");
    let bounds = silent.0.lock().unwrap().clone();
    assert!(matches!(bounds[..], [left] if left + Duration::from_millis(50) <= deadline), "{bounds:?}");
}

/// A store that fails when it is told to, and outlives the program.
#[derive(Clone, Default)]
struct Disk {
    tokens: Arc<LocalTokens>,
    full: Arc<AtomicU32>,
}

impl TokenStore for Disk {
    fn load<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<Option<Token>, StoreError>> {
        self.tokens.load(key)
    }

    fn save<'a>(&'a self, key: &'a str, token: &'a Token) -> BoxFuture<'a, Result<(), StoreError>> {
        if self.full.load(Ordering::Relaxed) > 0 {
            self.full.fetch_sub(1, Ordering::Relaxed);
            return Box::pin(std::future::ready(Err(StoreError::new("the disk is full"))));
        }
        self.tokens.save(key, token)
    }
}

#[tokio::test(start_paused = true)]
async fn a_renewal_is_stored_before_it_is_used_and_no_ticket_is_used_twice() {
    let (world, issued) = platform(3600);
    let disk = Disk::default();
    disk.full.store(2, Ordering::Relaxed);
    let client = world.client().with_tokens(tokens().stored_in(disk.clone()));
    for _ in 0..2 {
        let error = client.call_async(&push("单1")).await.expect_err("it cannot be stored");
        assert!(matches!(error, Error::NotSent(NotSent::Store(_))), "{error}");
        assert_eq!(error.repeatable(), Repeatable::Yes);
    }
    let before = world.came_to("order.push").len();
    assert!(client.call_async(&push("单1")).await.is_ok(), "the one that was not stored is stored now");
    assert_eq!((world.came_to("token.refresh").len(), world.came_to("order.push").len()), (1, before + 1));
    // Another process, or this one after its end, goes on with it, though its credentials are the old ones.
    let restarted = world.client().with_tokens(tokens().stored_in(disk));
    assert!(restarted.call_async(&push("单2")).await.is_ok());
    assert_eq!((world.came_to("token.refresh").len(), issued.twice.load(Ordering::Relaxed)), (1, 0));
}

#[tokio::test(start_paused = true)]
async fn a_renewal_without_an_answer_loses_no_call_that_may_be_made_again() {
    let (world, issued) = platform(3600);
    issued.silent.store(1, Ordering::Relaxed);
    let client = world.client().with_tokens(tokens()).with_limiter(Unlimited);
    let error = client.call_async(&push("单1")).await.expect_err("no token");
    assert!(matches!(error, Error::NotSent(NotSent::Token(_))), "{error}");
    assert_eq!(error.repeatable(), Repeatable::Later);
    let (world, issued) = platform(3600);
    issued.silent.store(1, Ordering::Relaxed);
    let client = world.client().with_tokens(tokens()).with_limiter(Unlimited).with_attempts(2);
    let requests: Vec<_> = (0..8).map(|number| push(&format!("单{number}"))).collect();
    let results = join_all(requests.iter().map(|request| client.call_async(request))).await;
    assert!(results.iter().all(Result::is_ok), "{:?}", results.iter().find(|result| result.is_err()));
    assert_eq!((world.came_to("token.refresh").len(), issued.twice.load(Ordering::Relaxed)), (2, 0));
}

#[tokio::test(start_paused = true)]
async fn a_refusal_of_a_fresh_token_too_is_the_callers_and_who_waits_is_told_once() {
    let world = World::new(|came| {
        let answer = match came.get("method") {
            "order.push" => EXPIRED,
            _ => r#"{"code":41,"message":"授权已取消，请商家重新授权"}"#,
        };
        (Duration::from_millis(50), says(answer))
    });
    let client = world.client().with_tokens(tokens()).with_limiter(Unlimited);
    let requests: Vec<_> = (0..8).map(|number| push(&format!("单{number}"))).collect();
    let results = join_all(requests.iter().map(|request| client.call_async(request))).await;
    for result in results {
        let error = result.expect_err("no token");
        let shown = error.to_string();
        assert!(shown.contains("`access_token`") && shown.contains("授权已取消"), "{shown}");
        assert!(!shown.contains("第一张券") && !format!("{error:?}").contains("第一张券"), "{error:?}");
        assert_eq!(error.repeatable(), Repeatable::Pointless);
    }
    assert_eq!(world.came_to("token.refresh").len(), 1, "all who waited for it share its end");

    let unrenewable = World::new(|_| (Duration::ZERO, says(EXPIRED)));
    let fixed = unrenewable.client().call_async(&push("单1")).await.expect_err("refused");
    assert!(matches!(fixed, Error::Refused(_)), "{fixed}");
    assert_eq!(unrenewable.came().len(), 1, "without a source there is no other token");
    assert!(format!("{:?}", tokens()).contains(PLATFORM.platform().unwrap().name));
}

/// No limit at all.
struct Unlimited;

impl signwright_runtime::Limiter for Unlimited {
    fn reserve<'a>(
        &'a self,
        _: &'a [signwright_runtime::Demand<'a>],
        _: Duration,
        _: Option<Duration>,
    ) -> BoxFuture<'a, Result<signwright_runtime::Reserved, StoreError>> {
        Box::pin(std::future::ready(Ok(signwright_runtime::Reserved::In(Duration::ZERO))))
    }
}
