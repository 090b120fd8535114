//! Where tokens are kept between calls, and beyond the end of a program.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use zeroize::Zeroizing;

use crate::StoreError;
use crate::transport::BoxFuture;

/// A token that was obtained. Its `Debug` shows neither it nor what renews it.
#[derive(Clone, PartialEq, Eq)]
pub struct Token {
    /// The token.
    pub value: Zeroizing<String>,
    /// The credential that the next renewal is made with, where one was given with it; each may be used once.
    pub renews_by: Option<Zeroizing<String>>,
    /// When it was obtained, in milliseconds since 1970-01-01 UTC.
    pub obtained_ms: i64,
    /// When it ends, likewise; `None` where nobody said.
    pub ends_ms: Option<i64>,
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Token")
            .field("obtained_ms", &self.obtained_ms)
            .field("ends_ms", &self.ends_ms)
            .finish_non_exhaustive()
    }
}

/// Keeps tokens.
pub trait TokenStore: Send + Sync {
    /// The token that was last saved under a key, which is a text without secrets.
    fn load<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<Option<Token>, StoreError>>;

    /// Saves one in the place of the last. It must not be lost once this is done: what renewed it is of no use any more.
    fn save<'a>(&'a self, key: &'a str, token: &'a Token) -> BoxFuture<'a, Result<(), StoreError>>;
}

/// Shared with other sources.
impl<S: TokenStore + ?Sized> TokenStore for Arc<S> {
    fn load<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<Option<Token>, StoreError>> {
        (**self).load(key)
    }

    fn save<'a>(&'a self, key: &'a str, token: &'a Token) -> BoxFuture<'a, Result<(), StoreError>> {
        (**self).save(key, token)
    }
}

/// Tokens that last as long as the program.
#[derive(Debug, Default)]
pub struct LocalTokens {
    tokens: Mutex<HashMap<String, Token>>,
}

impl TokenStore for LocalTokens {
    fn load<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<Option<Token>, StoreError>> {
        let token = self.tokens.lock().unwrap_or_else(PoisonError::into_inner).get(key).cloned();
        Box::pin(std::future::ready(Ok(token)))
    }

    fn save<'a>(&'a self, key: &'a str, token: &'a Token) -> BoxFuture<'a, Result<(), StoreError>> {
        self.tokens.lock().unwrap_or_else(PoisonError::into_inner).insert(key.to_owned(), token.clone());
        Box::pin(std::future::ready(Ok(())))
    }
}
