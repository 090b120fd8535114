//! The store on a server, with servers that the tests start themselves: tokens, rates and turns, across processes, and what
//! is said where the server is gone, refuses or is something else.

mod lanes;
mod limiter;
#[path = "../support/server.rs"]
mod server;
#[path = "../support/mod.rs"]
mod support;
mod tokens;

use server::RedisServer;
use signwright_runtime::{StoreError, TokenStore as _};
use signwright_store::RedisStore;
use support::block_on;

fn store(server: &RedisServer) -> RedisStore {
    RedisStore::connect(&server.url()).unwrap()
}

/// The server's time in microseconds.
fn time(connection: &mut redis::Connection) -> u64 {
    let (seconds, microseconds): (u64, u64) = redis::cmd("TIME").query(connection).unwrap();
    seconds * 1_000_000 + microseconds
}

fn refusal(url: &str) -> StoreError {
    RedisStore::connect(url).unwrap_err()
}

#[test]
fn an_address_without_a_server_is_told_without_its_password() {
    // Nobody listens at the port 1.
    for (url, words) in [
        (
            "redis://店:绝密p%40ss@127.0.0.1:1/0",
            "Redis at 127.0.0.1:1 cannot be reached; is it running at this address?",
        ),
        ("unix:///nowhere/redis.sock?pass=p%40ss", "Redis at /nowhere/redis.sock cannot be reached; is it running"),
        ("redis://u:p%40ss@[::1", "this is no URL of a Redis server; it is `redis://user:password@host:port/number`"),
        ("http://u:p%40ss@127.0.0.1", "this is no URL of a Redis server"),
        ("", "this is no URL of a Redis server"),
        ("rediss://u:p%40ss@127.0.0.1:1", ""),
    ] {
        let error = refusal(url);
        let printed = format!("{error} {error:?}");
        assert!(printed.contains(words), "{printed}");
        assert!(!printed.contains("p@ss") && !printed.contains("p%40ss") && !printed.contains("绝密"), "{printed}");
    }
}

#[test]
fn a_password_is_asked_for_and_never_printed() {
    let Some(server) = RedisServer::start(&["--requirepass", "p@ss"]) else { return };
    let said = refusal(&server.url()).to_string();
    assert!(said.contains("wants a password; give it in the URL"), "{said}");
    let said = refusal(&format!("{}?pass=wr%40ng", server.url())).to_string();
    assert!(said.contains("refuses the user or the password of the URL") && !said.contains("wr@ng"), "{said}");
    let store = RedisStore::connect(&format!("{}?pass=p%40ss", server.url())).unwrap();
    let printed = format!("{store:?}");
    assert!(printed.contains("redis.sock") && printed.contains("signwright"), "{printed}");
    assert!(!printed.contains("p@ss") && !printed.contains("p%40ss"), "{printed}");
}

#[test]
fn a_lost_connection_is_made_anew() {
    let Some(mut server) = RedisServer::start(&[]) else { return };
    let store = store(&server);
    let saved = support::token("令牌", None, None);
    block_on(store.save("钥", &saved)).unwrap();
    redis::cmd("CLIENT").arg("KILL").arg("TYPE").arg("normal").query::<u64>(&mut server.connection()).unwrap();
    assert_eq!(block_on(store.load("钥")).unwrap(), Some(saved.clone()));

    server.stop();
    let error = block_on(store.load("钥")).unwrap_err();
    assert!(error.to_string().contains("cannot be reached; is it running at this address?"), "{error}");
    server.start_again();
    assert_eq!(block_on(store.load("钥")).unwrap(), None);
    block_on(store.save("钥", &saved)).unwrap();
    assert_eq!(block_on(store.load("钥")).unwrap(), Some(saved));
}

#[test]
fn a_server_that_answers_nothing_is_not_waited_for_by_each() {
    let Some(server) = RedisServer::start(&[]) else { return };
    let store = store(&server);
    // For ten seconds it answers nobody, which is longer than an answer is waited for.
    redis::cmd("CLIENT").arg("PAUSE").arg(10_000).query::<()>(&mut server.connection()).unwrap();
    let errors = std::thread::scope(|scope| {
        let asking = [(); 6].map(|()| scope.spawn(|| block_on(store.load("钥"))));
        asking.map(|asking| asking.join().unwrap())
    });
    // One waited in vain and the others with it: each for itself, the last ones would be answered.
    for error in errors {
        let said = error.unwrap_err().to_string();
        assert!(said.contains("does not answer in time"), "{said}");
    }
}

#[test]
fn what_a_server_refuses_is_told_in_words() {
    let Some(server) = RedisServer::start(&["--maxmemory", "1mb", "--maxmemory-policy", "noeviction"]) else { return };
    let store = store(&server);
    let filled = "满".repeat(1_000_000);
    let error = (0..10).find_map(|number| {
        block_on(store.save(&number.to_string(), &support::token(&filled, Some("绝密"), None))).err()
    });
    let said = error.map(|error| format!("{error} {error:?}")).unwrap_or_default();
    assert!(said.contains("has no memory left; raise its `maxmemory`"), "{said}");
    assert!(!said.contains('满') && !said.contains("绝密"), "{said}");
}
