//! Credentials that endpoints give: that the endpoints are in the folder, and that their answers have what is named.

use signwright_model::notation::scope::{self, Kind};
use signwright_model::{Credential, Shape, Token};

use super::reference;
use crate::catalogue::Code;
use crate::diagnostic::Diagnostic;
use crate::lower::lowering::Lowering;
use crate::lower::notation::cursor::quoted;
use crate::specs::{Located, SpecEndpoint, TokenNotes};
use crate::suggest;
use crate::syntax::Entry;

/// What the credentials of a platform name, with its places.
pub(in crate::lower) fn notes<'m>(section: &Entry, lowering: &Lowering<'m, '_>) -> &'m [TokenNotes<'m>] {
    let arena = lowering.arena;
    let of_credential = |credential: &Entry| {
        let word = |key: &str| Some(lowering.keep(credential.value.get(key)?.scalar()?.located()));
        let endpoints: Vec<_> = ["get", "refresh"].into_iter().filter_map(word).collect();
        let [from, expires, rotates] = ["from", "expires", "rotates"].map(word);
        let notes = TokenNotes { endpoints: arena.alloc_slice(&endpoints), from, expires, rotates };
        (!endpoints.is_empty() || rotates.is_some()).then_some(notes)
    };
    let credentials = section.value.map().unwrap_or_default();
    arena.alloc_slice(&credentials.iter().filter_map(of_credential).collect::<Vec<_>>())
}

/// Checks them against the endpoints of the folder.
pub(in crate::lower) fn check(
    tokens: &[TokenNotes<'_>],
    credentials: &[Credential<'_>],
    endpoints: &[SpecEndpoint<'_>],
    lowering: &mut Lowering<'_, '_>,
) {
    for token in tokens {
        for name in token.endpoints {
            let Some(endpoint) = reference::endpoint(*name, endpoints, lowering) else { continue };
            let response = endpoint.model.response();
            // An answer without rows could not be read, and was told of.
            if !response.record().fields.is_empty() {
                answers(token, response, lowering);
            }
        }
        rotates(token, credentials, endpoints, lowering);
    }
}

/// The rows of an answer.
fn answers(token: &TokenNotes<'_>, response: Shape<'_>, lowering: &mut Lowering<'_, '_>) {
    let is_text = |kind: Kind| matches!(kind, Kind::Text | Kind::Any);
    let tells_time = |kind: Kind| matches!(kind, Kind::Number | Kind::Time | Kind::Instant | Kind::Any);
    let rows = [
        (token.from, is_text as fn(Kind) -> bool, "text"),
        (token.expires, tells_time, "a number of seconds or a time"),
    ];
    for (path, fits, wanted) in rows {
        let Some(path) = path else { continue };
        let Some(row) = lowering.take(scope::find(response, path)) else { continue };
        let kind = Kind::of(&row.ty);
        if row.through.is_some() || !fits(kind) {
            let what = if row.through.is_some() {
                "stands once for each row of a list".to_owned()
            } else {
                format!("is {}", kind.what())
            };
            let message = format!("{} {what}, and this must be {wanted}", quoted(path.text));
            lowering
                .push(Diagnostic::error(Code::UnlikeTypes, path.span, message).help("name another row of the answer"));
        }
    }
}

/// What a refresh replaces as well is a credential, and its row stands beside the token.
fn rotates(
    token: &TokenNotes<'_>,
    credentials: &[Credential<'_>],
    endpoints: &[SpecEndpoint<'_>],
    lowering: &mut Lowering<'_, '_>,
) {
    let Some(rotates) = token.rotates else { return };
    let names = || credentials.iter().map(|credential| credential.name);
    if !names().any(|name| name == rotates.text) {
        let message = format!("the platform has no credential `{}`", rotates.text);
        lowering.error(Code::UnknownName, rotates.span, message, suggest::help(rotates.text, names()));
        return;
    }
    // The last one refreshes: what only gets a token replaces nothing.
    let refresh = token.endpoints.last().and_then(|name| endpoints.iter().find(|spec| spec.model.name == name.text));
    let Some((response, from)) = refresh.map(|spec| spec.model.response()).zip(token.from) else { return };
    let path = Token::beside(from.text, rotates.text);
    if !response.record().fields.is_empty()
        && scope::find(response, Located { text: &path, span: rotates.span }).is_err()
    {
        let message = format!("the answer has no row {}", quoted(&path));
        let help = "a refresh that replaces this credential answers it beside the token";
        lowering.error(Code::UnknownField, rotates.span, message, help);
    }
}
