//! Tokens as a platform's spec has them obtained and renewed: once for all calls that wait, ahead of their end, or after a
//! refusal. It asks the store for what another process renewed, and gives up nothing before its successor is stored.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use zeroize::Zeroizing;

use super::stored::{LocalTokens, Token, TokenStore};
use super::{TokenRequest, TokenSource};
use crate::client::digest::digest;
use crate::client::lanes::{Lanes, LocalLanes};
use crate::model::{self, ApiText, Endpoint, NotationError, Offset, Platform};
use crate::transport::BoxFuture;
use crate::{Credentials, Error, Leniency, Node, TokenError, conform};

/// At most so long before its end a token is renewed, in milliseconds; less where a tenth of its life is less.
const AHEAD: i64 = 5 * 60 * 1000;
/// After a renewal that failed, a token that has not ended yet is used so long, in milliseconds, before the next.
const PAUSE: i64 = 30 * 1000;

/// The tokens of a platform, by what its spec says of them: the endpoints that give and renew them, where they stand in
/// the answer, how long they last and what a renewal replaces.
///
/// The rows of such an endpoint's request take the credentials of their names, and what [`param`](Self::param) gives. A
/// token that the credentials hold is used until it is refused; then it is renewed. Who changes the credentials of an
/// account begins anew with them.
///
/// The call that finds a token ended renews it for all who wait. A future that is dropped while it does so may leave a ticket
/// that is used up and a successor that nobody saw: calls that may be dropped should be made in a task of their own.
///
/// ```text
/// let tokens = PlatformTokens::of(&kuaishou::API)?.param("grant_type", "refresh_token").stored_in(store);
/// let client = client.with_tokens(tokens);
/// let orders = client.clone().with_credentials(of_shop_7).with_account("shop 7").call(&request)?;
/// ```
pub struct PlatformTokens {
    platform: &'static Platform<'static>,
    renewals: Vec<Renewal>,
    params: Vec<(String, String)>,
    store: Arc<dyn TokenStore>,
    lanes: Arc<dyn Lanes>,
    kept: Mutex<HashMap<String, Kept>>,
}

/// How one credential is obtained and renewed.
struct Renewal {
    credential: &'static str,
    token: model::Token<'static>,
    get: Option<&'static Endpoint<'static>>,
    refresh: Option<&'static Endpoint<'static>>,
}

impl Renewal {
    /// Gives credentials a token, with what the next one is renewed by.
    fn put(&self, token: &Token, credentials: &mut Credentials) {
        credentials.set(self.credential, token.value.as_str());
        if let Some(renews_by) = token.renews_by.as_ref().filter(|_| !self.token.rotates.is_empty()) {
            credentials.set(self.token.rotates, renews_by.as_str());
        }
    }
}

/// What is known of one token in this process.
#[derive(Default)]
struct Kept {
    token: Option<Token>,
    /// It could not be stored, so that another process still has its predecessor.
    is_unsaved: bool,
    /// How many renewals failed, and the last one's error, for all who waited for it.
    failures: u64,
    failed: Option<(Error, i64)>,
}

impl PlatformTokens {
    /// Those of a platform of generated code.
    pub fn of(api: &'static ApiText) -> Result<Self, &'static NotationError> {
        let api = api.api()?;
        let endpoint = |name: &str| api.endpoints.iter().copied().find(|endpoint| endpoint.name == name);
        let renewal = |credential: &model::Credential<'static>| {
            let token = credential.token?;
            let (get, refresh) = (endpoint(token.get), endpoint(token.refresh));
            let is_given = get.is_some() || refresh.is_some();
            is_given.then_some(Renewal { credential: credential.name, token, get, refresh })
        };
        Ok(Self {
            platform: api.platform,
            renewals: api.platform.credentials.iter().filter_map(renewal).collect(),
            params: Vec::new(),
            store: Arc::new(LocalTokens::default()),
            lanes: Arc::new(LocalLanes::default()),
            kept: Mutex::default(),
        })
    }

    /// A value for a row of the requests for tokens that is no credential, such as `grant_type`.
    #[must_use]
    pub fn param(mut self, row: impl Into<String>, value: impl Into<String>) -> Self {
        self.params.push((row.into(), value.into()));
        self
    }

    /// Keeps them here, so that they outlast the program; in its memory if not said.
    #[must_use]
    pub fn stored_in(mut self, store: impl TokenStore + 'static) -> Self {
        self.store = Arc::new(store);
        self
    }

    /// Renews in these lanes, where several processes share a store: one at a time.
    #[must_use]
    pub fn in_lanes(mut self, lanes: impl Lanes + 'static) -> Self {
        self.lanes = Arc::new(lanes);
        self
    }

    async fn all(&self, request: TokenRequest<'_>) -> Result<Credentials, Error> {
        let mut credentials = request.given.clone();
        for renewal in &self.renewals {
            let key = self.key(renewal, request);
            if let Some(token) = self.fresh(renewal, &key, request).await? {
                renewal.put(&token, &mut credentials);
            }
        }
        match request.refused {
            Some(refused) if same(refused, &credentials) => {
                let credential =
                    self.renewals.first().map_or_else(String::new, |renewal| renewal.credential.to_owned());
                let message = "it was refused, and nothing gives another: obtain a new one and set it".to_owned();
                Err(TokenError { credential, message, cause: None }.into())
            }
            _ => Ok(credentials),
        }
    }

