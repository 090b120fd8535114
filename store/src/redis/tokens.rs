//! Tokens, each in a hash with the fields of [`Token`].

use std::sync::LazyLock;

use redis::{Connection, RedisResult, Script};
use signwright_runtime::{StoreError, Token, TokenStore, transport::BoxFuture};
use zeroize::Zeroizing;

use super::RedisStore;

static SAVE: LazyLock<Script> = LazyLock::new(|| Script::new(include_str!("save.lua")));

/// What a hash holds: the token, what renews it, when it was obtained and when it ends.
type Fields = (Option<String>, Option<String>, Option<i64>, Option<i64>);

impl TokenStore for RedisStore {
    fn load<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<Option<Token>, StoreError>> {
        let key = self.key("token", key);
        Box::pin(self.done(move |connection| load(connection, &key)))
    }

    fn save<'a>(&'a self, key: &'a str, token: &'a Token) -> BoxFuture<'a, Result<(), StoreError>> {
        let (key, token) = (self.key("token", key), token.clone());
        Box::pin(self.done(move |connection| save(connection, &key, &token)))
    }
}

fn load(connection: &mut Connection, key: &str) -> RedisResult<Option<Token>> {
    let mut command = redis::cmd("HMGET");
    let fields = command.arg(key).arg("value").arg("renews_by").arg("obtained_ms").arg("ends_ms");
    let (value, renews_by, obtained_ms, ends_ms): Fields = fields.query(connection)?;
    Ok(value.map(|value| Token {
        value: Zeroizing::new(value),
        renews_by: renews_by.map(Zeroizing::new),
        obtained_ms: obtained_ms.unwrap_or_default(),
        ends_ms,
    }))
}

fn save(connection: &mut Connection, key: &str, token: &Token) -> RedisResult<()> {
    let mut save = SAVE.key(key);
    save.arg("value").arg(token.value.as_str()).arg("obtained_ms").arg(token.obtained_ms);
    if let Some(renews_by) = &token.renews_by {
        save.arg("renews_by").arg(renews_by.as_str());
    }
    if let Some(ends_ms) = token.ends_ms {
        save.arg("ends_ms").arg(ends_ms);
    }
    save.invoke(connection)
}
