//! Tokens: what was saved last is loaded, by all; names tell nothing.

use signwright_runtime::TokenStore as _;

use super::server::{RedisServer, names};
use super::store;
use super::support::{block_on, token, under_tokio};

#[test]
fn what_is_saved_last_is_loaded_by_all() {
    let Some(server) = RedisServer::start(&[]) else { return };
    let (store, other) = (store(&server), store(&server));
    let (first, second) = (token("令牌:一", Some("再取，一"), Some(5)), token("令牌:二 🍵\r\n", None, None));
    under_tokio(async {
        assert_eq!(store.load("店铺").await.unwrap(), None);
        store.save("店铺", &first).await.unwrap();
        assert_eq!(other.load("店铺").await.unwrap(), Some(first.clone()));
    });
    block_on(other.save("店铺", &second)).unwrap();
    // Nothing of the first one is left in it.
    assert_eq!(block_on(store.load("店铺")).unwrap(), Some(second));
    assert_eq!(block_on(store.load("店")).unwrap(), None);
    assert_eq!(block_on(store.clone().with_prefix("别处").load("店铺")).unwrap(), None);
}

#[test]
fn names_of_keys_tell_nothing() {
    let Some(server) = RedisServer::start(&[]) else { return };
    let store = store(&server).with_prefix("店");
    block_on(store.save("订单 AT1", &token("令牌", None, None))).unwrap();
    let [name] = names(&mut server.connection(), "*").try_into().unwrap();
    let digest = name.strip_prefix("店:token:").unwrap();
    assert!(digest.len() == 64 && digest.bytes().all(|byte| byte.is_ascii_hexdigit()), "{name}");
}

#[test]
fn what_is_no_token_is_told_and_not_shown() {
    let Some(server) = RedisServer::start(&[]) else { return };
    let (store, mut connection) = (store(&server), server.connection());
    block_on(store.save("钥", &token("令牌", None, None))).unwrap();
    let [name] = names(&mut connection, "*").try_into().unwrap();
    redis::cmd("HSET").arg(&name).arg("obtained_ms").arg("绝密").query::<()>(&mut connection).unwrap();
    let said = format!("{:?}", block_on(store.load("钥")).unwrap_err());
    assert!(said.contains("answers something that cannot be read") && !said.contains("绝密"), "{said}");
    redis::cmd("SET").arg(&name).arg("绝密").query::<()>(&mut connection).unwrap();
    let said = format!("{:?}", block_on(store.load("钥")).unwrap_err());
    assert!(said.contains("holds something else under the keys of this prefix"), "{said}");
    assert!(!said.contains("绝密") && !said.contains(&name), "{said}");
}