    /// A token that may be used now; `None` where an optional one is neither there nor can be had.
    async fn fresh(&self, renewal: &Renewal, key: &str, request: TokenRequest<'_>) -> Result<Option<Token>, Error> {
        if let Some(token) = self.with(key, |kept| kept.usable(renewal, request)) {
            return Ok(Some(token));
        }
        let failures = self.with(key, |kept| kept.failures);
        let lane = [key.to_owned()];
        let _turn = self.lanes.enter(&lane).await?;
        // Who waited may find it done, or failed.
        if let Some(token) = self.with(key, |kept| kept.usable(renewal, request)) {
            return Ok(Some(token));
        }
        if let Some((error, _)) = self.with(key, |kept| kept.failed.clone().filter(|_| kept.failures != failures)) {
            return Err(error);
        }
        let token = match self.with(key, |kept| kept.token.clone().filter(|_| kept.is_unsaved)) {
            // Its predecessor was given up for it, so nothing is renewed before it is safe.
            Some(unsaved) => self.saved(key, unsaved).await?,
            None => match self.known(renewal, key, request).await? {
                Some(token) => token,
                None => return self.renewed(renewal, key, request, None).await.map(Some),
            },
        };
        if is_usable(&token, renewal, request, true) {
            return Ok(Some(token));
        }
        match self.renewed(renewal, key, request, Some(&token)).await {
            Ok(token) => Ok(Some(token)),
            // It was renewed ahead of its end, and lasts a little longer.
            Err(_) if is_usable(&token, renewal, request, false) => Ok(Some(token)),
            Err(error) => Err(error),
        }
    }

    /// What another process has stored, or what the credentials hold.
    async fn known(&self, renewal: &Renewal, key: &str, request: TokenRequest<'_>) -> Result<Option<Token>, Error> {
        let stored = self.store.load(key).await?;
        let given = || {
            let value = request.given.get(renewal.credential).filter(|value| !value.is_empty())?;
            let renews_by = request.given.get(renewal.token.rotates).map(|value| Zeroizing::new(value.to_owned()));
            Some(Token { value: Zeroizing::new(value.to_owned()), renews_by, obtained_ms: 0, ends_ms: None })
        };
        let token = stored.or_else(given);
        self.with(key, |kept| kept.token.clone_from(&token));
        Ok(token)
    }

    async fn renewed(
        &self,
        renewal: &Renewal,
        key: &str,
        request: TokenRequest<'_>,
        current: Option<&Token>,
    ) -> Result<Token, Error> {
        match self.obtained(renewal, request, current).await {
            Ok(token) => self.saved(key, token).await,
            Err(error) => {
                self.with(key, |kept| {
                    kept.failures += 1;
                    kept.failed = Some((error.clone(), request.now_ms));
                });
                Err(error)
            }
        }
    }

    /// Calls the endpoint that renews a token, or the one that gives a first one.
    async fn obtained(
        &self,
        renewal: &Renewal,
        request: TokenRequest<'_>,
        current: Option<&Token>,
    ) -> Result<Token, Error> {
        let error = |message: String, cause| TokenError { credential: renewal.credential.to_owned(), message, cause };
        let mut credentials = request.given.clone();
        if let Some(current) = current {
            renewal.put(current, &mut credentials);
        }
        // Some renew a token by itself, and others by the one that was given with it.
        let can_refresh = match renewal.token.rotates {
            "" => current.is_some(),
            rotates => credentials.get(rotates).is_some_and(|renews_by| !renews_by.is_empty()),
        };
        let endpoint = renewal.refresh.filter(|_| can_refresh).or(renewal.get);
        let Some(endpoint) = endpoint else {
            let message = "nothing gives the first one: obtain it as the vendor says, and set it".to_owned();
            return Err(error(message, None).into());
        };
        let rows = endpoint.request().record().fields.iter().filter_map(|row| {
            let param = || self.params.iter().find(|(name, _)| name == row.name).map(|(_, value)| value.as_str());
            let value = param().or_else(|| credentials.resolve(self.platform, row.name))?;
            (!value.is_empty()).then(|| (row.name.into(), Node::Text(value.to_owned().into())))
        });
        let answer = request.calls.call(endpoint, Node::Map(rows.collect()), &credentials).await;
        let now_ms = request.calls.now_ms();
        let answer =
            answer.map_err(|cause| error(format!("`{}` did not give it", endpoint.name), Some(Box::new(cause))))?;
        let text = |path: &str| answer.path(path).and_then(Node::as_text).filter(|text| !text.is_empty());
        let Some(value) = text(renewal.token.from) else {
            let message = format!("the answer of `{}` has nothing at `{}`", endpoint.name, renewal.token.from);
            return Err(error(message, None).into());
        };
        let renews_by = Some(renewal.token.rotates).filter(|rotates| !rotates.is_empty());
        let renews_by = renews_by.and_then(|rotates| text(&model::Token::beside(renewal.token.from, rotates)));
        // A platform that gives no new one lets the last one be used again.
        let last = current.and_then(|current| current.renews_by.clone());
        Ok(Token {
            value: Zeroizing::new(value.into_owned()),
            renews_by: renews_by.map(|value| Zeroizing::new(value.into_owned())).or(last),
            obtained_ms: now_ms,
            ends_ms: ends(renewal, endpoint, &answer, now_ms, self.platform.zone),
        })
    }

