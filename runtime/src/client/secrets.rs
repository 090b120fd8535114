//! What is a secret by the platform's own tables although it is no credential of the caller: rows of a request that are named
//! as one, and the tokens in the answer of an endpoint that gives them.

use crate::Node;
use crate::model::{Credential, Endpoint, Platform, Shape, Token};

/// The values of a request's rows that are named as a secret credential, such as a token that is to be renewed.
pub(super) fn in_request(platform: &Platform<'_>, shape: Shape<'_>, node: &Node<'_>) -> Vec<String> {
    let named = |name: &str| {
        platform.credentials.iter().flat_map(Credential::names).any(|(of, is_secret)| is_secret && of == name)
    };
    let text = |node: &Node<'_>| node.as_text().map(std::borrow::Cow::into_owned);
    match node {
        Node::Record(nodes) => {
            let rows = shape.record().fields.iter().zip(nodes);
            rows.filter(|(field, _)| named(field.name)).filter_map(|(_, node)| text(node)).collect()
        }
        // A request that is sent as it stands.
        Node::Map(entries) => {
            entries.iter().filter(|(name, _)| named(name)).filter_map(|(_, node)| text(node)).collect()
        }
        _ => Vec::new(),
    }
}

/// Whether an endpoint gives tokens.
pub(super) fn gives_tokens(platform: &Platform<'_>, endpoint: &Endpoint<'_>) -> bool {
    given(platform, endpoint).next().is_some()
}

/// The tokens that it gave, and what each is to be renewed by.
pub(super) fn in_answer(platform: &Platform<'_>, endpoint: &Endpoint<'_>, response: &Node<'_>) -> Vec<String> {
    let places = given(platform, endpoint).flat_map(|token| {
        let beside = token.from.rsplit_once('.').map_or(String::new(), |(record, _)| format!("{record}."));
        [token.from.to_owned(), format!("{beside}{}", token.rotates)]
    });
    places.filter_map(|place| Some(response.path(&place)?.as_text()?.into_owned())).collect()
}

fn given<'m>(platform: &Platform<'m>, endpoint: &Endpoint<'_>) -> impl Iterator<Item = Token<'m>> {
    let tokens = platform.credentials.iter().filter_map(|credential| credential.token);
    tokens.filter(|token| [token.get, token.refresh].contains(&endpoint.name))
}
