//! What is a secret by the platform's own tables although it is no credential of the caller: rows of a request that are named
//! as one; and which endpoints give tokens.

use crate::Node;
use crate::model::{Credential, Endpoint, Platform, Shape};

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
    let mut tokens = platform.credentials.iter().filter_map(|credential| credential.token);
    tokens.any(|token| [token.get, token.refresh].contains(&endpoint.name))
}