    /// Stores a token before anything is done with it. It is kept in any case, as what it was renewed by is used up.
    async fn saved(&self, key: &str, token: Token) -> Result<Token, Error> {
        self.with(key, |kept| {
            kept.token = Some(token.clone());
            kept.is_unsaved = true;
        });
        self.store.save(key, &token).await?;
        self.with(key, |kept| {
            kept.is_unsaved = false;
            kept.failed = None;
        });
        Ok(token)
    }

    /// A text for the token of one account, which the first credentials of it have a part in and are not told by.
    fn key(&self, renewal: &Renewal, request: TokenRequest<'_>) -> String {
        let given = request.given.names().filter_map(|name| Some([name, request.given.get(name)?])).flatten();
        let parts = [self.platform.name, renewal.credential, request.account];
        format!("{}/{}/{}", self.platform.name, renewal.credential, digest(parts.into_iter().chain(given)))
    }

    fn with<T>(&self, key: &str, see: impl FnOnce(&mut Kept) -> T) -> T {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        match kept.get_mut(key) {
            Some(kept) => see(kept),
            None => see(kept.entry(key.to_owned()).or_default()),
        }
    }
}

impl TokenSource for PlatformTokens {
    fn credentials<'a>(&'a self, request: TokenRequest<'a>) -> BoxFuture<'a, Result<Credentials, Error>> {
        Box::pin(self.all(request))
    }
}

impl Kept {
    fn usable(&self, renewal: &Renewal, request: TokenRequest<'_>) -> Option<Token> {
        // So soon after a failure the next one would fail as well.
        let is_ahead = self.failed.as_ref().is_none_or(|(_, at)| request.now_ms.saturating_sub(*at) > PAUSE);
        let token = self.token.as_ref().filter(|_| !self.is_unsaved)?;
        is_usable(token, renewal, request, is_ahead).then(|| token.clone())
    }
}

/// Whether a token may be used: it was not refused, and does not end, nor, where that is asked, so soon that it should be
/// renewed.
fn is_usable(token: &Token, renewal: &Renewal, request: TokenRequest<'_>, is_ahead: bool) -> bool {
    let is_refused = request.refused.is_some_and(|refused| refused.get(renewal.credential) == Some(&*token.value));
    let lasts = |ends: i64| {
        let ahead = if is_ahead { AHEAD.min(ends.saturating_sub(token.obtained_ms) / 10) } else { 0 };
        request.now_ms < ends.saturating_sub(ahead)
    };
    !is_refused && token.ends_ms.is_none_or(lasts)
}

/// When a token ends that was answered now: by the answer, else as long as the vendor states.
fn ends(renewal: &Renewal, endpoint: &Endpoint<'_>, answer: &Node<'static>, now_ms: i64, zone: Offset) -> Option<i64> {
    let stated = Some(i64::from(renewal.token.lasts)).filter(|seconds| *seconds > 0);
    let told = Some(renewal.token.expires).filter(|path| !path.is_empty()).and_then(|path| {
        let leniency = Leniency { numbers_as_text: true, unknown_fields: true };
        let node = answer.path(path)?.clone();
        // The row's type tells a moment from a number of seconds.
        let (typed, _) = conform(endpoint.response(), node.under(path), leniency, zone);
        moment(&typed, now_ms)
    });
    told.or_else(|| now_ms.checked_add(stated?.checked_mul(1000)?))
}

/// The one value of a document: a moment, or seconds from now.
fn moment(node: &Node<'_>, now_ms: i64) -> Option<i64> {
    match node {
        Node::Record(fields) => fields.iter().find_map(|field| moment(field, now_ms)),
        Node::Map(entries) => entries.iter().find_map(|(_, node)| moment(node, now_ms)),
        Node::Time(time) => time.unix()?.checked_mul(1000),
        Node::Instant(time) => Some(time.unix_ms()),
        Node::Day(_) | Node::Absent | Node::Null | Node::List(_) | Node::Bool(_) => None,
        seconds => now_ms.checked_add(seconds.as_text()?.trim().parse::<i64>().ok()?.checked_mul(1000)?),
    }
}

fn same(left: &Credentials, right: &Credentials) -> bool {
    left.names().eq(right.names()) && left.names().all(|name| left.get(name) == right.get(name))
}

/// Neither tokens nor values of requests.
impl fmt::Debug for PlatformTokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let credentials: Vec<_> = self.renewals.iter().map(|renewal| renewal.credential).collect();
        f.debug_struct("PlatformTokens")
            .field("platform", &self.platform.name)
            .field("credentials", &credentials)
            .finish_non_exhaustive()
    }
}
