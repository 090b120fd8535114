//! Tokens in the table `tokens`.

use rusqlite::{Connection, OptionalExtension as _, Row, params};
use signwright_runtime::{StoreError, Token, TokenStore, transport::BoxFuture};

use super::SqliteStore;

impl TokenStore for SqliteStore {
    fn load<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<Option<Token>, StoreError>> {
        let key = key.to_owned();
        Box::pin(self.done(move |connection| load(connection, &key)))
    }

    fn save<'a>(&'a self, key: &'a str, token: &'a Token) -> BoxFuture<'a, Result<(), StoreError>> {
        let (key, token) = (key.to_owned(), token.clone());
        Box::pin(self.done(move |connection| save(connection, &key, &token)))
    }
}

fn load(connection: &Connection, key: &str) -> rusqlite::Result<Option<Token>> {
    let mut statement =
        connection.prepare("SELECT value, renews_by, obtained_ms, ends_ms FROM tokens WHERE key = ?1")?;
    statement.query_row([key], token).optional()
}

fn token(row: &Row<'_>) -> rusqlite::Result<Token> {
    Ok(Token {
        value: row.get::<_, String>(0)?.into(),
        renews_by: row.get::<_, Option<String>>(1)?.map(Into::into),
        obtained_ms: row.get(2)?,
        ends_ms: row.get(3)?,
    })
}

fn save(connection: &Connection, key: &str, token: &Token) -> rusqlite::Result<()> {
    let (value, renews_by) = (token.value.as_str(), token.renews_by.as_ref().map(|credential| credential.as_str()));
    connection.execute(
        "INSERT OR REPLACE INTO tokens (key, value, renews_by, obtained_ms, ends_ms) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![key, value, renews_by, token.obtained_ms, token.ends_ms],
    )?;
    Ok(())
}
